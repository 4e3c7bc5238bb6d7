package sipmsg

import "bytes"

// startLine is a start line taken apart, with what is odd about it.
type startLine struct {
	method  []byte // nil for a status line
	uri     []byte
	version []byte // nil where a request line has none
	status  []byte
	reason  []byte

	line
	plain bool // a usual one: SIP/2.0, a URI with a scheme or a code of three digits
}

// parse sets s, which is zero, to the start line at the start of b. It reports false when b does not
// begin with one, or with something that a person would call one.
func (s *startLine) parse(b []byte) bool {
	i := run(b, 0, classToken)
	if i == 0 || i == len(b) {
		return false
	}
	if b[i] == '/' && i == 3 && equalFold(b[:i], "sip") {
		return s.parseStatusLine(b)
	}
	return (b[i] == ' ' || b[i] == '\t') && s.parseRequestLine(b, i)
}

// parseStatusLine takes apart "SIP/2.0 200 OK".
func (s *startLine) parseStatusLine(b []byte) bool {
	i := run(b, 4, classToken)
	if i == 4 || !is(b[4], classDigit) {
		return false
	}
	s.version = b[:i]
	s.line = scanLine(b, 0)
	rest := b[i:s.end]
	j := skipLWS(rest, 0)
	k := run(rest, j, classDigit)
	s.status = rest[j:k]
	s.reason = trimLWS(rest[k:])
	s.plain = j > 0 && k-j == 3 && (k == len(rest) || is(rest[k], classLWS))
	return s.plain || hasSIPHeader(b[s.next:])
}

// parseRequestLine takes apart "INVITE sip:bob@example.com SIP/2.0", of which b[:i] is
// the method.
func (s *startLine) parseRequestLine(b []byte, i int) bool {
	s.method = b[:i]
	s.line = scanLine(b, 0)
	rest := trimLWS(b[i:s.end])
	at := versionIndex(rest)
	if at < 0 {
		return s.withoutVersion(b, rest)
	}
	s.version = rest[at:]
	s.uri = trimLWS(rest[:at])
	if hasSpace(s.version) {
		// Text after the version: SIP only if a message follows, and not another
		// protocol's line that mentions SIP.
		return !isOtherProtocol(rest) && hasSIPHeader(b[s.next:])
	}
	spaces := hasSpace(s.uri)
	target := s.uri
	if len(target) > 0 && target[0] == '<' {
		target = target[1:]
	}
	scheme := schemeEnd(target)
	named := scheme > 0 && scheme+1 < len(target)
	s.plain = named && !spaces && string(s.version) == "SIP/2.0"
	if named && (!spaces || isKnownMethod(s.method)) {
		return true
	}
	return hasSIPHeader(b[s.next:])
}

func hasSpace(b []byte) bool {
	return bytes.IndexByte(b, ' ') >= 0 || bytes.IndexByte(b, '\t') >= 0
}

// withoutVersion decides on a request line that does not say SIP: a known method, a
// scheme that SIP routes on and a SIP header after it make a message all the same.
func (s *startLine) withoutVersion(b, rest []byte) bool {
	s.uri = rest
	target := bytes.TrimPrefix(rest, []byte("<"))
	return isKnownMethod(s.method) && !isOtherProtocol(rest) &&
		(hasPrefixFold(target, "sip:") || hasPrefixFold(target, "sips:") || hasPrefixFold(target, "tel:")) &&
		hasSIPHeader(b[s.next:])
}

// versionIndex returns the index of the last word of rest that is a SIP version, or -1.
func versionIndex(rest []byte) int {
	if n := len(rest) - len("SIP/2.0"); n > 0 && string(rest[n:]) == "SIP/2.0" && is(rest[n-1], classLWS) {
		return n
	}
	for end := len(rest); end > 0; {
		slash := bytes.LastIndexByte(rest[:end], '/')
		if slash < 3 {
			return -1
		}
		if equalFold(rest[slash-3:slash], "sip") && slash+1 < len(rest) && is(rest[slash+1], classDigit) &&
			(slash == 3 || is(rest[slash-4], classLWS)) {
			return slash - 3
		}
		end = slash
	}
	return -1
}

// isOtherProtocol reports whether the last word of a request line says HTTP or RTSP.
func isOtherProtocol(rest []byte) bool {
	word := rest[bytes.LastIndexAny(rest, " \t")+1:]
	return hasPrefixFold(word, "http/") || hasPrefixFold(word, "rtsp/") || hasPrefixFold(word, "icap/")
}

func isKnownMethod(b []byte) bool {
	switch string(b) {
	case "INVITE", "ACK", "OPTIONS", "BYE", "CANCEL", "REGISTER", "PRACK", "SUBSCRIBE",
		"NOTIFY", "PUBLISH", "INFO", "REFER", "MESSAGE", "UPDATE":
		return true
	}
	return false
}

// parseStart finds the start line in text, which is raw but for NULs at its end, and sets what it
// says. It returns the message from there on, and in that where the headers begin, 0 if it is none.
func (m *Message) parseStart(raw, text []byte) (message []byte, next int) {
	var s startLine
	start, ok := s.find(text)
	if !ok {
		return nil, 0
	}
	m.Raw = raw[start:]
	if start > 0 {
		m.noteLeading(raw[:start])
	}
	m.setStartLine(&s)
	return text[start:], s.next
}

// setStartLine sets what the start line says, and notes what is wrong with it.
func (m *Message) setStartLine(s *startLine) {
	m.Version = s.version
	if s.method == nil {
		m.setStatusLine(s)
	} else {
		m.setRequestLine(s)
	}
	if !s.clean {
		m.noteLine(s.line, m.Raw[:s.end])
	}
}

func (m *Message) setStatusLine(s *startLine) {
	m.checkVersion(s.version)
	m.Reason = s.reason
	if n, ok := parseUint(s.status, 999); ok {
		m.Status = int(n)
	}
	if len(s.status) != 3 || m.Status < 100 || m.Status > 699 {
		m.note(BadStatusCode, m.Raw[len(s.version):s.end])
		return
	}
	// Exactly one space on each side of the code; the second is there even when no
	// reason follows (RFC 3261 §7.2).
	code := cap(m.Raw) - cap(s.status)
	if code != len(s.version)+1 || code+3 >= s.end || m.Raw[code+3] != ' ' {
		m.note(StartLineSpace, m.Raw[:s.end])
	}
}

func (m *Message) setRequestLine(s *startLine) {
	m.Method = MethodOf(s.method)
	m.RequestURI = s.uri
	if s.version == nil {
		m.note(MissingVersion, m.Raw[:s.end])
	} else {
		m.checkVersion(s.version)
	}
	if want := len(s.method) + len(s.uri) + len(s.version) + 2; s.version != nil && s.end != want {
		m.note(StartLineSpace, m.Raw[:s.end])
	}
	m.checkRequestURI(s.uri)
}

func (m *Message) checkVersion(v []byte) {
	if string(v) != "SIP/2.0" && !equalFold(v, "sip/2.0") {
		m.note(UnsupportedVersion, v)
	}
}

// checkRequestURI checks what RFC 3261 §7.1 asks of a Request-URI: no white space, no
// angle brackets, no headers (§19.1.1).
func (m *Message) checkRequestURI(uri []byte) {
	if hasSpace(uri) {
		m.note(SpaceInURI, uri)
		return
	}
	if len(uri) > 0 && (uri[0] == '<' || uri[len(uri)-1] == '>') {
		m.note(BracketedRequestURI, uri)
		return
	}
	u, ok := parseURI(uri, m)
	if ok && u.Headers != nil {
		m.note(RequestURIHeaders, uri)
	}
}
