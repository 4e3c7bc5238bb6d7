package sipmsg

import (
	"encoding/binary"
	"slices"
)

// How the lines of those headers begin that hardly two calls have in common: four octets, the first
// the lowest, tell them apart.
const (
	lineVia     = 'V' | 'i'<<8 | 'a'<<16 | ':'<<24
	lineFrom    = 'F' | 'r'<<8 | 'o'<<16 | 'm'<<24
	lineTo      = 'T' | 'o'<<8 | ':'<<16 | ' '<<24
	lineCallID  = 'C' | 'a'<<8 | 'l'<<16 | 'l'<<24
	lineContact = 'C' | 'o'<<8 | 'n'<<16 | 't'<<24
)

// shortestHeader is what has to be left of a message for a look at its next line here: the last header with the
// empty line behind it is hardly shorter.
const shortestHeader = 8

// plainLines reads the headers from b[p:] on whose lines and values are of the usual form, so that a
// header needs neither a search for the end of its line nor a check, and returns where the first line
// that is not begins: the empty one, or one that takes a closer look.
func (m *Message) plainLines(b []byte, p, limit int) int {
	limit = min(limit, 1<<16-1)
	for p <= len(b)-shortestHeader && len(m.Headers) < limit {
		var id HeaderID
		var value, end int
		start := b[p : p+shortestHeader]
		switch first := binary.LittleEndian.Uint32(start); {
		case first == lineVia && start[4] == ' ':
			value = p + len("Via: ")
			end = plainVia(m, b, value)
			id = HeaderVia
		case first == lineFrom && start[4] == ':' && start[5] == ' ' && m.index[HeaderFrom] == 0:
			value = p + len("From: ")
			end = plainFrom(m, b, value)
			id = HeaderFrom
		case first == lineTo && m.index[HeaderTo] == 0:
			value = p + len("To: ")
			end = plainTo(m, b, value)
			id = HeaderTo
		case first == lineCallID && string(start) == "Call-ID:" && spaceAt(b, p+len(start)) && m.index[HeaderCallID] == 0:
			value = p + len("Call-ID: ")
			end = plainCallID(m, b, value)
			id = HeaderCallID
		case first == lineContact && string(start) == "Contact:" && spaceAt(b, p+len(start)):
			value = p + len("Contact: ")
			end = plainContact(m, b, value)
			id = HeaderContact
		case byte(first) == '\r':
			return p
		default:
			if next := m.knownLines(b, p, limit); next > p {
				p = next
				continue
			}
			id, value, end = m.plainOther(b, p)
		}
		// Its end, and the next two octets, which the empty line at least has.
		if uint(end-p-1) >= longHeader || end > len(b)-4 {
			break
		}
		w := binary.LittleEndian.Uint32(b[end:])
		if next := byte(w >> 16); uint16(w) != '\r'|'\n'<<8 || next <= ' ' && next != '\r' {
			break
		}
		h := m.nextHeader()
		h.ID, h.plain, h.Offset, h.value, h.end = id, true, uint32(p), uint32(value), uint32(end)
		if at := &m.index[id%indexSize]; *at == 0 {
			*at = uint16(len(m.Headers))
		}
		p = end + 2
	}
	return p
}

// spaceAt reports whether there is a space at b[i].
func spaceAt(b []byte, i int) bool { return i < len(b) && b[i] == ' ' }

// plainOther reads the header at b[p:], of any name, and returns where its value begins and
// ends, and 0 for the end if it is of another form than the usual ones.
func (m *Message) plainOther(b []byte, p int) (id HeaderID, value, end int) {
	id, colon := plainName(b[p:])
	row := &headerTable[id]
	if id == HeaderOther && (colon == 0 || run(b, p, classToken) < p+colon) || m.index[id] != 0 && !row.list && id != HeaderOther {
		return 0, 0, 0
	}
	for value = p + colon + 1; value < len(b) && b[value] == ' '; value++ {
	}
	switch {
	case row.plain != nil:
		end = row.plain(m, b, value)
	case row.check == nil:
		if end = nextSpecial(b, value); end == value || b[end-1] == ' ' {
			return 0, 0, 0
		}
	}
	if row.again && end > value && m.parsed {
		m.keepKnown(id, b[p:], value-p, end-p)
	}
	return id, value, end
}

// plainName reads the name of a header, up to the colon.
func plainName(b []byte) (id HeaderID, colon int) {
	const longest = len("Proxy-Authorization:") + 12
	colon = nextColon(b[:min(len(b), longest)], 0)
	if colon == 0 || colon == len(b) || b[colon] != ':' {
		return HeaderOther, 0
	}
	return lookupHeader(b[:colon]), colon
}

// nextHeader adds a header to m.Headers, to be filled.
func (m *Message) nextHeader() *Header {
	n := len(m.Headers)
	if n == cap(m.Headers) {
		m.Headers = slices.Grow(m.Headers, 16) // most have no more
	}
	m.Headers = m.Headers[:n+1]
	return &m.Headers[n]
}
