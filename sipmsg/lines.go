package sipmsg

import (
	"encoding/binary"
	"math/bits"
)

// line is one line of the header section, found by scanLine.
type line struct {
	end  int // end of the content, before the line's end
	next int // start of the next line

	ending   lineEnding
	bareCR   int // position of a CR that stands inside the line, or -1
	control  int // position of the first other control octet or DEL, or -1
	eightBit bool
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

// scanLine finds the end of the line that begins at i. CRLF, LF and runs of CR before a
// LF end a line; so does a CR alone where what follows it reads as the next line.
func scanLine(b []byte, i int) line {
	l := line{bareCR: -1, control: -1}
	for {
		i = nextSpecial(b, i)
		if i >= len(b) {
			l.end, l.next, l.ending = len(b), len(b), endNone
			return l
		}
		switch c := b[i]; {
		case c == '\r':
			if i+1 < len(b) && b[i+1] == '\n' {
				l.end, l.next = i, i+2
				return l
			}
			j := i + 1
			for j < len(b) && b[j] == '\r' {
				j++
			}
			if j < len(b) && b[j] == '\n' {
				l.end, l.next, l.ending = i, j+1, endCR
				return l
			}
			if j > i+1 || crEndsLine(b[j:]) {
				l.end, l.next, l.ending = i, i+1, endCR
				return l
			}
			if l.bareCR < 0 {
				l.bareCR = i
			}
		case c == '\n':
			l.end, l.next, l.ending = i, i+1, endLF
			return l
		case c >= 0x80:
			l.eightBit = true
		case c != '\t' && l.control < 0:
			l.control = i
		}
		i++
	}
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
