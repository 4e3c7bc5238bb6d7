package sipmsg

// The functions of this file read header values of the usual form, from b[i:] on, and
// return where they end. They set what the checks of those headers set. A value of another
// form makes them return 0, and is then found, parsed and checked at length.

func plainVia(m *Message, b []byte, i int) int {
	v, f := &m.via, &m.forms.via
	if m.index[HeaderVia] != 0 {
		v, f = &m.laterVia, &m.forms.laterVia
		m.severalVias = true
	}
	end := v.setPlain(b, i, f)
	if end == 0 || len(v.Host) == len(broadcast) && string(v.Host) == broadcast {
		return 0
	}
	if m.index[HeaderVia] == 0 {
		m.hasVia = true
		if !v.cookie {
			return 0
		}
	}
	return end
}

func plainFrom(m *Message, b []byte, i int) int {
	p := m.forms.from.address(b, i)
	if p.tag == 0 {
		return 0
	}
	m.from = p.spansOf(b)
	return p.end
}

func plainTo(m *Message, b []byte, i int) int {
	p := m.forms.to.address(b, i)
	if p.end == 0 || p.tag == 0 && (m.Method == "" && m.Status != 100 || p.end > p.params) { // where it may be behind another parameter
		return 0
	}
	m.to = p.spansOf(b)
	return p.end
}

// plainAddress reads a single address, for headers that may hold several too.
func plainAddress(m *Message, b []byte, i int) int {
	return m.forms.address.address(b, i).end
}

// plainContact reads a single address, whose parameters say how much and for how long it is wanted, if anything.
func plainContact(m *Message, b []byte, i int) int {
	p := m.forms.contact.address(b, i)
	if p.end > p.params {
		a := Address{Params: Params(b[p.params:p.end])}
		if value, ok := a.Params.Get("expires"); ok {
			if _, ok = parseSeconds(value); !ok {
				return 0
			}
		}
		if _, ok := a.Q(); !ok {
			return 0
		}
	}
	return p.end
}

func plainCallID(m *Message, b []byte, i int) int {
	f := &m.forms.callID
	end := f.word.run(b, i, classWord)
	if end == i || end == len(b) {
		return 0
	}
	if b[end] != '@' {
		return end
	}
	host := end + 1
	// It is often the host that sent the message, or gets it.
	if h := m.via.Host; m.index[HeaderVia] != 0 && len(h) > 0 && host+len(h) < len(b) && b[host+len(h)] == '\r' && string(b[host:host+len(h)]) == string(h) {
		return host + len(h)
	}
	if end = f.host.run(b, host, classWord); end == host {
		return 0
	}
	return end
}

func plainCSeq(m *Message, b []byte, i int) int {
	number := run(b, i, classDigit)
	if number == len(b) || b[number] != ' ' {
		return 0
	}
	n, ok := parseUint(b[i:number], 1<<31-1)
	end := run(b, number+1, classToken)
	method := b[number+1 : end]
	switch {
	case !ok || len(method) == 0:
		return 0
	case m.Method == "":
		m.cseq.Method = MethodOf(method)
	case string(method) == string(m.Method):
		m.cseq.Method = m.Method
	default:
		return 0
	}
	m.cseq.Number, m.hasCSeq = uint32(n), true
	return end
}

func plainMaxForwards(_ *Message, b []byte, i int) int {
	end := run(b, i, classDigit)
	if _, ok := parseUint(b[i:end], 255); !ok {
		return 0
	}
	return end
}

// plainContentLength reads the number and keeps it.
func plainContentLength(m *Message, b []byte, i int) int {
	end := plainNumber(m, b, i)
	if end > 0 {
		n, _ := parseUint(b[i:end], 1<<31-1)
		m.length = int(n)
	}
	return end
}

// plainNumber reads a number that is far below any limit.
func plainNumber(_ *Message, b []byte, i int) int {
	if end := run(b, i, classDigit); end > i && end < i+9 {
		return end
	}
	return 0
}

func plainContentType(m *Message, b []byte, i int) int {
	slash := run(b, i, classToken)
	if slash == i || slash == len(b) || b[slash] != '/' {
		return 0
	}
	end := run(b, slash+1, classToken)
	m.contentType = MediaType{Type: b[i:slash], Subtype: b[slash+1 : end]}
	if end == slash+1 || m.contentType.Is("multipart/*") {
		return 0
	}
	return end
}

// plainProduct reads products, with single spaces between them and no comments.
func plainProduct(_ *Message, b []byte, i int) int {
	for slash := false; ; {
		end := run(b, i, classToken)
		if end == i || end == len(b) {
			return 0
		}
		switch {
		case b[end] == '/' && !slash:
			slash = true
		case b[end] == ' ':
			slash = false
		default:
			return end
		}
		i = end + 1
	}
}

// plainTokens reads a list of tokens with a comma and a space, or a comma, between them.
func plainTokens(_ *Message, b []byte, i int) int {
	for {
		end := run(b, i, classToken)
		if end == i {
			return 0
		}
		if end == len(b) || b[end] != ',' {
			return end
		}
		if i = end + 1; i < len(b) && b[i] == ' ' {
			i++
		}
	}
}
