package sipmsg

// FromURI is the URI in From, nil where there is none: what From tells, without taking the address apart again, as the
// others here.
func (m *Message) FromURI() []byte { return m.part(m.from.uri) }

// ToURI is the URI in To, nil where there is none.
func (m *Message) ToURI() []byte { return m.part(m.to.uri) }

// FromTag is the tag of From, nil where there is none.
func (m *Message) FromTag() []byte { return m.part(m.from.tag) }

// ToTag is the tag of To, nil where there is none.
func (m *Message) ToTag() []byte { return m.part(m.to.tag) }

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

// partySpans is where URI and tag of From or To are.
type partySpans struct{ uri, tag span }

// spansOf returns where the URI and the tag of the address at p are.
func (p addressPlace) spansOf(b []byte) (s partySpans) {
	end := p.params
	if b[end-1] == '>' {
		end--
	}
	s.uri = span{uint32(p.uri), uint32(end)}
	if p.tag > 0 {
		s.tag = span{uint32(p.params + len(tagStart)), uint32(p.tag)}
	}
	return s
}

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
