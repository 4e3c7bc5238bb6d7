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
		p = m.plainLines(b, p, limit)
		if next := p + 2; next <= len(b) && string(b[p:next]) == "\r\n" {
			return next
		}
		if b[p] == '\r' || b[p] == '\n' {
			n := blankLine(b[p:])
			m.noteBlank(b[p : p+n])
			return p + n
		}
		noted := len(m.Issues)
		end := nextSpecial(b, p)
		next := end + 2
		if next >= len(b) || b[end] != '\r' || b[end+1] != '\n' || b[next] == ' ' || b[next] == '\t' {
			end, next = m.scanHeader(b, p)
		}
		if len(m.Headers) >= limit {
			m.noteOnce(TooManyHeaders, b[p:end])
			p = next
			continue
		}
		m.odd = true
		h := m.nextHeader()
		if !h.split(b, p, end) {
			if m.isBody(p) {
				m.Headers, m.Issues = m.Headers[:len(m.Headers)-1], m.Issues[:noted]
				m.note(MissingBlankLine, b[p:p])
				m.noBlank = true
				return p
			}
			m.mendHeader(h, b[p:end])
		}
		if m.index[h.ID] == 0 && len(m.Headers) < 1<<16 {
			m.index[h.ID] = uint16(len(m.Headers))
		}
		if end-p > longHeader {
			m.note(LongHeader, b[p:end])
		}
		p = next
	}
	m.note(MissingBlankLine, m.Raw[len(b):len(b)])
	m.noBlank = true
	return len(b)
}

// scanHeader scans the header line at b[p:] with the lines that continue it, those that
// begin with white space, notes what is wrong with them as lines, and returns where the
// header ends and where the next line begins.
func (m *Message) scanHeader(b []byte, p int) (end, next int) {
	for {
		l := scanLine(b, p)
		if !l.clean {
			m.noteLine(l, b[p:l.end])
		}
		if l.next == len(b) || b[l.next] != ' ' && b[l.next] != '\t' {
			return l.end, l.next
		}
		p = l.next
	}
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

// split splits the line b[start:end], with its continuations, into name and value. It
// reports false, and makes all of it the value, if there is no colon after a name.
func (h *Header) split(b []byte, start, end int) bool {
	h.Offset, h.ID, h.plain = uint32(start), HeaderOther, false
	if i := nextColon(b[:end], start); i > start && i < end {
		if h.ID = lookupHeader(b[start:i]); h.ID != HeaderOther {
			if i++; i < end && b[i] == ' ' {
				i++
			}
			h.setValue(b, i, end)
			return true
		}
	}
	i := run(b[:end], start, classToken)
	colon := i
	for colon < end && (b[colon] == ' ' || b[colon] == '\t') {
		colon++
	}
	if i == start || colon == end || b[colon] != ':' {
		h.setValue(b, start, end)
		return false
	}
	h.ID = lookupHeader(b[start:i])
	h.setValue(b, colon+1, end)
	return true
}

// setValue makes b[start:end] without white space around it the value.
func (h *Header) setValue(b []byte, start, end int) {
	v := trimLWS(b[start:end])
	start = cap(b) - cap(v)
	h.value, h.end = uint32(start), uint32(start+len(v))
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

// longHeader is the length in octets above which a header line is remarked upon.
const longHeader = 1024

// mendHeader makes what it can of a line that is no header by the grammar: one with
// white space before its name, as a first header that looks folded has, or with octets
// in its name that may not stand there.
func (m *Message) mendHeader(h *Header, whole []byte) {
	text := m.value(h)
	if len(text) > 0 && is(whole[0], classLWS) {
		m.note(FoldedFirstHeader, whole)
		offset := h.Offset
		ok := h.split(m.Raw, int(h.value), int(h.end))
		h.Offset = offset
		if ok {
			return
		}
	}
	colon := bytes.IndexByte(text, ':')
	if colon < 0 {
		m.note(NotAHeader, whole)
		return
	}
	m.note(BadHeaderName, text[:colon])
	h.setValue(m.Raw, int(h.value)+colon+1, int(h.end))
}

// noteLine notes what is wrong with a line as such.
func (m *Message) noteLine(l line, text []byte) {
	switch l.ending {
	case endLF:
		m.noteOnce(BareLF, m.Raw[l.end:l.next])
	case endCR:
		m.noteOnce(BareCR, m.Raw[l.end:l.next])
	}
	if l.bareCR > 0 {
		m.noteOnce(BareCR, m.Raw[l.bareCR-1:l.bareCR])
	}
	if l.control {
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
