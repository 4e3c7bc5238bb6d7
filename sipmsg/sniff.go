package sipmsg

import "bytes"

// maxJunk bounds the lines of other text that may stand before a start line.
const maxJunk = 128

// Sniff reports whether b looks like a SIP message: whether [Message.Parse] would take
// it. On RTP, STUN, TLS or DNS it looks at an octet or a few.
func Sniff(b []byte) bool {
	_, ok := findStart(b)
	return ok
}

// findStart returns where in b the start line of a SIP message begins.
func findStart(b []byte) (int, bool) {
	b = b[:textEnd(b)]
	i := skipDirt(b)
	if i == len(b) {
		return 0, false
	}
	if isStart(b[i:]) {
		return i, true
	}
	return findAfterJunk(b, i)
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
func findAfterJunk(b []byte, i int) (int, bool) {
	if c := b[i]; c < 0x20 || c >= 0x7f {
		return 0, false
	}
	for end := min(len(b), i+maxJunk); i < end; i++ {
		switch c := b[i]; {
		case c == '\n' || c == '\r' || c == 0:
			rest := b[i+1:]
			if s, ok := parseStart(rest); ok && s.plain && hasSIPHeader(rest[s.next:]) {
				return i + 1, true
			}
		case c < 0x20 && c != '\t' || c >= 0x7f:
			return 0, false
		}
	}
	return 0, false
}

// isStart reports whether b begins with the start line of a SIP message.
func isStart(b []byte) bool {
	_, ok := parseStart(b)
	return ok
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
