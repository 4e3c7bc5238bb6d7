package sipmsg

import (
	"bytes"
	"iter"
)

// Part is a part of a message's body: one of a multipart body (RFC 2046 §5.1, RFC 5621),
// or the body as a whole.
type Part struct {
	ContentType MediaType // zero where the part has none
	Body        []byte
	headers     []byte // of a part of a multipart body, up to the empty line
}

// Get returns the value of a header that the part itself has, such as
// Content-Disposition or Content-ID; nil when it has none.
func (p Part) Get(id HeaderID) []byte {
	b := p.headers
	for i := 0; i < len(b); {
		l := scanLine(b, i)
		end := l.end
		for l.next < len(b) && (b[l.next] == ' ' || b[l.next] == '\t') {
			l = scanLine(b, l.next)
			end = l.end
		}
		var h Header
		if h.split(b, i, end) && h.ID == id {
			return b[h.value:h.end]
		}
		i = l.next
	}
	return nil
}

// Parts yields the parts of the body, those of a multipart within a multipart in its
// place. A body that is not multipart is one part; an empty body is none.
func (m *Message) Parts() iter.Seq[Part] {
	return func(yield func(Part) bool) {
		s := m.partScanner()
		for {
			p, ok := s.next()
			if !ok || !yield(p) {
				return
			}
		}
	}
}

// BodyOf returns the body, or the first part of a multipart body, of a media type given
// in lower case, such as "application/sdp"; nil when there is none. A body without
// a Content-Type is taken for SDP if it begins like it.
func (m *Message) BodyOf(mediaType string) []byte {
	if len(m.Body) == 0 {
		return nil
	}
	if m.multipart {
		return m.partOf(mediaType)
	}
	t := &m.contentType
	if m.index[HeaderContentType] == 0 {
		t = new(MediaType)
	}
	if isOfType(m.Body, t, mediaType) {
		return m.Body
	}
	return nil
}

// partOf is BodyOf for a multipart body.
func (m *Message) partOf(mediaType string) []byte {
	for s := m.partScanner(); ; {
		p, ok := s.next()
		if !ok {
			return nil
		}
		if isOfType(p.Body, &p.ContentType, mediaType) {
			return p.Body
		}
	}
}

func isOfType(body []byte, t *MediaType, mediaType string) bool {
	return t.is(mediaType) || len(t.Type) == 0 && mediaType == "application/sdp" && bytes.HasPrefix(body, []byte("v=0"))
}

// maxNesting is how deep a multipart may stand within multiparts and be taken apart. What
// is deeper is one part.
const maxNesting = 4

// partScanner walks through the parts of a body.
type partScanner struct {
	whole    Part // to be looked at next, if pending
	pending  bool
	depth    int
	open     [maxNesting]openMultipart
	unclosed bool // a multipart had no boundary, or no closing delimiter
}

// openMultipart is a multipart whose parts are being yielded.
type openMultipart struct {
	rest     []byte // after the delimiter line of the next part
	boundary []byte
}

func (m *Message) partScanner() partScanner {
	t, _ := m.ContentType()
	return partScanner{whole: Part{ContentType: t, Body: m.Body}, pending: len(m.Body) > 0}
}

func (s *partScanner) next() (Part, bool) {
	for {
		if s.pending {
			s.pending = false
			if s.enter(s.whole) {
				continue
			}
			return s.whole, true
		}
		if s.depth == 0 {
			return Part{}, false
		}
		o := &s.open[s.depth-1]
		if o.rest == nil {
			s.depth--
			continue
		}
		var body []byte
		var closed bool
		body, o.rest, closed = cutDelimiter(o.rest, o.boundary)
		if closed {
			o.rest = nil
		} else if o.rest == nil {
			s.unclosed = true
		}
		s.whole, s.pending = parsePart(body), true
	}
}

// enter opens p if it is a multipart, and reports whether it did.
func (s *partScanner) enter(p Part) bool {
	if !p.ContentType.Is("multipart/*") || s.depth == maxNesting {
		return false
	}
	boundary, _ := p.ContentType.Params.Get("boundary")
	if len(boundary) == 0 {
		s.unclosed = true
		if boundary = guessBoundary(p.Body); len(boundary) == 0 {
			return false
		}
	}
	_, rest, closed := cutDelimiter(p.Body, boundary)
	if rest == nil || closed {
		s.unclosed = true
		return false
	}
	s.open[s.depth] = openMultipart{rest: rest, boundary: boundary}
	s.depth++
	return true
}

// guessBoundary returns the boundary that the first line of b shows, for a Content-Type
// that has lost it.
func guessBoundary(b []byte) []byte {
	if !bytes.HasPrefix(b, []byte("--")) {
		return nil
	}
	return trimLWS(b[2:scanLine(b, 0).end])
}

// maxBoundary is how long a boundary may be (RFC 2046 §5.1.1).
const maxBoundary = 70

// cutDelimiter cuts b at the next delimiter line of the boundary: part is what stands
// before it, without the line end that belongs to the delimiter, and rest what follows
// its line, nil when there is no delimiter. closed says that it is the last one.
func cutDelimiter(b, boundary []byte) (part, rest []byte, closed bool) {
	for from := 0; ; {
		i := bytes.Index(b[from:], boundary)
		if i < 0 {
			return b, nil, false
		}
		start := from + i - 2
		end := from + i + len(boundary)
		from = end
		if len(boundary) <= maxBoundary {
			from = start + 3 // it may overlap itself, as one of dashes does
		}
		if start < 0 || b[start] != '-' || b[start+1] != '-' || start > 0 && b[start-1] != '\n' && b[start-1] != '\r' {
			continue
		}
		if closed = bytes.HasPrefix(b[end:], []byte("--")); closed {
			end += 2
		}
		for end < len(b) && (b[end] == ' ' || b[end] == '\t') {
			end++
		}
		if end < len(b) && b[end] != '\r' && b[end] != '\n' {
			continue // the boundary is the beginning of a longer word
		}
		part = b[:start]
		if n := len(part); n > 0 && part[n-1] == '\n' {
			part = part[:n-1]
		}
		if n := len(part); n > 0 && part[n-1] == '\r' {
			part = part[:n-1]
		}
		return part, b[min(scanLine(b, end).next, len(b)):], closed
	}
}

// parsePart splits a part into headers and body.
func parsePart(b []byte) (p Part) {
	i := 0
	for i < len(b) && blankLine(b[i:]) == 0 {
		i = scanLine(b, i).next
	}
	p.headers = b[:i]
	if i < len(b) {
		i += blankLine(b[i:])
	}
	p.Body = b[i:]
	p.ContentType, _ = ParseMediaType(p.Get(HeaderContentType))
	return p
}

// checkMultipart notes a multipart body whose parts do not end as they should.
func (m *Message) checkMultipart() {
	s := m.partScanner()
	if !s.whole.ContentType.Is("multipart/*") {
		return
	}
	for {
		if _, ok := s.next(); !ok {
			break
		}
	}
	if s.unclosed {
		m.note(BadMultipart, m.Get(HeaderContentType))
	}
}
