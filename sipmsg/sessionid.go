package sipmsg

import "bytes"

// SessionID is the value of a Session-ID header (RFC 7989): both ends' identifiers of
// the session, which B2BUAs pass on where they make Call-IDs of their own.
type SessionID struct {
	Local  []byte // 32 lower-case hexadecimal digits: of the message's sender
	Remote []byte // of its receiver; nil in the older form (RFC 7329), zeros while not known
}

// SessionID returns the Session-ID header's value.
func (m *Message) SessionID() (SessionID, bool) {
	b := m.Get(HeaderSessionID)
	i := bytes.IndexByte(b, ';')
	if i < 0 {
		i = len(b)
	}
	s := SessionID{Local: trimLWS(b[:i])}
	p, _ := scanParams(b[i:], false, nil)
	s.Remote, _ = p.Get("remote")
	return s, isSessUUID(s.Local)
}

func isSessUUID(b []byte) bool { return len(b) == 32 && run(b, 0, classHex) == 32 }

func checkSessionID(m *Message, h *Header) {
	s, ok := m.SessionID()
	if !ok || s.Remote != nil && !isSessUUID(s.Remote) {
		m.note(BadHeaderValue, m.value(h))
	}
}
