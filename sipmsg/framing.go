package sipmsg

// ContentLength returns the Content-Length header's value. With several of them it is
// that of the first. It reports false when there is none and when it is no number.
func (m *Message) ContentLength() (int, bool) {
	n, ok := parseUint(m.Get(HeaderContentLength), 1<<31-1)
	return int(n), ok
}

// frameBody sets Body, Rest and the end of Raw, given where the body begins.
func (m *Message) frameBody(p int) {
	avail := m.Raw[p:]
	n := len(avail)
	if n == m.length && !m.odd {
		m.Body = avail
		return
	}
	if want, ok := m.bodyLength(n); ok {
		switch {
		case want > n:
			m.noteContentLength(ContentLengthTooLarge)
		case want < n:
			n = m.shorterBody(avail, want)
		}
	} else if isPadding(avail) || m.index[HeaderContentType] == 0 && Sniff(avail) {
		n = 0
	}
	if n < len(avail) {
		m.Rest = avail[n:]
		if isPadding(m.Rest) {
			m.note(TrailingPadding, avail[n:n])
		} else {
			m.note(TrailingOctets, avail[n:n])
		}
	}
	m.Body = avail[:n]
	m.Raw = m.Raw[:p+n]
}

// bodyLength returns what Content-Length says. Of several values that differ, one that
// fits the n octets there are is taken, and the first one otherwise.
func (m *Message) bodyLength(n int) (int, bool) {
	length, found := 0, false
	for i := m.first(HeaderContentLength); i < len(m.Headers); i++ {
		if m.Headers[i].ID != HeaderContentLength {
			continue
		}
		v, ok := parseUint(m.value(&m.Headers[i]), 1<<31-1)
		if !ok {
			m.note(BadContentLength, m.value(&m.Headers[i]))
			continue
		}
		if !found || int(v) == n {
			length, found = int(v), true
		}
	}
	return length, found
}

// shorterBody decides how long a body is for which Content-Length says want, less than
// is there. A receiver drops the rest (RFC 3261 §18.3), which is right for padding and
// for another message. Other text is far more often a body that was altered on the way
// without its length, and is kept whole.
func (m *Message) shorterBody(avail []byte, want int) int {
	rest := avail[want:]
	if isPadding(rest) || Sniff(rest) || want == 0 && m.index[HeaderContentType] == 0 {
		return want
	}
	m.noteContentLength(ContentLengthTooSmall)
	return len(avail)
}

func (m *Message) noteContentLength(code IssueCode) {
	m.note(code, m.Get(HeaderContentLength))
}

// isPadding reports whether b holds only line ends, white space and NULs.
func isPadding(b []byte) bool {
	for _, c := range b {
		if c != 0 && !is(c, classLWS) {
			return false
		}
	}
	return true
}

// noteLeading notes what stood before the start line.
func (m *Message) noteLeading(b []byte) {
	code := LeadingLineEnds
	for _, c := range b {
		if c != '\r' && c != '\n' {
			code = LeadingOctets
		}
	}
	m.note(code, m.Raw[:0])
}
