package sipmsg

import "bytes"

// The functions of this file read header values of the usual form, from b[i:] on, and
// return where they end. They set what the checks of those headers set, so that such a
// header needs neither a search for the end of its line nor a check. A value of another
// form makes them return 0, and is then found, parsed and checked at length.

// plainHeader reads the header at b[p:] if its line and its value are of the usual form,
// and returns where the next line begins, or 0.
func (m *Message) plainHeader(b []byte, p int) (next int) {
	order := &m.order[0]
	if m.Method == "" {
		order = &m.order[1]
	}
	expected := &order[m.last]
	id := *expected
	colon := p + len(headerTable[id].name)
	if colon+2 >= len(b) || string(b[p:colon+2]) != headerStarts[id] {
		if id, colon = plainName(b, p); id == HeaderOther {
			return 0
		}
	}
	row := &headerTable[id]
	if m.index[id] != 0 && !row.list {
		return 0
	}
	value, end := colon+2, 0
	switch {
	case row.plain != nil:
		end = row.plain(m, b, value)
	case row.check == nil:
		end = nextSpecial(b, value)
		if end == value || b[value] == ' ' || b[end-1] == ' ' {
			return 0
		}
	}
	next = end + 2
	if end <= value || end-p > longHeader || next >= len(b) || b[end] != '\r' || b[end+1] != '\n' || b[next] == ' ' || b[next] == '\t' {
		return 0
	}
	*expected, m.last = id, id
	h := m.nextHeader()
	h.ID, h.plain, h.Offset = id, true, p
	h.Name = b[p:colon]
	h.Value = b[value:end]
	if m.index[id] == 0 && len(m.Headers) < 1<<16 {
		m.index[id] = uint16(len(m.Headers))
	}
	return next
}

// plainName reads the name of a header, with a colon and a space behind it.
func plainName(b []byte, p int) (id HeaderID, colon int) {
	const longest = len("Proxy-Authorization:") + 12
	colon = nextColon(b[:min(len(b), p+longest)], p)
	if colon == p || colon+2 >= len(b) || b[colon] != ':' || b[colon+1] != ' ' {
		return HeaderOther, 0
	}
	return lookupHeader(b[p:colon]), colon
}

// headerOrder is which header came behind which in the last message. Most have the same
// order again: then a name need not be found, only compared.
type headerOrder [headerCount]HeaderID

// headerStarts are the beginnings of lines that have headers in their usual spelling; none of HeaderOther.
var headerStarts = func() (t [headerCount]string) {
	for id := HeaderOther + 1; id < headerCount; id++ {
		t[id] = headerTable[id].name + ": "
	}
	return t
}()

// nextHeader adds a header to m.Headers, to be filled.
func (m *Message) nextHeader() *Header {
	n := len(m.Headers)
	if n < cap(m.Headers) {
		m.Headers = m.Headers[:n+1]
	} else {
		m.Headers = append(m.Headers, Header{})
	}
	return &m.Headers[n]
}

func plainVia(m *Message, b []byte, i int) int {
	if m.index[HeaderVia] != 0 {
		var v Via
		if end := v.setPlain(b, i); string(v.Host) != broadcast {
			return end
		}
		return 0
	}
	m.hasVia = true
	end := m.via.setPlain(b, i)
	if end == 0 || !bytes.HasPrefix(m.via.Params, []byte(usualBranch)) || len(m.via.Params) == len(usualBranch) ||
		m.via.Params[len(usualBranch)] == ';' || string(m.via.Host) == broadcast {
		return 0
	}
	return end
}

func plainFrom(m *Message, b []byte, i int) int {
	end := m.from.setPlain(b, i)
	m.hasFrom = true
	if !hasUsualTag(m.from.Params) {
		return 0
	}
	return end
}

func plainTo(m *Message, b []byte, i int) int {
	end := m.to.setPlain(b, i)
	m.hasTo = true
	if m.Method == "" && !hasUsualTag(m.to.Params) {
		return 0
	}
	return end
}

// hasUsualTag reports whether the parameters of an address begin with the tag.
func hasUsualTag(p Params) bool {
	const usual = ";tag="
	return len(p) > len(usual) && string(p[:len(usual)]) == usual
}

// plainAddress reads a single address, for headers that may hold several too.
func plainAddress(_ *Message, b []byte, i int) int {
	var a Address
	return a.setPlain(b, i)
}

// plainContact reads a single address without parameters, which would be checked.
func plainContact(_ *Message, b []byte, i int) int {
	var a Address
	end := a.setPlain(b, i)
	if len(a.Params) > 0 {
		return 0
	}
	return end
}

func plainCallID(_ *Message, b []byte, i int) int {
	end := run(b, i, classWord)
	if end == i || end == len(b) || b[end] != '@' {
		return end
	}
	host := end + 1
	if end = run(b, host, classWord); end == host {
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

// plainNumber reads a number that is far below any limit.
func plainNumber(_ *Message, b []byte, i int) int {
	if end := run(b, i, classDigit); end > i && end < i+9 {
		return end
	}
	return 0
}

func plainSessionExpires(_ *Message, b []byte, i int) int {
	end := plainNumber(nil, b, i)
	for _, refresher := range [...]string{";refresher=uac", ";refresher=uas"} {
		if end > 0 && len(b)-end > len(refresher) && string(b[end:end+len(refresher)]) == refresher {
			return end + len(refresher)
		}
	}
	return end
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

// plainReason reads a single reason whose first parameter, if it has one, is the cause.
func plainReason(_ *Message, b []byte, i int) int {
	const cause = ";cause="
	end := run(b, i, classToken)
	if end == i || end == len(b) || b[end] != ';' {
		return end
	}
	if number := end + len(cause); len(b) < number || string(b[end:number]) != cause {
		return 0
	} else if end = plainNumber(nil, b, number); end == 0 {
		return 0
	}
	return plainParams(b, end)
}

// plainAccept reads a single media range without parameters.
func plainAccept(_ *Message, b []byte, i int) int {
	slash := run(b, i, classToken)
	if slash == i || slash == len(b) || b[slash] != '/' {
		return 0
	}
	if end := run(b, slash+1, classToken); end > slash+1 {
		return end
	}
	return 0
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
