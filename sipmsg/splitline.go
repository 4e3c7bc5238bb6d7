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
	if first > s.maxLine() {
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
	if first+second <= s.limit() && l.parse(b[:first+second]) {
		return lineStarts
	}
	return lineOther
}

// wholeLine returns the length of the line at the start of b with its end, and whether
// it is all there. A line that is too long for a start line, and one that the stream
// ends in, is taken as it is.
func (s *Splitter) wholeLine(b []byte) (int, bool) {
	head := b[:min(len(b), s.maxLine()+1)]
	if i := bytes.IndexByte(head, '\n'); i >= 0 {
		return i + 1, true
	}
	return len(head), len(head) > s.maxLine() || s.closed
}

// maxLine returns the length above which a line is no start line. The start line of a
// message that is given up at the limit is whole.
func (s *Splitter) maxLine() int { return min(maxStartLine, s.limit()) }

// isPlainStart reports whether line, with its end, is a start line beyond doubt.
func isPlainStart(line []byte) bool {
	var l startLine
	return len(line) <= maxStartLine && l.parse(line) && l.plain
}
