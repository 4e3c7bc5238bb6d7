package sipmsg

import (
	"bytes"
	"iter"
)

// cutAuth cuts the first challenge or credentials off b. The next begins where an
// element of the comma list is a word and a parameter, rather than a parameter alone.
func cutAuth(b []byte) (a Auth, rest []byte) {
	b = b[skipLWS(b, 0):]
	i := run(b, 0, classToken)
	a.Scheme = b[:i]
	if i == 0 {
		return a, nil
	}
	b = b[skipLWS(b, i):]
	for rest = b; len(rest) > 0; {
		if rest = skipAuthParam(rest); beginsAuth(rest) {
			comma := cap(b) - cap(rest) - 1
			a.params = trimLWS(b[:comma])
			return a, rest
		}
	}
	a.params = b
	return a, nil
}

// beginsAuth reports whether b begins with a scheme and the name of a parameter.
func beginsAuth(b []byte) bool {
	i := skipLWS(b, 0)
	j := run(b, i, classToken)
	k := skipLWS(b, j)
	if j == i || k == j {
		return false
	}
	end := run(b, k, classToken)
	eq := skipLWS(b, end)
	return end > k && eq < len(b) && b[eq] == '='
}

// cutAuthParam cuts the first parameter off b: the whole element, the name, and the value as written, nil
// for none.
func cutAuthParam(b []byte) (whole, name, value, rest []byte) {
	if start, eq, end := plainAuthParam(b); end > 0 {
		return b[start:end], b[start:eq], b[eq+1 : end], afterComma(b, end)
	}
	whole, rest = cutComma(b)
	i := run(whole, 0, classToken)
	if j := skipLWS(whole, i); j < len(whole) && whole[j] == '=' {
		value = trimLWS(whole[j+1:])
	}
	return whole, whole[:i], value, rest
}

// skipAuthParam is what follows the first parameter of b.
func skipAuthParam(b []byte) (rest []byte) {
	if _, _, end := plainAuthParam(b); end > 0 {
		return afterComma(b, end)
	}
	_, rest = cutComma(b)
	return rest
}

// afterComma is what follows an element that ends at b[end].
func afterComma(b []byte, end int) []byte {
	if end == len(b) {
		return nil
	}
	return b[end+1:]
}

// plainAuthParam finds the first parameter of b where it is of the usual form: a name, and after the equals sign at
// once a token, or a quoted-string without a backslash. Else end is 0.
func plainAuthParam(b []byte) (start, eq, end int) {
	start = skipLWS(b, 0)
	eq = run(b, start, classToken)
	end = eq + 1
	if eq == start || end >= len(b) || b[eq] != '=' {
		return 0, 0, 0
	}
	if b[end] == '"' {
		n := bytes.IndexByte(b[end+1:], '"')
		if n < 0 || bytes.IndexByte(b[end+1:end+1+n], '\\') >= 0 {
			return 0, 0, 0
		}
		end += n + 2
	} else if end = run(b, end, classToken); end == eq+1 {
		return 0, 0, 0
	}
	if end < len(b) && b[end] != ',' {
		return 0, 0, 0
	}
	return start, eq, end
}

// authParams yields the parameters of a comma list: names, and values as written, nil
// for none.
func authParams(b []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(name, value []byte) bool) {
		for len(b) > 0 {
			var name, value []byte
			_, name, value, b = cutAuthParam(b)
			if len(name) > 0 && !yield(name, value) {
				return
			}
		}
	}
}

// checkAuth checks an authentication header: a scheme, and for Digest the parameters
// that RFC 3261 §25.1 has in it.
func checkAuth(m *Message, h *Header) {
	for rest := m.value(h); ; {
		var a Auth
		a, rest = cutAuth(rest)
		if len(a.Scheme) == 0 || len(a.params) == 0 {
			m.note(BadHeaderValue, m.value(h))
			return
		}
		if equalFold(a.Scheme, "digest") {
			m.checkDigest(a, h)
		}
		if len(rest) == 0 {
			return
		}
	}
}

func (m *Message) checkDigest(a Auth, h *Header) {
	var realm, nonce, response bool
	for b := a.params; len(b) > 0; {
		var whole, name, value []byte
		whole, name, value, b = cutAuthParam(b)
		if len(name) == 0 || value == nil {
			m.note(BadParameter, whole)
			continue
		}
		if len(value) > 0 && value[0] == '"' && quotedEnd(value, 0) != len(value) {
			m.note(UnterminatedQuote, value)
		}
		realm = realm || equalFold(name, "realm")
		nonce = nonce || equalFold(name, "nonce")
		response = response || equalFold(name, "response")
	}
	credentials := h.ID == HeaderAuthorization || h.ID == HeaderProxyAuthorization
	if !realm || !nonce || credentials && !response {
		m.note(BadHeaderValue, m.value(h))
	}
}
