package sipmsg

import "iter"

// Header is one header line, with its continuation lines, as it stands in the message.
// It says where in [Message.Raw] the parts are; [Message.NameOf] and [Message.ValueOf] give them.
type Header struct {
	ID         HeaderID
	plain      bool   // the value is of the usual form, and has been read as that
	Offset     uint32 // where the line begins
	value, end uint32 // where the value begins and ends
}

// NameOf returns the name of one of m's headers as written; it is empty where a line has none.
func (m *Message) NameOf(h Header) []byte {
	line := m.Raw[h.Offset:h.value]
	if colon := nextColon(line, 0); colon < len(line) {
		return trimLWS(line[:colon])
	}
	return line[:0]
}

// ValueOf returns the value of one of m's headers, with the white space at both ends taken off. It may hold
// folds; AppendUnfolded undoes them. A line that is no header at all is kept as a value without a name.
func (m *Message) ValueOf(h Header) []byte { return m.value(&h) }

func (m *Message) value(h *Header) []byte { return m.Raw[h.value:h.end] }

// AppendUnfolded appends the value of one of m's headers to dst with each fold replaced by one space, as
// RFC 3261 §7.3.1 has a receiver read it.
func (m *Message) AppendUnfolded(dst []byte, h Header) []byte {
	return appendUnfolded(dst, m.value(&h))
}

func appendUnfolded(dst, value []byte) []byte {
	for i := 0; i < len(value); {
		c := value[i]
		if c != '\r' && c != '\n' {
			dst = append(dst, c)
			i++
			continue
		}
		j := skipLWS(value, i)
		for len(dst) > 0 && (dst[len(dst)-1] == ' ' || dst[len(dst)-1] == '\t') {
			dst = dst[:len(dst)-1]
		}
		dst = append(dst, ' ')
		i = j
	}
	return dst
}

// Get returns the value of the first header line of that name, and nil when the message
// has none. An empty value is not nil.
func (m *Message) Get(id HeaderID) []byte {
	if h := m.firstHeader(id); h != nil {
		return m.value(h)
	}
	return nil
}

// All yields the value of each header line of that name, in order, as written.
func (m *Message) All(id HeaderID) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := m.first(id); i < len(m.Headers); i++ {
			if m.Headers[i].ID == id && !yield(m.value(&m.Headers[i])) {
				return
			}
		}
	}
}

// Values yields the values of that name over all its lines, in order. The lines of
// headers that are comma lists (see [HeaderID.IsList]) are split; empty elements, which
// stray commas make, are left out.
func (m *Message) Values(id HeaderID) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		list := id.IsList()
		for i := m.first(id); i < len(m.Headers); i++ {
			if m.Headers[i].ID != id {
				continue
			}
			for rest := m.value(&m.Headers[i]); len(rest) > 0; {
				value := rest
				if list {
					value, rest = cutComma(rest)
				} else {
					rest = nil
				}
				if len(value) > 0 && !yield(value) {
					return
				}
			}
		}
	}
}

// first returns the index of the first header of that name, len(m.Headers) when there is none.
func (m *Message) first(id HeaderID) int {
	if id < headerCount && m.index[id] != 0 {
		return int(m.index[id]) - 1
	}
	return len(m.Headers)
}

// firstHeader returns the first header of that name, nil when there is none.
func (m *Message) firstHeader(id HeaderID) *Header {
	if id < headerCount && m.index[id] != 0 {
		return &m.Headers[m.index[id]-1]
	}
	return nil
}

// ByName yields the value of each header line with that name, in any case, for headers
// that the table does not know. Compact forms are not folded; use All for known headers.
func (m *Message) ByName(name string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := range m.Headers {
			h := &m.Headers[i]
			if n := m.NameOf(*h); len(n) == len(name) && sameName(n, name) && !yield(m.value(h)) {
				return
			}
		}
	}
}

// cutComma cuts the first element off a comma list, leaving alone the commas in quoted
// strings, in angle brackets and in comments.
func cutComma(b []byte) (element, rest []byte) {
	depth := 0
	for i := until(b, 0, classTextMark); i < len(b); i = until(b, i+1, classTextMark) {
		switch b[i] {
		case '"':
			end := quotedEnd(b, i)
			if end < 0 { // it is not closed, so that the commas behind it are its own
				return trimLWS(b), nil
			}
			i = end - 1
		case '<', '(':
			depth++
		case '>', ')':
			if depth > 0 {
				depth--
			}
		case ',':
			if depth == 0 {
				return trimLWS(b[:i]), b[i+1:]
			}
		}
	}
	return trimLWS(b), nil
}
