package sipmsg

// RSeq returns the RSeq header's value: the number of a reliable provisional response
// (RFC 3262 §7.1), from 1 to 2**32-1.
func (m *Message) RSeq() (uint32, bool) { return parseSeconds(m.Get(HeaderRSeq)) }

// RAck is the value of a RAck header (RFC 3262 §7.2): which response to which request a
// PRACK acknowledges.
type RAck struct {
	RSeq uint32
	CSeq
}

// RAck returns the RAck header's value.
func (m *Message) RAck() (RAck, bool) { return parseRAck(m.Get(HeaderRAck)) }

// parseRAck parses: 776656 1 INVITE.
func parseRAck(b []byte) (r RAck, ok bool) {
	rseq, rest := splitCSeq(b)
	number, method := splitCSeq(rest)
	n, ok1 := parseUint(rseq, 1<<32-1)
	c, ok2 := parseUint(number, 1<<32-1)
	r.RSeq, r.Number, r.Method = uint32(n), uint32(c), MethodOf(method)
	return r, ok1 && ok2 && len(method) > 0 && run(method, 0, classToken) == len(method)
}

func checkRSeq(m *Message, h *Header) {
	if n, ok := m.noteNumber(m.value(h), 1<<32-1); ok && n == 0 {
		m.note(NumberRange, m.value(h))
	}
}

func checkRAck(m *Message, h *Header) {
	if _, ok := parseRAck(m.value(h)); !ok {
		m.note(BadHeaderValue, m.value(h))
	}
}
