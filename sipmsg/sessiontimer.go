package sipmsg

// SessionExpires is the value of a Session-Expires header (RFC 4028 §4): for how long
// the session stays up without a refresh.
type SessionExpires struct {
	Seconds   uint32
	Refresher []byte // "uac", "uas" or nil where it is left open
	Params    Params
}

// SessionExpires returns the Session-Expires header's value.
func (m *Message) SessionExpires() (SessionExpires, bool) {
	return parseSessionExpires(m.Get(HeaderSessionExpires), nil)
}

// MinSE returns the Min-SE header's value in seconds (RFC 4028 §5).
func (m *Message) MinSE() (uint32, bool) {
	n, _, ok := secondsParams(m.Get(HeaderMinSE), nil)
	return n, ok
}

func parseSessionExpires(b []byte, m *Message) (s SessionExpires, ok bool) {
	s.Seconds, s.Params, ok = secondsParams(b, m)
	s.Refresher, _ = s.Params.Get("refresher")
	return s, ok
}

// secondsParams parses a number of seconds and parameters.
func secondsParams(b []byte, m *Message) (n uint32, p Params, ok bool) {
	i := run(b, 0, classDigit)
	v, ok := m.noteNumber(b[:i], maxSeconds)
	i = skipLWS(b, i)
	if i < len(b) && b[i] != ';' {
		m.note(BadHeaderValue, b)
		return uint32(v), nil, false
	}
	p, _ = scanParams(b[i:], false, m)
	return uint32(v), p, ok
}

func checkSessionExpires(m *Message, h *Header) {
	b := m.value(h)
	if i := run(b, 0, classDigit); i > 0 && i < 10 && (string(b[i:]) == ";refresher=uac" || string(b[i:]) == ";refresher=uas") {
		return // as nearly all are
	}
	s, _ := parseSessionExpires(b, m)
	if s.Refresher != nil && string(s.Refresher) != "uac" && !equalFold(s.Refresher, "uac") && !equalFold(s.Refresher, "uas") {
		m.note(BadHeaderValue, s.Refresher)
	}
}

func checkMinSE(m *Message, h *Header) { secondsParams(m.value(h), m) }
