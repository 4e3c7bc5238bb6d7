package sipmsg

// FromTag is the tag of From, nil where there is none: From().Tag() without a copy of the address.
func (m *Message) FromTag() []byte { return m.part(m.fromTag) }

// ToTag is the tag of To, nil where there is none.
func (m *Message) ToTag() []byte { return m.part(m.toTag) }

// TopVia is the topmost Via as [Message.Via] tells it, nil where there is none. It is the message's own: read only,
// and until that parses another.
func (m *Message) TopVia() *Via {
	if m.index[HeaderVia] == 0 || !m.hasVia {
		return nil
	}
	return &m.via
}

// span is where a part of the message is: from where and up to where in Raw. The zero value is for none.
type span struct{ start, end uint32 }

// spanOf returns where a part of the message is.
func (m *Message) spanOf(part []byte) span {
	if part == nil {
		return span{}
	}
	start := cap(m.Raw) - cap(part)
	return span{uint32(start), uint32(start + len(part))}
}

// part returns the part of the message at s, nil for none.
func (m *Message) part(s span) []byte {
	if s.end == 0 {
		return nil
	}
	return m.Raw[s.start:s.end]
}

// TopBranch is the branch of the topmost Via, nil where there is none.
func (m *Message) TopBranch() []byte {
	v := &m.via
	switch {
	case m.index[HeaderVia] == 0 || !m.hasVia:
		return nil
	case v.branchEnd > 0 && v.branchEnd <= len(v.Params):
		return v.Params[v.branch:v.branchEnd]
	}
	return v.Params.value("branch")
}
