package sipmsg

// FromTag is the tag of From, nil where there is none: From().Tag() without a copy of the address.
func (m *Message) FromTag() []byte {
	if m.index[HeaderFrom] == 0 || !m.hasFrom {
		return nil
	}
	return m.from.ownTag()
}

// ToTag is the tag of To, nil where there is none.
func (m *Message) ToTag() []byte {
	if m.index[HeaderTo] == 0 || !m.hasTo {
		return nil
	}
	return m.to.ownTag()
}

// ownTag is Tag without a copy of the address.
func (a *Address) ownTag() []byte {
	if a.tag > 0 && a.tag <= len(a.Params) {
		return a.Params[len(tagStart):a.tag]
	}
	return a.Params.value("tag")
}

// TopVia is the topmost Via as [Message.Via] tells it, nil where there is none. It is the message's own: read only,
// and until that parses another.
func (m *Message) TopVia() *Via {
	if m.index[HeaderVia] == 0 || !m.hasVia {
		return nil
	}
	return &m.via
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
