package sipmsg

import "encoding/binary"

// knownLines remembers lines that come again word for word in message after message, as Allow,
// User-Agent and CSeq do: what was read of such a line once need not be read again. The lines are
// copies, and what was read of them depends on nothing else. There is room for as many as
// a switchboard with dozens of kinds of phone has: 57 KiB, of which few are in use at a time.
type knownLines struct {
	lines [1 << knownBits]knownLine // a line has one of two places
	turn  [1 << knownBits / 2]uint8 // which of the two makes room next, 0 or 1
}

const (
	knownBits = 8
	// knownLength is the length of the longest line that is remembered. Few of Allow are longer.
	knownLength = 160
)

// shortestLine is what has to be left of a message for a line to be known. The last header with the empty line behind
// it is hardly shorter.
const shortestLine = 21

// knownLine is a line, with its end, and what was read of it.
type knownLine struct {
	// The first shortestLine octets of the line and of what is behind it.
	first, middle, last uint64

	id     HeaderID
	list   bool  // as in headerTable
	more   bool  // there is more to it than that it is right
	value  uint8 // where its value begins
	end    uint8 // and ends; 0 for no line
	slash  uint8 // where the slash is in that of Content-Type
	number int32 // of Content-Length
	cseq   CSeq
	text   [knownLength]byte // the line with its end
}

// knownLines reads the headers from b[p:] on whose lines are known, and returns where the first line that is not
// begins. It calls nothing but to compare what is long.
func (m *Message) knownLines(b []byte, p, limit int) int {
	k, headers := m.known, m.Headers
	if k == nil {
		return p
	}
	for p <= len(b)-shortestLine && len(headers) < min(limit, cap(headers)) {
		line := b[p:]
		first, middle, last := startOf(line)
		place := placeOf(line, first, last)
		l := &k.lines[place]
		if l.last != last || l.first != first || l.middle != middle {
			if l = &k.lines[place^1]; l.last != last || l.first != first || l.middle != middle {
				break
			}
		}
		next := int(l.end) + len("\r\n")
		if next > len(line)-len("\r\n") || line[next] == ' ' || line[next] == '\t' || !l.list && m.index[l.id%indexSize] != 0 ||
			next > shortestLine && string(line[shortestLine:next]) != string(l.text[shortestLine:next]) || l.more && !m.readKnown(l, line) {
			break
		}
		n := len(headers)
		headers = headers[:n+1]
		h := &headers[n]
		h.ID, h.plain, h.Offset, h.value, h.end = l.id, true, uint32(p), uint32(p+int(l.value)), uint32(p+int(l.end))
		if at := &m.index[l.id%indexSize]; *at == 0 {
			*at = uint16(n + 1)
		}
		p += next
	}
	m.Headers = headers
	return p
}

// startOf returns the first shortestLine octets of b, some of them twice.
func startOf(b []byte) (first, middle, last uint64) {
	b = b[:shortestLine]
	return binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]), binary.LittleEndian.Uint64(b[shortestLine-8:])
}

// placeOf returns the place of a line, with which b begins. Those of User-Agent and Server, which are alike at first
// for all phones of a maker, are told apart by what comes later.
func placeOf(b []byte, first, last uint64) uint64 {
	if c := byte(first); (c == 'U' || c == 'S') && len(b) >= 40 {
		last ^= binary.LittleEndian.Uint64(b[24:]) ^ binary.LittleEndian.Uint64(b[32:])<<1
	}
	return (first*0x9e3779b97f4a7c15 + last*0xc2b2ae3d27d4eb4f) >> (64 - knownBits)
}

// readKnown sets what the line k says, with which b begins, and reports whether it is right in this message.
func (m *Message) readKnown(k *knownLine, b []byte) bool {
	switch k.id {
	case HeaderCSeq:
		if m.Method != "" && m.Method != k.cseq.Method {
			return false
		}
		m.cseq, m.hasCSeq = k.cseq, true
	case HeaderContentLength:
		m.length = int(k.number)
	case HeaderContentType:
		m.contentType = MediaType{Type: b[k.value:k.slash], Subtype: b[k.slash+1 : k.end]}
	}
	return true
}

// keepChecked remembers the line of a header whose value is of another form than the usual one, and that
// was checked and has no issue.
func (m *Message) keepChecked(h *Header) {
	line, value, end := m.Raw[h.Offset:], int(h.value-h.Offset), int(h.end-h.Offset)
	if end > knownLength || nextSpecial(line, 0) != end || lookupHeader(line[:nextColon(line, 0)]) != h.ID {
		return
	}
	switch h.ID {
	case HeaderCSeq, HeaderContentLength, HeaderContentType: // of which more is kept than that it is right
		return
	}
	m.keepKnown(h.ID, line, value, end)
}

// keepKnown remembers the line that b begins with and that was just read.
func (m *Message) keepKnown(id HeaderID, b []byte, value, end int) {
	next := end + len("\r\n")
	if len(b) < shortestLine || next > knownLength || next >= len(b) || string(b[end:next]) != "\r\n" || b[next] == ' ' || b[next] == '\t' {
		return
	}
	if m.known == nil {
		m.known = new(knownLines)
	}
	first, middle, last := startOf(b)
	place := placeOf(b, first, last)
	turn := &m.known.turn[place/2]
	place = place&^1 | uint64(*turn)
	*turn ^= 1
	k := &m.known.lines[place]
	k.first, k.middle, k.last = first, middle, last
	k.id, k.list, k.more, k.value, k.end = id, headerTable[id].list, true, uint8(value), uint8(end)
	switch id {
	case HeaderCSeq:
		k.cseq = m.cseq
	case HeaderContentLength:
		k.number = int32(m.length)
	case HeaderContentType:
		k.slash = uint8(value + len(m.contentType.Type))
	default:
		k.more = false
	}
	copy(k.text[:], b[:next])
}
