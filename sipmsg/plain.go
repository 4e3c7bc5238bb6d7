package sipmsg

import "bytes"

// This file has the short cuts: scanners for the usual forms of URI, parameter and
// address, in which nothing can be wrong. They take one look at each octet, and spare
// nearly all values of a message the full parsers, which know what to remark upon.

// plainSIP says where the parts of a SIP URI of the usual form are: user, if host is not
// user, up to host-1; host up to hostEnd; parameters from portEnd to end.
type plainSIP struct{ user, host, hostEnd, portEnd, end int }

// scanPlainSIP scans the SIP URI at b[i:] up to what cannot be part of one of the usual
// form. Where what stands there takes a closer look, end is 0.
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
	i = p.hostEnd
	if i < len(b) && b[i] == ':' {
		if i = run(b, i+1, classDigit); i == p.hostEnd+1 || i > p.hostEnd+5 {
			return p
		}
	}
	p.portEnd = i
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
	p := scanPlainSIP(b, 0)
	return p.end > 0 && p.end == len(b)
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
	for _, c := range b[p.hostEnd:p.portEnd] {
		if c != ':' {
			u.Port = u.Port*10 + int(c-'0')
		}
	}
	if p.end > p.portEnd {
		u.Params = Params(b[p.portEnd:p.end])
	}
	return true
}

// plainParams returns the end of the parameters at b[i:] if each is a name, or a name and
// a value without quotes, with no white space between them. Where it comes to another
// it returns 0.
func plainParams(b []byte, i int, list bool) int {
	for i < len(b) && b[i] == ';' {
		name := i + 1
		if i = run(b, name, classToken); i == name {
			return 0
		}
		if i < len(b) && b[i] == '=' {
			value := i + 1
			if i = run(b, value, classValue); i == value {
				return 0
			}
		}
	}
	if i < len(b) && (b[i] != ',' || !list) {
		return 0
	}
	return i
}

// setPlain sets a to the address at the start of b if it is of the usual form: a SIP URI
// in angle brackets, perhaps a name before it, and plain parameters. It returns what
// follows, with the comma that ends the element of a list.
func (a *Address) setPlain(b []byte, list bool) (rest []byte, ok bool) {
	if len(b) == 0 {
		return nil, false
	}
	lt := 0
	var name []byte
	switch {
	case b[0] == '<':
	case b[0] == '"':
		end := 1 + bytes.IndexByte(b[1:], '"')
		if end == 0 || bytes.IndexByte(b[1:end], '\\') >= 0 {
			return nil, false
		}
		name = b[1:end]
		lt = end + 1
		if lt < len(b) && b[lt] == ' ' {
			lt++
		}
	default:
		end := run(b, 0, classToken)
		lt = end
		if lt < len(b) && b[lt] == ' ' {
			lt++
		}
		name = b[:end]
	}
	if lt == len(b) || b[lt] != '<' {
		return nil, false
	}
	gt := scanPlainSIP(b, lt+1).end
	if gt == 0 || gt == len(b) || b[gt] != '>' {
		return nil, false
	}
	params := gt + 1
	end := plainParams(b, params, list)
	if end == 0 {
		return nil, false
	}
	a.Display, a.URI, a.Params = name, b[lt+1:gt], Params(b[params:end])
	return b[end:], true
}

// setPlain sets v to the Via value at the start of b if it is of the usual form: a host
// by name or IPv4 address, and plain parameters. It returns what follows.
func (v *Via) setPlain(b []byte) (rest []byte, ok bool) {
	const protocol = "SIP/2.0/"
	if len(b) < len(protocol) || string(b[:len(protocol)]) != protocol {
		return nil, false
	}
	space := run(b, len(protocol), classToken)
	if space == len(protocol) || space == len(b) || b[space] != ' ' {
		return nil, false
	}
	host := space + 1
	i := run(b, host, classHost)
	if i == host {
		return nil, false
	}
	hostEnd, port := i, 0
	if i < len(b) && b[i] == ':' {
		for i++; i < len(b) && b[i]-'0' < 10; i++ {
			port = port*10 + int(b[i]-'0')
		}
		if i == hostEnd+1 || i > hostEnd+5 {
			return nil, false
		}
	}
	end := plainParams(b, i, true)
	if end == 0 {
		return nil, false
	}
	v.Transport, v.Host, v.Port, v.Params = b[len(protocol):space], b[host:hostEnd], port, Params(b[i:end])
	return b[end:], true
}
