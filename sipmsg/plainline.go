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

// plainLines reads the headers from b[p:] on whose lines and values are of the usual form, so that a
// header needs neither a search for the end of its line nor a check, and returns where the first line
// that is not begins: the empty one, or one that takes a closer look.
func (m *Message) plainLines(b []byte, p, limit int) int {
	limit = min(limit, 1<<16-1)
	line := b[p:]
	for len(line) >= shortestLine && len(m.Headers) < limit {
		start := line[:shortestLine]
		var id HeaderID
		var value, end int
		switch first := binary.LittleEndian.Uint32(start); {
		case first == lineVia && start[4] == ' ':
			id, value = HeaderVia, len("Via: ")
			end = plainVia(m, line, value)
		case first == lineFrom && start[4] == ':' && start[5] == ' ' && m.index[HeaderFrom] == 0:
			id, value = HeaderFrom, len("From: ")
			end = plainFrom(m, line, value)
		case first == lineTo && m.index[HeaderTo] == 0:
			id, value = HeaderTo, len("To: ")
			end = plainTo(m, line, value)
		case first == lineCallID && string(start[:9]) == "Call-ID: " && m.index[HeaderCallID] == 0:
			id, value = HeaderCallID, len("Call-ID: ")
			end = plainCallID(m, line, value)
		case first == lineContact && string(start[:9]) == "Contact: ":
			id, value = HeaderContact, len("Contact: ")
			end = plainContact(m, line, value)
		default:
			if byte(first) == '\r' {
				return len(b) - len(line)
			}
			if k := m.known.find(line); k == nil {
				id, value, end = m.plainOther(line)
			} else if k.list || m.index[k.id] == 0 {
				id, value, end = k.id, int(k.value), int(k.end)
				if k.more {
					end = m.readKnown(k, line)
				}
			}
		}
		if value >= end || end > longHeader || end > len(line) {
			break
		}
		// Its end, and the next two octets, which the empty line at least has.
		next := line[end:]
		if len(next) < 4 {
			break
		}
		if w := binary.LittleEndian.Uint32(next); uint16(w) != '\r'|'\n'<<8 || byte(w>>16) == ' ' || byte(w>>16) == '\t' {
			break
		}
		h := m.nextHeader()
		h.ID, h.plain, h.Offset = id, true, len(b)-len(line)
		h.Name, h.Value = line[:value-len(": ")], line[value:end]
		if m.index[id] == 0 {
			m.index[id] = uint16(len(m.Headers))
		}
		line = next[2:]
	}
	return len(b) - len(line)
}

// plainOther reads the header that b begins with, of any name, and returns where its value begins and
// ends, and 0 for the end if it is of another form than the usual ones.
func (m *Message) plainOther(b []byte) (id HeaderID, value, end int) {
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
		m.keepKnown(id, b, value, end)
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
