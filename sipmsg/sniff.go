package sipmsg

import "bytes"

// maxJunk bounds the lines of other text that may stand before a start line.
const maxJunk = 128

// Sniff reports whether b looks like a SIP message: whether [Message.Parse] would take
// it. On RTP, STUN, TLS or DNS it looks at an octet or a few.
func Sniff(b []byte) bool {
	if isBinary(b) {
		return false
	}
	var s startLine
	_, ok := s.find(b[:textEnd(b)])
	return ok
}

// isBinary reports whether b begins as no SIP message does, dirt included: as RTP does,
// which is most of what there is to sniff.
func isBinary(b []byte) bool {
	return len(b) == 0 || b[0] >= 0x7f && b[0] != 0xef
}

// find returns where in b the start line of a SIP message begins, and sets s to it.
func (s *startLine) find(b []byte) (start int, ok bool) {
	i := skipDirt(b)
	if i == len(b) {
		return 0, false
	}
	if s.parse(b[i:]) {
		return i, true
	}
	return s.findAfterJunk(b, i)
}

// skipDirt skips what harmlessly stands before a message: line ends (RFC 3261 §7.5),
// white space, the NULs of a keep-alive, a UTF-8 byte order mark.
func skipDirt(b []byte) int {
	i := 0
	for i < len(b) && (is(b[i], classLWS) || b[i] == 0) {
		i++
	}
	if bytes.HasPrefix(b[i:], []byte("\xef\xbb\xbf")) {
		i += 3
	}
	return i
}

// findAfterJunk looks for a start line behind lines, or NUL-ended pieces, of text that
// is not SIP, such as a keep-alive word. It wants a header after it: text that only
// quotes a start line is not taken, nor is binary data.
func (s *startLine) findAfterJunk(b []byte, i int) (start int, ok bool) {
	if c := b[i]; c < 0x20 || c >= 0x7f {
		return 0, false
	}
	for end := min(len(b), i+maxJunk); i < end; i++ {
		switch c := b[i]; {
		case c == '\n' || c == '\r' || c == 0:
			rest := b[i+1:]
			*s = startLine{}
			if s.parse(rest) && s.plain && hasSIPHeader(rest[s.next:]) {
				return i + 1, true
			}
		case c < 0x20 && c != '\t' || c >= 0x7f:
			return 0, false
		}
	}
	return 0, false
}

// hasSIPHeader reports whether one of the first lines of b is a header that SIP has and
// that nearly all of its messages carry.
func hasSIPHeader(b []byte) bool {
	for range 16 {
		i := 0
		for i < len(b) && (b[i] == ' ' || b[i] == '\t') {
			i++
		}
		j := run(b, i, classToken)
		k := j
		for k < len(b) && (b[k] == ' ' || b[k] == '\t') {
			k++
		}
		if k < len(b) && b[k] == ':' {
			switch lookupHeader(b[i:j]) {
			case HeaderVia, HeaderFrom, HeaderTo, HeaderCallID, HeaderCSeq, HeaderMaxForwards, HeaderContact:
				return true
			}
		}
		end := bytes.IndexAny(b[k:], "\r\n")
		if end < 0 {
			return false
		}
		b = b[k+end+1:]
	}
	return false
}
