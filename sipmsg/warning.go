package sipmsg

import "iter"

// WarningValue is one value of a Warning header (RFC 3261 §20.43): what a server says
// about the status of its response, often which part of a session description it could
// not take.
type WarningValue struct {
	Code  int    // three digits; 0 where there are not
	Agent []byte // host and port, or pseudonym, of the server that added it
	Text  []byte // without its quotes
}

// Warnings yields the values of all Warning headers, in order.
func (m *Message) Warnings() iter.Seq[WarningValue] {
	return func(yield func(WarningValue) bool) {
		for v := range m.Values(HeaderWarning) {
			if w, ok := parseWarning(v, nil); ok && !yield(w) {
				return
			}
		}
	}
}

// parseWarning parses: 304 isi.edu "Incompatible media format".
func parseWarning(b []byte, m *Message) (w WarningValue, ok bool) {
	i := run(b, 0, classDigit)
	n, _ := parseUint(b[:i], 999)
	if i != 3 {
		m.note(BadHeaderValue, b)
		n = 0
	}
	w.Code = int(n)
	j := skipLWS(b, i)
	k := j
	for k < len(b) && !is(b[k], classLWS) && b[k] != '"' {
		k++
	}
	w.Agent = b[j:k]
	text := b[skipLWS(b, k):]
	w.Text = unquote(text)
	switch {
	case i == 0:
		return w, false
	case len(text) > 0 && text[0] == '"' && quotedEnd(text, 0) < 0:
		m.note(UnterminatedQuote, text)
	case i == 3 && (len(w.Agent) == 0 || len(text) == 0 || quotedEnd(text, 0) != len(text)):
		m.note(BadHeaderValue, b)
	}
	return w, true
}

func checkWarning(m *Message, h *Header) {
	for rest := m.value(h); len(rest) > 0; {
		var e []byte
		e, rest = cutComma(rest)
		parseWarning(e, m)
	}
}
