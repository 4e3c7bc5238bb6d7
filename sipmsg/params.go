package sipmsg

import "iter"

// Params are the parameters of a URI, an address or a header value, as written: from the
// first semicolon to the end of the last value. They are parsed anew by each look-up,
// which for the few that a value has is cheaper than keeping them.
type Params []byte

// All yields the parameters in order: name and value, the latter without its quotes but
// with its quoted-pairs, and nil for a parameter without one. Empty parameters, which
// stray semicolons make, are left out.
func (p Params) All() iter.Seq2[[]byte, []byte] {
	return func(yield func(name, value []byte) bool) {
		for i := 0; i < len(p); {
			var q param
			q, i = nextParam(p, i, false)
			if len(q.name) > 0 && !yield(q.name, unquote(q.value)) {
				return
			}
		}
	}
}

// Get returns the value of the first parameter of that name, in any case, and whether
// there is one. A parameter without a value has nil.
func (p Params) Get(name string) ([]byte, bool) {
	// What is asked for is most often the first, as the tag of an address.
	if n := len(name) + 1; n < len(p) && p[n] == '=' && sameName(p[1:n], name) && run(p, 1, classToken) == n {
		if i := run(p, n+1, classValue); i > n+1 && (i == len(p) || p[i] == ';') {
			return p[n+1 : i], true
		}
	}
	for i := 0; i < len(p); {
		var q param
		q, i = nextParam(p, i, false)
		if len(q.name) == len(name) && sameName(q.name, name) {
			return unquote(q.value), true
		}
	}
	return nil, false
}

// value is Get where it does not matter why there is no value.
func (p Params) value(name string) []byte {
	b, _ := p.Get(name)
	return b
}

// Has reports whether there is a parameter of that name, in any case.
func (p Params) Has(name string) bool {
	_, ok := p.Get(name)
	return ok
}

type param struct {
	name, value []byte // value with its quotes, nil for none
	bad         []byte // what follows the value and does not belong there
	open        bool   // the value is a quoted-string that is not closed
}

// nextParam parses the parameter that begins at p[i], which is its semicolon or, where a
// grammar has the first parameter without one, its name. It returns the index of what
// ends it: the next semicolon, in a list the comma before the next element, or the end.
func nextParam(p []byte, i int, list bool) (q param, next int) {
	if p[i] == ';' {
		i++
	}
	i = skipLWS(p, i)
	j := run(p, i, classToken)
	q.name = p[i:j]
	j = skipLWS(p, j)
	if j < len(p) && p[j] == '=' {
		j = skipLWS(p, j+1)
		var k int
		if j < len(p) && p[j] == '"' {
			if k = quotedEnd(p, j); k < 0 {
				k, q.open = len(p), true
			}
		} else {
			k = run(p, j, classValue)
		}
		q.value = p[j:k]
		j = skipLWS(p, k)
	}
	// What is neither token nor value is taken in up to the separator, so that odd
	// characters do not split a value.
	k := j
	for k < len(p) && p[k] != ';' && !(list && p[k] == ',') {
		if p[k] == '"' {
			if end := quotedEnd(p, k); end > 0 {
				k = end
				continue
			}
			k = len(p)
			break
		}
		k++
	}
	if k > j {
		q.bad = p[j:k]
		if q.value != nil {
			start := cap(p) - cap(q.value)
			q.value = trimLWS(p[start:k])
		} else if len(q.name) == 0 {
			q.name = trimLWS(q.bad)
		}
	}
	return q, k
}

// scanParams finds the parameters at the start of b, which is at a semicolon or at the
// end, and notes what is wrong with them. rest begins with the comma that ends the
// element of a list, or is empty.
func scanParams(b []byte, list bool, m *Message) (p Params, rest []byte) {
	if end := plainParams(b, 0); end > 0 && endsElement(b, end, list) {
		return Params(b[:end]), b[end:]
	}
	i := 0
	for i < len(b) && b[i] == ';' {
		start := i
		var q param
		q, i = nextParam(b, i, list)
		switch {
		case m == nil:
		case q.open:
			m.note(UnterminatedQuote, q.value)
		case len(q.bad) > 0:
			m.note(BadParameter, b[start:i])
		case len(q.name) == 0 && q.value == nil:
			m.note(EmptyParameter, b[start:i])
		case len(q.name) == 0 || q.value != nil && len(q.value) == 0:
			m.note(BadParameter, b[start:i])
		}
	}
	return Params(b[:i]), b[i:]
}
