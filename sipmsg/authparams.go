package sipmsg

import "iter"

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
		if _, rest = cutComma(rest); beginsAuth(rest) {
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

// authParams yields the parameters of a comma list: names, and values as written, nil
// for none.
func authParams(b []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(name, value []byte) bool) {
		for len(b) > 0 {
			var e []byte
			e, b = cutComma(b)
			i := run(e, 0, classToken)
			j := skipLWS(e, i)
			var value []byte
			if j < len(e) && e[j] == '=' {
				value = trimLWS(e[j+1:])
			}
			if i > 0 && !yield(e[:i], value) {
				return
			}
		}
	}
}

// checkAuth checks an authentication header: a scheme, and for Digest the parameters
// that RFC 3261 §25.1 has in it.
func checkAuth(m *Message, h *Header) {
	for rest := h.Value; ; {
		var a Auth
		a, rest = cutAuth(rest)
		if len(a.Scheme) == 0 || len(a.params) == 0 {
			m.note(BadHeaderValue, h.Value)
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
		var e []byte
		e, b = cutComma(b)
		i := run(e, 0, classToken)
		j := skipLWS(e, i)
		if i == 0 || j == len(e) || e[j] != '=' {
			m.note(BadParameter, e)
			continue
		}
		value := trimLWS(e[j+1:])
		if len(value) > 0 && value[0] == '"' && quotedEnd(value, 0) != len(value) {
			m.note(UnterminatedQuote, value)
		}
		name := e[:i]
		realm = realm || equalFold(name, "realm")
		nonce = nonce || equalFold(name, "nonce")
		response = response || equalFold(name, "response")
	}
	credentials := h.ID == HeaderAuthorization || h.ID == HeaderProxyAuthorization
	if !realm || !nonce || credentials && !response {
		m.note(BadHeaderValue, h.Value)
	}
}
