package sipmsg

import "bytes"

// This file has the short cuts: scanners for the usual forms of URI, parameter, address
// and Via, in which nothing can be wrong. They take one look at each octet, and spare
// nearly all values of a message the full parsers, which know what to remark upon.
//
// Each returns where it stops, and its caller looks whether the value may end there.
// What takes a closer look makes them return 0.

// plainSIP says where the parts of a SIP URI of the usual form are: user, if host is not
// user, up to host-1; host up to hostEnd; parameters from portEnd to end.
type plainSIP struct{ user, host, hostEnd, portEnd, end int }

// scanPlainSIP scans the SIP URI at b[i:].
func scanPlainSIP(b []byte, i int) (p plainSIP) {
	const scheme = "sip:"
	if len(b) < i+len(scheme) || string(b[i:i+len(scheme)]) != scheme {
		return p
	}
	p.user = i + len(scheme)
	p.host = p.user
	if i = run(b, p.user, classPlainUser); i < len(b) && b[i] == '@' {
		if i == p.user {
			return p
		}
		p.host = i + 1
	}
	if p.hostEnd = run(b, p.host, classHost); p.hostEnd == p.host {
		return p
	}
	if p.portEnd, _ = plainPort(b, p.hostEnd); p.portEnd == 0 {
		return p
	}
	i = p.portEnd
	for i < len(b) && b[i] == ';' {
		name := i + 1
		if i = run(b, name, classPlainParam); i == name {
			return p
		}
		if i < len(b) && b[i] == '=' {
			i = run(b, i+1, classPlainParam)
		}
	}
	p.end = i
	return p
}

// plainPort scans the colon and the port of at most four digits at b[i:], if they are there.
func plainPort(b []byte, i int) (end, port int) {
	if i == len(b) || b[i] != ':' {
		return i, 0
	}
	digits := i + 1
	for i = digits; i < len(b) && b[i]-'0' < 10; i++ {
		port = port*10 + int(b[i]-'0')
		if i == digits+4 {
			return 0, 0
		}
	}
	if i == digits {
		return 0, 0
	}
	return i, port
}

// plainParams scans parameters at b[i:], if there are any: names, and values that are
// tokens or quoted strings without quoted-pairs, with no white space between them.
func plainParams(b []byte, i int) int {
	for i < len(b) && b[i] == ';' {
		name := i + 1
		if i = run(b, name, classToken); i == name {
			return 0
		}
		if i == len(b) || b[i] != '=' {
			continue
		}
		value := i + 1
		if i = run(b, value, classValue); i > value {
			continue
		}
		if i == len(b) || b[i] != '"' {
			return 0
		}
		if i = until(b, value+1, classQuoteEnd); i == len(b) || b[i] != '"' {
			return 0
		}
		i++
	}
	return i
}

// plainFirst is the value of the first of plain parameters, where that begins as nearly everybody
// writes it: with the semicolon, the name and the equals sign that start is. It is nil else.
func (p Params) plainFirst(start string) []byte {
	if len(p) <= len(start) || string(p[:len(start)]) != start || p[len(start)] == '"' {
		return nil
	}
	p = p[len(start):]
	if i := bytes.IndexByte(p, ';'); i >= 0 {
		return p[:i]
	}
	return p
}

// setPlain sets u to the URI that b is, if it is a SIP URI of the usual form.
func (u *URI) setPlain(b []byte) bool {
	p := scanPlainSIP(b, 0)
	if p.end == 0 || p.end < len(b) {
		return false
	}
	u.Raw, u.Scheme, u.Host = b, b[:3], b[p.host:p.hostEnd]
	if p.host > p.user {
		u.User = b[p.user : p.host-1]
	}
	_, u.Port = plainPort(b, p.hostEnd)
	if p.end > p.portEnd {
		u.Params = Params(b[p.portEnd:p.end])
	}
	return true
}

// setPlain sets a to the address at b[i:] if it is of the usual form: a SIP URI in angle
// brackets, perhaps a name before it, and plain parameters.
func (a *Address) setPlain(b []byte, i int) int {
	if i == len(b) {
		return 0
	}
	name, nameEnd, lt := i, i, i
	switch {
	case b[i] == '<':
	case b[i] == '"':
		name = i + 1
		if nameEnd = until(b, name, classQuoteEnd); nameEnd == len(b) || b[nameEnd] != '"' {
			return 0
		}
		lt = nameEnd + 1
	default:
		nameEnd = run(b, i, classToken)
		lt = nameEnd
	}
	if lt > i && lt < len(b) && b[lt] == ' ' {
		lt++
	}
	if lt == len(b) || b[lt] != '<' {
		return 0
	}
	gt := scanPlainSIP(b, lt+1).end
	if gt == 0 || gt == len(b) || b[gt] != '>' {
		return 0
	}
	end := plainParams(b, gt+1)
	if end == 0 {
		return 0
	}
	a.Display, a.URI, a.Params, a.plain = nil, b[lt+1:gt], Params(b[gt+1:end]), true
	if lt > i {
		a.Display = b[name:nameEnd]
	}
	return end
}

// setPlain sets v to the Via value at b[i:] if it is of the usual form: a host by name or
// IPv4 address, and plain parameters.
func (v *Via) setPlain(b []byte, i int) int {
	const protocol = "SIP/2.0/"
	if len(b) < i+len(protocol) || string(b[i:i+len(protocol)]) != protocol {
		return 0
	}
	i += len(protocol)
	space := run(b, i, classToken)
	if space == i || space == len(b) || b[space] != ' ' {
		return 0
	}
	host := space + 1
	hostEnd := run(b, host, classHost)
	portEnd, port := plainPort(b, hostEnd)
	if hostEnd == host || portEnd == 0 {
		return 0
	}
	end := plainParams(b, portEnd)
	if end == 0 {
		return 0
	}
	v.Transport, v.Host, v.Port, v.Params, v.plain = b[i:space], b[host:hostEnd], port, Params(b[portEnd:end]), true
	return end
}

// parsePlainRequest takes apart a request line of the usual form, of which b[:i] is the
// method.
func (s *startLine) parsePlainRequest(b []byte, i int) bool {
	const tail = " SIP/2.0\r\n"
	uri := i + 1
	end := scanPlainSIP(b, uri).end
	if end == 0 || b[i] != ' ' || len(b) < end+len(tail) || string(b[end:end+len(tail)]) != tail {
		return false
	}
	s.uri, s.version = b[uri:end], b[end+1:end+len(tail)-2]
	s.line = line{end: end + len(tail) - 2, next: end + len(tail), clean: true}
	s.plain, s.spotless = true, true
	return true
}

// isPlainSIP reports whether b is a SIP URI of the usual form.
func isPlainSIP(b []byte) bool {
	end := scanPlainSIP(b, 0).end
	return end > 0 && end == len(b)
}

// endsElement reports whether a value of a header, or of a list, may end at b[i:].
func endsElement(b []byte, i int, list bool) bool {
	return i == len(b) || list && b[i] == ','
}
