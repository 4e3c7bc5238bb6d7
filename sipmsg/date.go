package sipmsg

import "time"

// Date returns the Date header's value. It reports false when there is none and when it
// is not a date in GMT as RFC 3261 §20.17 has it, the only form that SIP knows:
// "Sat, 13 Nov 2010 23:29:00 GMT".
func (m *Message) Date() (time.Time, bool) { return parseDate(m.Get(HeaderDate)) }

const (
	weekdays = "SunMonTueWedThuFriSat"
	months   = "JanFebMarAprMayJunJulAugSepOctNovDec"
)

func parseDate(b []byte) (t time.Time, ok bool) {
	const form = "Sat, 13 Nov 2010 23:29:00 GMT"
	if len(b) != len(form) || string(b[3:5]) != ", " || b[7] != ' ' || b[11] != ' ' || b[16] != ' ' ||
		b[19] != ':' || b[22] != ':' || !equalFold(b[25:], " gmt") || nameIndex(weekdays, b[:3]) < 0 {
		return t, false
	}
	var n [5]int // day, year, hour, minute, second
	for i, part := range [...][]byte{b[5:7], b[12:16], b[17:19], b[20:22], b[23:25]} {
		v, ok := parseUint(part, 9999)
		if !ok {
			return t, false
		}
		n[i] = int(v)
	}
	month := nameIndex(months, b[8:11])
	if month < 0 || n[0] < 1 || n[0] > 31 || n[2] > 23 || n[3] > 59 || n[4] > 60 {
		return t, false
	}
	return time.Date(n[1], time.Month(month+1), n[0], n[2], n[3], n[4], 0, time.UTC), true
}

// nameIndex returns which of names, three letters each, b is in any case, or -1.
func nameIndex(names string, b []byte) int {
	for i := 0; i < len(names); i += 3 {
		if sameName(b, names[i:i+3]) {
			return i / 3
		}
	}
	return -1
}

func checkDate(m *Message, h *Header) {
	if _, ok := parseDate(m.value(h)); !ok {
		m.note(BadDate, m.value(h))
	}
}
