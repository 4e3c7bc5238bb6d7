package sipmsg

// CallID returns the Call-ID, nil when the message has none. It is compared octet by
// octet, case included (RFC 3261 §20.8).
func (m *Message) CallID() []byte { return m.Get(HeaderCallID) }

// FindCallID returns the Call-ID of a message without parsing the rest of it, and nil
// when raw is not SIP or has none. Where [Message.CallID] returns one, it is the same.
func FindCallID(raw []byte) []byte {
	if isBinary(raw) {
		return nil
	}
	var s startLine
	raw = raw[:textEnd(raw)]
	start, ok := s.find(raw)
	if !ok {
		return nil
	}
	b := raw[start:]
	for p := s.next; p < len(b) && blankLine(b[p:]) == 0; {
		l := scanLine(b, p)
		end := l.end
		for l.next < len(b) && (b[l.next] == ' ' || b[l.next] == '\t') {
			l = scanLine(b, l.next)
			end = l.end
		}
		start = skipLWS(b[:end], p)
		if start < end && (b[start]|0x20 == 'c' || b[start]|0x20 == 'i') {
			var h Header
			if h.split(b, start, end) && h.ID == HeaderCallID {
				return h.Value
			}
		}
		p = l.next
	}
	return nil
}

func checkCallID(m *Message, h *Header) {
	v := h.Value
	i := run(v, 0, classWord)
	ok := i > 0
	if i < len(v) && v[i] == '@' {
		at := i
		i = run(v, at+1, classWord)
		ok = ok && i > at+1
	}
	if !ok || i < len(v) {
		m.note(BadCallID, v)
	}
}
