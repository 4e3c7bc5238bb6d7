package sdp

import (
	"encoding/binary"
	"iter"
	"math/bits"
)

// Line is a line of a description.
type Line struct {
	Type  byte   // the letter before "=", or 0 where the line is not of that form
	Value []byte // what follows "=", without spaces around it; the whole line where Type is 0
	Media int    // index of the media that the line belongs to, -1 for the session
	// Offset and Length place the line, its line end included, in the bytes that were
	// parsed. Lines follow one another without a gap.
	Offset, Length int
	// Secret tells that the line holds key material: Value ends before it.
	Secret bool
}

// Attribute returns the name and value of an a= line; value is nil for a flag.
func (l Line) Attribute() (name, value []byte, ok bool) {
	if l.Type != 'a' {
		return nil, nil, false
	}
	name, value = attribute(l.Value)
	return name, value, true
}

// Lines returns every line in order, also those that nothing here understands, and blank
// ones.
func (s *Session) Lines() iter.Seq[Line] {
	return func(yield func(Line) bool) { s.scan(0, -1, yield) }
}

// LinesOf returns the lines of one media, an index into [Session.Media], from its m= line
// on; or with -1 those of the session, before the first m= line.
func (s *Session) LinesOf(media int) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		start, before := 0, -1
		if media >= 0 {
			if media >= len(s.Media) {
				return
			}
			start, before = s.Media[media].start, media-1
		}
		s.scan(start, before, func(l Line) bool { return l.Media == media && yield(l) })
	}
}

// scan yields the lines from byte start on; media is the index that the line before has.
func (s *Session) scan(start, media int, yield func(Line) bool) {
	for rest := s.raw[start:]; len(rest) > 0; {
		offset := len(s.raw) - len(rest)
		var text []byte
		text, rest = cutLine(rest)
		l := Line{Offset: offset, Length: len(s.raw) - len(rest) - offset}
		l.Type, l.Value = splitLine(text)
		if l.Type == 'm' {
			media++
		}
		l.Media = media
		if n, secret := publicPart(l.Type, l.Value); secret {
			l.Value, l.Secret = l.Value[:n:n], true
		}
		if !yield(l) {
			return
		}
	}
}

// Attribute returns the value of the first a= line of that name, in any case, and whether
// there is one. media is an index into [Session.Media], or -1 for the session. A flag has
// a nil value; secrets are left out as in Lines.
func (s *Session) Attribute(media int, name string) (value []byte, ok bool) {
	for l := range s.LinesOf(media) {
		if n, v, isAttribute := l.Attribute(); isAttribute && equalFold(n, name) {
			return v, true
		}
	}
	return nil, false
}

// cutLine cuts the first line off b. CRLF, LF and CR alone end a line (RFC 8866 §5 asks
// for CRLF and for tolerance of LF). The text is without its end.
func cutLine(b []byte) (text, rest []byte) {
	end := lineEnd(b)
	return b[:end:end], b[afterEnd(b, end):]
}

// nextLine is where the line after the one that b[at] is in begins.
func nextLine(b []byte, at int) int { return afterEnd(b, at+lineEnd(b[at:])) }

// afterEnd is what follows the line end at b[end], or the end of b.
func afterEnd(b []byte, end int) int {
	switch {
	case end == len(b):
		return end
	case end+1 < len(b) && b[end] == '\r' && b[end+1] == '\n':
		return end + 2
	}
	return end + 1
}

// lineEnd returns the index of the first CR or LF of b, and len(b) when there is none. It looks at eight
// octets at once; lines are short.
func lineEnd(b []byte) int {
	const each, high = 0x0101010101010101, 0x8080808080808080
	i := 0
	for i+8 <= len(b) {
		w := binary.LittleEndian.Uint64(b[i:])
		// A borrow only ever spills upwards from an octet that is below itself, so the lowest bit found is exact.
		below := (w - ('\r'+1)*each) &^ w & high
		if below == 0 {
			i += 8
			continue
		}
		i += bits.TrailingZeros64(below) / 8
		if b[i] == '\r' || b[i] == '\n' {
			return i
		}
		i++ // a tab, say
	}
	for i < len(b) && b[i] != '\r' && b[i] != '\n' {
		i++
	}
	return i
}

// splitLine takes a line apart into its letter and its value.
func splitLine(text []byte) (typ byte, value []byte) {
	text = trim(text)
	if len(text) > 1 && text[1] == '=' && text[0] >= 'a' && text[0] <= 'z' {
		return text[0], trim(text[2:])
	}
	i := 1
	for i < len(text) && isSpace(text[i]) {
		i++
	}
	if i < len(text) && text[i] == '=' {
		if c := lower(text[0]); 'a' <= c && c <= 'z' {
			return c, trim(text[i+1:])
		}
	}
	return 0, text
}

// attribute takes the value of an a= line apart.
func attribute(value []byte) (name, rest []byte) {
	name, rest = cut(value, ':')
	if rest != nil {
		rest = trim(rest)
	}
	return trim(name), rest
}
