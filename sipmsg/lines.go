package sipmsg

import (
	"encoding/binary"
	"math/bits"
)

// line is one line of the header section, found by scanLine.
type line struct {
	end  int // end of the content, before the line's end
	next int // start of the next line

	// clean says that the line ends in CRLF and is plain ASCII but for tabs. The fields
	// below say what is so when it is not.
	clean bool

	ending   lineEnding
	bareCR   int  // position, plus one, of a CR that stands inside the line
	control  bool // there is another control octet, or DEL
	eightBit bool // there is an octet above 127
}

type lineEnding uint8

const (
	endCRLF lineEnding = iota
	endLF              // LF alone
	endCR              // CR alone, or several before a LF
	endNone            // the input ends within the line
)

const (
	eachByte = 0x0101010101010101
	highBits = 0x8080808080808080
)

// nextSpecial returns the index of the first octet of b, from i on, that is a control
// octet, DEL or not ASCII, and len(b) when there is none. It looks at eight octets at
// once: most of a message is plain text, and every line end is a special octet.
func nextSpecial(b []byte, i int) int {
	for ; i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		// A borrow or carry only ever spills upwards from an octet that is special
		// itself, so the lowest bit found is exact.
		if hit := ((w - 0x20*eachByte) | w | (w + eachByte)) & highBits; hit != 0 {
			return i + bits.TrailingZeros64(hit)/8
		}
	}
	for ; i < len(b); i++ {
		if c := b[i]; c < 0x20 || c >= 0x7f {
			return i
		}
	}
	return len(b)
}

// nextColon returns the index of the first colon of b, from i on, and len(b) when there
// is none. Names are short: this is faster than bytes.IndexByte.
func nextColon(b []byte, i int) int {
	for ; i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:]) ^ ':'*eachByte
		if hit := (w - eachByte) &^ w & highBits; hit != 0 {
			return i + bits.TrailingZeros64(hit)/8
		}
	}
	for i < len(b) && b[i] != ':' {
		i++
	}
	return i
}

// scanLine finds the end of the line that begins at i.
func scanLine(b []byte, i int) line {
	i = nextSpecial(b, i)
	if i+1 < len(b) && b[i] == '\r' && b[i+1] == '\n' {
		return line{end: i, next: i + 2, clean: true}
	}
	return scanOddLine(b, i)
}

// scanOddLine is scanLine from the first octet on that is not text. CRLF, LF and runs of
// CR before a LF end a line; so does a CR alone where what follows it reads as the next
// line.
func scanOddLine(b []byte, i int) (l line) {
	l.clean = true
	for ; i < len(b); i = nextSpecial(b, i+1) {
		switch c := b[i]; {
		case c == '\r':
			j := i + 1
			for j < len(b) && b[j] == '\r' {
				j++
			}
			switch {
			case j < len(b) && b[j] == '\n':
				l.end, l.next = i, j+1
				if j > i+1 {
					l.ending, l.clean = endCR, false
				}
				return l
			case j > i+1 || crEndsLine(b[j:]):
				l.end, l.next, l.ending, l.clean = i, i+1, endCR, false
				return l
			case l.bareCR == 0:
				l.bareCR, l.clean = i+1, false
			}
		case c == '\n':
			l.end, l.next, l.ending, l.clean = i, i+1, endLF, false
			return l
		case c >= 0x80:
			l.eightBit, l.clean = true, false
		case c != '\t':
			l.control, l.clean = true, false
		}
	}
	l.end, l.next, l.ending, l.clean = len(b), len(b), endNone, false
	return l
}

// crEndsLine reports whether rest, which follows a CR alone, reads as a new line: the
// end of the input, a header, or SDP. Any other such CR is kept inside its line.
func crEndsLine(rest []byte) bool {
	if len(rest) == 0 {
		return true
	}
	i := run(rest, 0, classToken)
	if i == 0 {
		return false
	}
	if i == 1 && i < len(rest) && rest[i] == '=' {
		return true
	}
	for i < len(rest) && (rest[i] == ' ' || rest[i] == '\t') {
		i++
	}
	return i < len(rest) && rest[i] == ':'
}
