package sipmsg

import "bytes"

// lineVerdict says whether a line of a stream begins a message.
type lineVerdict uint8

const (
	lineUnclear lineVerdict = iota // its end is not there yet
	lineOther
	lineStarts
)

// judgeLine tells whether the line at the start of b begins a message. It looks at no
// more than this line and, when this one alone leaves it open, the next.
func (s *Splitter) judgeLine(b []byte) lineVerdict {
	if len(b) > 0 && !is(b[0], classToken) {
		return lineOther
	}
	first, whole := s.wholeLine(b)
	if !whole {
		return lineUnclear
	}
	if first > maxStartLine {
		return lineOther
	}
	var l startLine
	if l.parse(b[:first]) {
		return lineStarts
	}
	second, whole := s.wholeLine(b[first:])
	if !whole {
		return lineUnclear
	}
	l = startLine{}
	if l.parse(b[:first+second]) {
		return lineStarts
	}
	return lineOther
}

// wholeLine returns the length of the line at the start of b with its end, and whether
// it is all there. A line that is too long for a start line, and one that the stream
// ends in, is taken as it is.
func (s *Splitter) wholeLine(b []byte) (int, bool) {
	head := b[:min(len(b), maxStartLine+1)]
	if i := bytes.IndexByte(head, '\n'); i >= 0 {
		return i + 1, true
	}
	return len(head), len(head) > maxStartLine || s.closed
}

// isPlainStart reports whether line, with its end, is a start line beyond doubt.
func isPlainStart(line []byte) bool {
	var l startLine
	return len(line) <= maxStartLine && l.parse(line) && l.plain
}
