package sipmsg

import "bytes"

// URI is a URI taken apart: a SIP or SIPS URI (RFC 3261 §19.1) or a tel URI (RFC 3966).
// Of any other scheme only Scheme and Raw are set.
type URI struct {
	Scheme   []byte
	User     []byte // still escaped; of a tel URI the number, as written
	Password []byte
	Host     []byte // without the brackets of an IPv6 reference; nil in a tel URI
	Port     int    // 0 where there is none
	Params   Params
	Headers  []byte // after the question mark
	Raw      []byte
}

// ParseURI parses a URI. It reports false for what has no scheme, and for a SIP URI
// without a host; what could be read is returned all the same.
func ParseURI(b []byte) (URI, bool) { return parseURI(b, nil) }

// URI parses the Request-URI of a request. Angle brackets around it, which do not belong
// there, are taken off.
func (m *Message) URI() (URI, bool) {
	b := m.RequestURI
	if len(b) >= 2 && b[0] == '<' && b[len(b)-1] == '>' {
		b = b[1 : len(b)-1]
	}
	return parseURI(trimLWS(b), nil)
}

// IsSIP reports whether the scheme is sip or sips.
func (u URI) IsSIP() bool { return equalFold(u.Scheme, "sip") || equalFold(u.Scheme, "sips") }

// IsTel reports whether the scheme is tel.
func (u URI) IsTel() bool { return equalFold(u.Scheme, "tel") }

// schemeEnd returns the index of the colon after the scheme that b begins with, or -1.
func schemeEnd(b []byte) int {
	if len(b) == 0 || !is(b[0], classAlpha) {
		return -1
	}
	if i := run(b, 1, classScheme); i < len(b) && b[i] == ':' {
		return i
	}
	return -1
}

// parseURI parses b, which has no white space around it, and notes in m what is wrong.
func parseURI(b []byte, m *Message) (u URI, ok bool) {
	if u.setPlain(b) {
		return u, true
	}
	u.Raw = b
	colon := schemeEnd(b)
	if colon < 0 {
		m.note(BadURI, b)
		return u, false
	}
	u.Scheme = b[:colon]
	rest := b[colon+1:]
	switch {
	case u.IsSIP():
		return u, u.parseSIP(rest, m)
	case u.IsTel():
		return u, u.parseTel(rest, m)
	}
	if len(rest) == 0 {
		m.note(BadURI, b)
		return u, false
	}
	checkURIChars(rest, classURIC, m)
	return u, true
}

// parseSIP parses what follows "sip:" or "sips:".
func (u *URI) parseSIP(b []byte, m *Message) bool {
	host := b
	if at := userEnd(b); at >= 0 {
		user := b[:at]
		host = b[at+1:]
		if colon := bytes.IndexByte(user, ':'); colon >= 0 {
			u.Password = user[colon+1:]
			user = user[:colon]
			checkURIChars(u.Password, classPassword, m)
		}
		u.User = user
		if len(user) == 0 {
			m.note(BadURI, b[:at+1])
		}
		checkURIChars(user, classUser, m)
	}
	i, ok := u.parseHostPort(host, m)
	i = u.parseURIParams(host, i, m)
	if i < len(host) && host[i] == '?' {
		u.Headers = host[i+1:]
		checkURIChars(u.Headers, classURIHead, m)
	} else if i < len(host) {
		m.note(BadURI, host[i:])
	}
	return ok
}

// userEnd returns the index of the "@" that ends the user part, or -1. The user part may
// hold ";" and "?" (RFC 3261 §19.1.1), so it is the first "@" that counts; one more
// before the host ends is dirt from a user part that should have escaped it.
func userEnd(b []byte) int {
	at := bytes.IndexByte(b, '@')
	if at < 0 {
		return -1
	}
	for i := at + 1; i < len(b) && b[i] != ';' && b[i] != '?'; i++ {
		if b[i] == '@' {
			at = i
		}
	}
	return at
}

// parseHostPort parses host and port at the start of b and returns the index after them.
func (u *URI) parseHostPort(b []byte, m *Message) (int, bool) {
	host, i := scanHost(b, 0, m)
	u.Host = host
	if len(host) == 0 {
		m.note(BadURI, u.Raw)
	}
	if i < len(b) && b[i] == ':' {
		j := run(b, i+1, classDigit)
		port, ok := parseUint(b[i+1:j], 65535)
		if !ok || j < len(b) && b[j] != ';' && b[j] != '?' {
			m.note(BadPort, b[i:])
		}
		u.Port = int(port)
		i = j
	}
	// Whatever else stands before the parameters belongs to no part of a URI.
	j := i
	for j < len(b) && b[j] != ';' && b[j] != '?' {
		j++
	}
	if j > i && run(b[:j], i, classHost) == j {
		m.note(BadHost, b[i:j])
	} else if j > i {
		checkURIChars(b[i:j], classHost, m)
	}
	return j, len(host) > 0
}

// parseURIParams scans the parameters at b[i:] and returns the index after them.
func (u *URI) parseURIParams(b []byte, i int, m *Message) int {
	if i == len(b) || b[i] != ';' {
		return i
	}
	end := i
	for end < len(b) && b[end] != '?' {
		end++
	}
	u.Params = Params(b[i:end])
	if m == nil {
		return end
	}
	for j := i; j < end; {
		k := j + 1
		k = run(b[:end], k, classURIParam)
		if k < end && b[k] == '=' {
			k = run(b[:end], k+1, classURIParam)
		}
		if k == j+1 {
			m.note(EmptyParameter, b[j:k])
		}
		if k < end && b[k] != ';' {
			bad := k
			for k < end && b[k] != ';' {
				k++
			}
			m.noteURIChars(b[bad:k])
		}
		j = k
	}
	checkEscapes(b[i:end], m)
	return end
}

// checkURIChars notes octets of b that are not in the class, and escapes that are none.
func checkURIChars(b []byte, bits uint32, m *Message) {
	if m == nil {
		return
	}
	if i := run(b, 0, bits); i < len(b) {
		m.noteURIChars(b[i:])
	}
	checkEscapes(b, m)
}

// noteURIChars notes b, which begins with an octet that may not stand where it does.
func (m *Message) noteURIChars(b []byte) {
	if is(b[0], classLWS) {
		m.note(SpaceInURI, b[:1])
		return
	}
	m.note(URICharacter, b[:1])
}

func checkEscapes(b []byte, m *Message) {
	for i := bytes.IndexByte(b, '%'); i >= 0 && i < len(b); i++ {
		if b[i] == '%' && !isEscape(b[i:]) {
			m.note(BadEscape, b[i:min(i+3, len(b))])
			return
		}
	}
}
