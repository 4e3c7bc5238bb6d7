package sipmsg

// CallID returns the Call-ID, nil when the message has none. It is compared octet by
// octet, case included (RFC 3261 §20.8).
func (m *Message) CallID() []byte { return m.Get(HeaderCallID) }

// FindCallID returns the Call-ID of a message without parsing the rest of it, and nil
// when raw is not SIP or has none. Where [Message.CallID] returns one, it is the same.
func FindCallID(raw []byte) []byte {
	callID, _ := SniffCallID(raw)
	return callID
}

// SniffCallID is [Sniff] and [FindCallID] in one look.
func SniffCallID(raw []byte) (callID []byte, ok bool) {
	if callID, ok = usualCallID(raw); ok {
		return callID, true
	}
	return anyCallID(raw)
}

// anyCallID is SniffCallID for any message.
func anyCallID(raw []byte) (callID []byte, ok bool) {
	if isBinary(raw) {
		return nil, false
	}
	var s startLine
	raw = raw[:textEnd(raw)]
	start, ok := s.find(raw)
	if !ok {
		return nil, false
	}
	return findCallID(raw[start:], s.next), true
}

// findCallID finds the Call-ID in the header section at b[p:].
func findCallID(b []byte, p int) []byte {
	for p < len(b) && blankLine(b[p:]) == 0 {
		if next := skipPlainLine(b, p); next > 0 {
			p = next
			continue
		}
		l := scanLine(b, p)
		end := l.end
		for l.next < len(b) && (b[l.next] == ' ' || b[l.next] == '\t') {
			l = scanLine(b, l.next)
			end = l.end
		}
		start := skipLWS(b[:end], p)
		if start < end && (b[start]|0x20 == 'c' || b[start]|0x20 == 'i') {
			var h Header
			if h.split(b, start, end) && h.ID == HeaderCallID {
				return b[h.value:h.end]
			}
		}
		p = l.next
	}
	return nil
}

// skipPlainLine returns where the line behind that at b[p:] begins, if that is a usual one and
// certainly no Call-ID, and 0 otherwise.
func skipPlainLine(b []byte, p int) int {
	switch b[p] {
	case 'C', 'c':
		if p+1 < len(b) && b[p+1]|0x20 == 'a' {
			return 0
		}
	case 'I', 'i', ' ', '\t':
		return 0
	}
	end := nextSpecial(b, p)
	next := end + 2
	if next >= len(b) || b[end] != '\r' || b[end+1] != '\n' || b[next] == ' ' || b[next] == '\t' {
		return 0
	}
	return next
}

func checkCallID(m *Message, h *Header) {
	v := m.value(h)
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
