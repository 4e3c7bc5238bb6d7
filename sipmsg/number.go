package sipmsg

// maxSeconds is the largest delta-seconds that RFC 3261 §20.19 knows, and the largest
// number that a sequence header can hold.
const maxSeconds = 1<<32 - 1

// Expires returns the Expires header's value in seconds, and false when there is none
// and when it is not a number below 2**32.
func (m *Message) Expires() (uint32, bool) { return parseSeconds(m.Get(HeaderExpires)) }

// MinExpires returns the Min-Expires header's value in seconds: the shortest expiry that
// a registrar or notifier accepts (RFC 3261 §20.23).
func (m *Message) MinExpires() (uint32, bool) { return parseSeconds(m.Get(HeaderMinExpires)) }

// Expires returns the expires parameter of a Contact in seconds.
func (a Address) Expires() (uint32, bool) {
	b, _ := a.Params.Get("expires")
	return parseSeconds(b)
}

func parseSeconds(b []byte) (uint32, bool) {
	n, ok := parseUint(b, maxSeconds)
	return uint32(n), ok
}

// noteNumber notes that b is not a number, or not one up to max.
func (m *Message) noteNumber(b []byte, max uint64) (n uint64, ok bool) {
	if n, ok = parseUint(b, max); ok {
		return n, true
	}
	if len(b) > 0 && run(b, 0, classDigit) == len(b) {
		m.note(NumberRange, b)
	} else {
		m.note(BadHeaderValue, b)
	}
	return 0, false
}

// checkNumberParam checks a parameter that, where there is one, is a number.
func (m *Message) checkNumberParam(p Params, name string) (n uint64) {
	b, ok := p.Get(name)
	switch {
	case ok && len(b) == 0:
		m.note(BadParameter, p)
	case ok:
		n, _ = m.noteNumber(b, maxSeconds)
	}
	return n
}

// checkSeconds checks a header that holds a number of seconds and nothing else.
func checkSeconds(m *Message, h *Header) { m.noteNumber(m.value(h), maxSeconds) }

// checkNumber checks a header that holds a number up to 2**31-1.
func checkNumber(m *Message, h *Header) { m.noteNumber(m.value(h), 1<<31-1) }
