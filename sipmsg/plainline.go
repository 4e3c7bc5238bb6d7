package sipmsg

import "encoding/binary"

// How the lines of those headers begin that hardly two calls have in common: four octets, the first
// the lowest, tell them apart.
const (
	lineVia         = 'V' | 'i'<<8 | 'a'<<16 | ':'<<24
	lineFrom        = 'F' | 'r'<<8 | 'o'<<16 | 'm'<<24
	lineTo          = 'T' | 'o'<<8 | ':'<<16 | ' '<<24
	lineCallID      = 'C' | 'a'<<8 | 'l'<<16 | 'l'<<24
	lineContact     = 'C' | 'o'<<8 | 'n'<<16 | 't'<<24
	lineRoute       = 'R' | 'o'<<8 | 'u'<<16 | 't'<<24
	lineRecordRoute = 'R' | 'e'<<8 | 'c'<<16 | 'o'<<24
	linePAsserted   = 'P' | '-'<<8 | 'A'<<16 | 's'<<24
)

// shortestLine is what has to be left of a message for a look at its next line here: the last header
// with the empty line behind it is hardly shorter.
const shortestLine = 21

// plainLines reads the headers from b[p:] on whose lines and values are of the usual form, so that a
// header needs neither a search for the end of its line nor a check, and returns where the first line
// that is not begins: the empty one, or one that takes a closer look.
func (m *Message) plainLines(b []byte, p, limit int) int {
	limit = min(limit, 1<<16-1)
	line := b[p:]
	for len(line) >= shortestLine && len(m.Headers) < limit {
		id, value, end := m.plainLine(line)
		next := end + len("\r\n")
		if end <= value || end > longHeader || next >= len(line) || string(line[end:next]) != "\r\n" || line[next] == ' ' || line[next] == '\t' {
			break
		}
		h := m.nextHeader()
		h.ID, h.plain, h.Offset = id, true, len(b)-len(line)
		h.Name = line[:value-len(": ")]
		h.Value = line[value:end]
		if m.index[id] == 0 {
			m.index[id] = uint16(len(m.Headers))
		}
		line = line[next:]
	}
	return len(b) - len(line)
}

// plainLine reads the header that b, of at least shortestLine octets, begins with, and returns where its
// value begins and ends, and 0 for the end if it is of another form.
func (m *Message) plainLine(b []byte) (id HeaderID, value, end int) {
	start := b[:shortestLine]
	switch binary.LittleEndian.Uint32(start) {
	case lineVia:
		if value = len("Via: "); start[value-1] != ' ' {
			return 0, 0, 0
		}
		return HeaderVia, value, plainVia(m, b, value)
	case lineFrom:
		if value = len("From: "); string(start[value-2:value]) != ": " || m.index[HeaderFrom] != 0 {
			return 0, 0, 0
		}
		return HeaderFrom, value, plainFrom(m, b, value)
	case lineTo:
		if value = len("To: "); m.index[HeaderTo] != 0 {
			return 0, 0, 0
		}
		return HeaderTo, value, plainTo(m, b, value)
	case lineCallID:
		if value = len("Call-ID: "); string(start[:value]) == "Call-ID: " && m.index[HeaderCallID] == 0 {
			return HeaderCallID, value, plainCallID(m, b, value)
		}
	case lineContact:
		if value = len("Contact: "); string(start[:value]) == "Contact: " {
			return HeaderContact, value, plainContact(m, b, value)
		}
	case lineRoute:
		if value = len("Route: "); string(start[:value]) == "Route: " {
			return HeaderRoute, value, plainAddress(m, b, value)
		}
	case lineRecordRoute:
		if value = len("Record-Route: "); string(start[:value]) == "Record-Route: " {
			return HeaderRecordRoute, value, plainAddress(m, b, value)
		}
	case linePAsserted:
		if value = len("P-Asserted-Identity: "); string(start) == "P-Asserted-Identity: " {
			return HeaderPAssertedIdentity, value, plainAddress(m, b, value)
		}
	}
	return m.plainOther(b)
}

// plainOther is plainLine for a header by any name.
func (m *Message) plainOther(b []byte) (id HeaderID, value, end int) {
	start := startOf(b)
	if k := m.known.find(b, start); k != nil {
		return m.readKnown(k, b)
	}
	id, colon := plainName(b)
	row := &headerTable[id]
	if id == HeaderOther || m.index[id] != 0 && !row.list {
		return 0, 0, 0
	}
	value = colon + len(": ")
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
		m.keepKnown(id, b, value, end, start)
	}
	return id, value, end
}

// plainName reads the name of a header, with a colon and a space behind it.
func plainName(b []byte) (id HeaderID, colon int) {
	const longest = len("Proxy-Authorization:") + 12
	colon = nextColon(b[:min(len(b), longest)], 0)
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
