package sipmsg

import (
	"bytes"
	"unicode/utf8"
)

// parseHeaders parses the header section at b[p:], where b is m.Raw but for NULs at its
// end, and returns where the body begins.
func (m *Message) parseHeaders(b []byte, p int) int {
	limit := m.MaxHeaders
	if limit <= 0 {
		limit = DefaultMaxHeaders
	}
	for p < len(b) {
		if n := blankLine(b[p:]); n > 0 {
			if n == 1 || b[p+1] != '\n' {
				m.noteBlank(b[p : p+n])
			}
			return p + n
		}
		l := scanLine(b, p)
		start, end := p, l.end
		if l != (line{end: l.end, next: l.next, bareCR: -1, control: -1}) {
			m.noteLine(l, b[start:end])
		}
		// A line that begins with white space continues the one before it.
		for l.next < len(b) && (b[l.next] == ' ' || b[l.next] == '\t') {
			p = l.next
			l = scanLine(b, p)
			m.noteLine(l, b[p:l.end])
			end = l.end
		}
		h, ok := splitHeader(b, start, end)
		if !ok && m.isBody(start) {
			m.note(MissingBlankLine, b[start:start])
			m.noBlank = true
			return start
		}
		m.addHeader(h, ok, b[start:end], limit)
		p = l.next
	}
	m.note(MissingBlankLine, m.Raw[len(b):len(b)])
	m.noBlank = true
	return len(b)
}

// textEnd returns the length of b without NULs at its end, which pad some datagrams.
func textEnd(b []byte) int {
	n := len(b)
	for n > 0 && b[n-1] == 0 {
		n--
	}
	return n
}

// blankLine returns the length of the empty line at the start of b, 0 if there is none.
func blankLine(b []byte) int {
	i := 0
	for i < len(b) && b[i] == '\r' {
		i++
	}
	if i < len(b) && b[i] == '\n' {
		return i + 1
	}
	return min(i, 1) // a CR alone is an empty line where lines end in CR alone
}

// splitHeader splits a line, with its continuations, into name and value. It reports
// false for a line that has no colon after a name.
func splitHeader(b []byte, start, end int) (h Header, ok bool) {
	h.Offset = start
	i := run(b[:end], start, classToken)
	colon := i
	for colon < end && (b[colon] == ' ' || b[colon] == '\t') {
		colon++
	}
	if i > start && colon < end && b[colon] == ':' {
		h.Name = b[start:i]
		h.ID = lookupHeader(h.Name)
		h.Value = trimLWS(b[colon+1 : end])
		return h, true
	}
	h.Name = b[start:start]
	h.Value = trimLWS(b[start:end])
	return h, false
}

// isBody reports whether the line at m.Raw[p:], which is no header, begins a body that no
// empty line announces: Content-Length says so, or it begins as SDP or XML does.
func (m *Message) isBody(p int) bool {
	rest := m.Raw[p:]
	if bytes.HasPrefix(rest, []byte("v=0")) || bytes.HasPrefix(rest, []byte("<?xml")) {
		return true
	}
	n, ok := m.ContentLength()
	return ok && n == len(rest)
}

// addHeader adds a header, after a second look at a line that did not read as one.
func (m *Message) addHeader(h Header, ok bool, whole []byte, limit int) {
	if len(m.Headers) >= limit {
		m.noteOnce(TooManyHeaders, whole)
		return
	}
	if !ok {
		h = m.mendHeader(h, whole)
	}
	if len(whole) > longHeader {
		m.note(LongHeader, whole)
	}
	m.Headers = append(m.Headers, h)
	if h.ID != HeaderOther && m.index[h.ID] == 0 && len(m.Headers) < 1<<16 {
		m.index[h.ID] = uint16(len(m.Headers))
	}
}

// longHeader is the length in octets above which a header line is remarked upon.
const longHeader = 1024

// mendHeader makes what it can of a line that is not a header by the grammar: one with
// white space before its name, as a first header that looks folded has, or with octets
// in its name that are not allowed there.
func (m *Message) mendHeader(h Header, whole []byte) Header {
	offset := h.Offset
	text := trimLWS(whole)
	if len(text) > 0 && &text[0] != &whole[0] {
		m.note(FoldedFirstHeader, whole)
		mended, ok := splitHeader(text, 0, len(text))
		mended.Offset = offset
		if ok {
			return mended
		}
		h = mended
	}
	colon := bytes.IndexByte(text, ':')
	if colon < 0 {
		m.note(NotAHeader, whole)
		return h
	}
	m.note(BadHeaderName, text[:colon])
	h.Name = trimLWS(text[:colon])
	h.Value = trimLWS(text[colon+1:])
	return h
}

// noteLine notes what is wrong with a line as such.
func (m *Message) noteLine(l line, text []byte) {
	switch l.ending {
	case endLF:
		m.noteOnce(BareLF, m.Raw[l.end:l.next])
	case endCR:
		m.noteOnce(BareCR, m.Raw[l.end:l.next])
	}
	if l.bareCR >= 0 {
		m.noteOnce(BareCR, m.Raw[l.bareCR:l.bareCR+1])
	}
	if l.control >= 0 {
		m.noteControls(text)
	}
	if l.eightBit && !utf8.Valid(text) {
		m.note(NotUTF8, text)
	}
}

// noteControls notes the first control octet of a line that is not escaped as a
// quoted-pair, the only place where one may stand.
func (m *Message) noteControls(text []byte) {
	for i, c := range text {
		if (c < 0x20 && !is(c, classLWS) || c == 0x7f) && (i == 0 || text[i-1] != '\\') {
			m.note(ControlOctet, text[i:i+1])
			return
		}
	}
}

func (m *Message) noteBlank(b []byte) {
	if len(b) > 0 && b[0] == '\n' {
		m.noteOnce(BareLF, b)
		return
	}
	m.noteOnce(BareCR, b)
}
