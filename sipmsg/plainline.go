package sipmsg

import "encoding/binary"

// How the lines of those headers begin that hardly two calls have in common: four octets, the first
// the lowest, tell them apart.
const (
	lineVia     = 'V' | 'i'<<8 | 'a'<<16 | ':'<<24
	lineFrom    = 'F' | 'r'<<8 | 'o'<<16 | 'm'<<24
	lineTo      = 'T' | 'o'<<8 | ':'<<16 | ' '<<24
	lineCallID  = 'C' | 'a'<<8 | 'l'<<16 | 'l'<<24
	lineContact = 'C' | 'o'<<8 | 'n'<<16 | 't'<<24
)

// shortestLine is what has to be left of a message for a look at its next line here: the last header
// with the empty line behind it is hardly shorter.
const shortestLine = 21

// longestName is how long a name, the colon and the space behind it are at most here: only that of few headers,
// which are rare, is longer.
const longestName = 32

// plainLines reads the headers from b[p:] on whose lines and values are of the usual form, so that a
// header needs neither a search for the end of its line nor a check, and returns where the first line
// that is not begins: the empty one, or one that takes a closer look.
func (m *Message) plainLines(b []byte, p, limit int) int {
	limit = min(limit, 1<<16-1)
	if m.Headers == nil {
		m.Headers = make([]Header, 0, 16) // most have no more
	}
	for p <= len(b)-shortestLine && len(m.Headers) < limit {
		id, value, end := m.plainLine(b, p)
		// Its end, and the next two octets, which the empty line at least has.
		if uint(end-value-1) >= longHeader-longestName || end > len(b)-4 {
			break
		}
		w := binary.LittleEndian.Uint32(b[end:])
		if next := byte(w >> 16); uint16(w) != '\r'|'\n'<<8 || next <= ' ' && next != '\r' {
			break
		}
		m.Headers = append(m.Headers, Header{ID: id, plain: true, Offset: uint32(p), value: uint32(value), end: uint32(end)})
		if at := &m.index[id%indexSize]; *at == 0 {
			*at = uint16(len(m.Headers))
		}
		p = end + 2
	}
	return p
}

// plainLine reads the header at b[p:] and returns where its value begins and ends, and 0 for the end if it is of
// another form than the usual ones.
func (m *Message) plainLine(b []byte, p int) (id HeaderID, value, end int) {
	start := b[p : p+shortestLine]
	switch first := binary.LittleEndian.Uint32(start); {
	case first == lineVia && start[4] == ' ':
		value = p + len("Via: ")
		return HeaderVia, value, plainVia(m, b, value)
	case first == lineFrom && start[4] == ':' && start[5] == ' ' && m.index[HeaderFrom] == 0:
		value = p + len("From: ")
		return HeaderFrom, value, plainFrom(m, b, value)
	case first == lineTo && m.index[HeaderTo] == 0:
		value = p + len("To: ")
		return HeaderTo, value, plainTo(m, b, value)
	case first == lineCallID && string(start[:9]) == "Call-ID: " && m.index[HeaderCallID] == 0:
		value = p + len("Call-ID: ")
		return HeaderCallID, value, plainCallID(m, b, value)
	case first == lineContact && string(start[:9]) == "Contact: ":
		value = p + len("Contact: ")
		return HeaderContact, value, plainContact(m, b, value)
	case byte(first) == '\r':
		return 0, 0, 0
	}
	k := m.known.find(b[p:])
	if k == nil {
		return m.plainOther(b, p)
	}
	if !k.list && m.index[k.id] != 0 || k.more && !m.readKnown(k, b[p:]) {
		return 0, 0, 0
	}
	return k.id, p + int(k.value), p + int(k.end)
}

// plainOther reads the header at b[p:], of any name, and returns where its value begins and
// ends, and 0 for the end if it is of another form than the usual ones.
func (m *Message) plainOther(b []byte, p int) (id HeaderID, value, end int) {
	id, colon := plainName(b[p:])
	row := &headerTable[id]
	if id == HeaderOther || m.index[id] != 0 && !row.list {
		return 0, 0, 0
	}
	value = p + colon + len(": ")
	switch {
	case row.plain != nil:
		end = row.plain(m, b, value)
	case row.check == nil:
		end = nextSpecial(b, value)
		if b[value] == ' ' || b[end-1] == ' ' {
			return 0, 0, 0
		}
	}
	if row.again && end > value && m.parsed {
		m.keepKnown(id, b[p:], value-p, end-p)
	}
	return id, value, end
}

// plainName reads the name of a header, with a colon and a space behind it.
func plainName(b []byte) (id HeaderID, colon int) {
	colon = nextColon(b[:min(len(b), longestName)], 0)
	if colon == 0 || colon+2 >= len(b) || b[colon] != ':' || b[colon+1] != ' ' {
		return HeaderOther, 0
	}
	return lookupHeader(b[:colon]), colon
}

// nextHeader adds a header to m.Headers, to be filled.
func (m *Message) nextHeader() *Header {
	n := len(m.Headers)
	if n < cap(m.Headers) {
		m.Headers = m.Headers[:n+1]
	} else {
		m.Headers = append(m.Headers, Header{})
	}
	return &m.Headers[n]
}
