package sipmsg

import "time"

// Timestamp is the value of a Timestamp header (RFC 3261 §20.38).
type Timestamp struct {
	// Value is the client's time, in seconds since a moment that only it knows; the
	// response carries it back.
	Value time.Duration
	// Delay is how long the server took to answer, 0 where it does not say.
	Delay time.Duration
}

// Timestamp returns the Timestamp header's value, to the nanosecond. It reports false
// when there is none and when it is not a decimal number that fits.
func (m *Message) Timestamp() (Timestamp, bool) { return parseTimestamp(m.Get(HeaderTimestamp)) }

func parseTimestamp(b []byte) (Timestamp, bool) {
	i := run(b, 0, classDigit|classToken)
	value, ok := parseDecimal(b[:i])
	rest := b[skipLWS(b, i):]
	if !ok || len(rest) == 0 {
		return Timestamp{Value: value}, ok
	}
	delay, ok := parseDecimal(rest)
	if !ok {
		return Timestamp{}, false
	}
	return Timestamp{Value: value, Delay: delay}, true
}

// parseDecimal reads seconds with an optional fraction, "54.21", as a duration.
func parseDecimal(b []byte) (d time.Duration, ok bool) {
	i := run(b, 0, classDigit)
	whole := uint64(0)
	if i > 0 {
		if whole, ok = parseUint(b[:i], 1<<33); !ok {
			return 0, false
		}
	}
	d = time.Duration(whole) * time.Second
	if i == len(b) {
		return d, i > 0
	}
	fraction := b[i+1:]
	if b[i] != '.' || run(fraction, 0, classDigit) != len(fraction) || i == 0 && len(fraction) == 0 {
		return 0, false
	}
	unit := time.Second
	for _, c := range fraction {
		unit /= 10
		d += time.Duration(c-'0') * unit
	}
	return d, true
}

func checkTimestamp(m *Message, h *Header) {
	if _, ok := parseTimestamp(m.value(h)); !ok {
		m.note(BadHeaderValue, m.value(h))
	}
}
