package sipmsg

import "encoding/binary"

// knownLines remembers lines that come again word for word in message after message, as Allow,
// User-Agent and CSeq do: what was read of such a line once need not be read again. The lines are
// copies, and what was read of them depends on nothing else. There is room for as many as
// a switchboard with dozens of kinds of phone has: 25 KiB, of which few are in use at a time.
type knownLines [1 << knownBits]struct {
	lines [2]knownLine
	turn  uint8 // which of the two makes room next
}

const (
	knownBits = 6
	// knownLength is the length of the longest line that is remembered. Few of Allow are longer.
	knownLength = 160
)

// knownLine is a line, with its end, and what was read of it.
type knownLine struct {
	start  lineStart
	length uint8 // 0 for none
	value  uint8 // where its value begins
	id     HeaderID
	slash  uint8 // where the slash is in that of Content-Type
	list   bool  // as in headerTable
	number int32 // of Content-Length
	cseq   CSeq
	text   [knownLength]byte
}

// lineStart is the first shortestLine octets of a line and of what is behind it.
type lineStart struct{ first, middle, last uint64 }

func startOf(b []byte) lineStart {
	b = b[:shortestLine]
	return lineStart{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]), binary.LittleEndian.Uint64(b[shortestLine-8:])}
}

// set says which lines of knownLines one that begins so belongs to.
func (s lineStart) set() uint64 {
	return (s.first*0x9e3779b97f4a7c15 + s.last*0xc2b2ae3d27d4eb4f) >> (64 - knownBits)
}

// find returns the line that b begins with, nil if it is none of k.
func (k *knownLines) find(b []byte, start lineStart) *knownLine {
	if k == nil {
		return nil
	}
	set := &k[start.set()]
	l := &set.lines[0]
	if l.start != start {
		if l = &set.lines[1]; l.start != start {
			return nil
		}
	}
	n := int(l.length)
	if n > shortestLine && (n > len(b) || string(b[shortestLine:n]) != string(l.text[shortestLine:n])) {
		return nil
	}
	return l
}

// readKnown is plainLine for the line k.
func (m *Message) readKnown(k *knownLine, b []byte) (id HeaderID, value, end int) {
	value, end = int(k.value), int(k.length)-len("\r\n")
	if m.index[k.id] != 0 && !k.list {
		return 0, 0, 0
	}
	switch k.id {
	case HeaderCSeq:
		if m.Method != "" && m.Method != k.cseq.Method {
			return 0, 0, 0
		}
		m.cseq, m.hasCSeq = k.cseq, true
	case HeaderContentLength:
		m.length = int(k.number)
	case HeaderContentType:
		m.contentType = MediaType{Type: b[value:k.slash], Subtype: b[k.slash+1 : end]}
	}
	return k.id, value, end
}

// keepKnown remembers the line that b begins with and that was just read.
func (m *Message) keepKnown(id HeaderID, b []byte, value, end int, start lineStart) {
	next := end + len("\r\n")
	if next > knownLength || next > len(b) || string(b[end:next]) != "\r\n" {
		return
	}
	if m.known == nil {
		m.known = new(knownLines)
	}
	set := &m.known[start.set()]
	k := &set.lines[set.turn]
	set.turn ^= 1
	k.start, k.length, k.value, k.id, k.list = start, uint8(next), uint8(value), id, headerTable[id].list
	switch id {
	case HeaderCSeq:
		k.cseq = m.cseq
	case HeaderContentLength:
		k.number = int32(m.length)
	case HeaderContentType:
		k.slash = uint8(value + len(m.contentType.Type))
	}
	copy(k.text[:], b[:next])
}
