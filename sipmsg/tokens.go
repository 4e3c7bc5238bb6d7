package sipmsg

// HasToken reports whether one of the values of a list header, such as Supported or
// Allow, is the token, in any case, parameters aside.
func (m *Message) HasToken(id HeaderID, token string) bool {
	for v := range m.Values(id) {
		if n := run(v, 0, classToken); n == len(token) && sameName(v[:n], token) {
			return true
		}
	}
	return false
}

// checkTokens checks a header that is a comma list of tokens, which may be empty.
func checkTokens(m *Message, h *Header) {
	b := m.value(h)
	for i := 0; i < len(b); {
		j := run(b, i, classToken)
		if j > i && j+2 < len(b) && b[j] == ',' && b[j+1] == ' ' && b[j+2] > ' ' {
			i = j + 2
			continue
		}
		k := skipLWS(b, j)
		switch {
		case k < len(b) && b[k] != ',':
			m.note(BadHeaderValue, b)
			return
		case j == i:
			m.note(EmptyElement, b)
			return
		case k == len(b)-1: // a comma at the end
			m.note(EmptyElement, b)
			return
		}
		i = skipLWS(b, min(k+1, len(b)))
	}
}
