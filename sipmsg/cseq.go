package sipmsg

// CSeq is the value of a CSeq header (RFC 3261 §20.16).
type CSeq struct {
	Number uint32
	Method Method
}

// CSeq returns the CSeq header's value. It reports false when there is none and when its
// number is none or does not fit 32 bits; Method is set all the same if it can be read.
// It allocates only for a method that has no constant and is not the message's own.
func (m *Message) CSeq() (CSeq, bool) {
	if m.hasCSeq {
		return m.cseq, true
	}
	return m.readCSeq()
}

func (m *Message) readCSeq() (CSeq, bool) {
	number, method := splitCSeq(m.Get(HeaderCSeq))
	n, ok := parseUint(number, 1<<32-1)
	c := CSeq{Number: uint32(n)}
	if m.Method != "" && string(method) == string(m.Method) {
		c.Method = m.Method
	} else {
		c.Method = MethodOf(method)
	}
	return c, ok && len(method) > 0
}

// splitCSeq splits "1 INVITE" into its parts.
func splitCSeq(b []byte) (number, method []byte) {
	i := 0
	for i < len(b) && !is(b[i], classLWS) {
		i++
	}
	return b[:i], trimLWS(b[i:])
}

func checkCSeq(m *Message, h *Header) {
	number, method := splitCSeq(m.value(h))
	// RFC 3261 §8.1.1.5: less than 2**31.
	if _, ok := parseUint(number, 1<<31-1); !ok {
		if len(number) > 0 && run(number, 0, classDigit) == len(number) {
			m.note(CSeqRange, number)
		} else {
			m.note(BadCSeq, m.value(h))
		}
	}
	if len(method) == 0 || run(method, 0, classToken) < len(method) {
		m.note(BadCSeq, m.value(h))
		return
	}
	if m.Method != "" && string(method) != string(m.Method) {
		m.note(CSeqMethod, method)
	}
	if h == m.firstHeader(HeaderCSeq) {
		m.hasCSeq = false
		m.cseq, m.hasCSeq = m.readCSeq()
	}
}
