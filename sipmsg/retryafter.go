package sipmsg

// RetryAfter is the value of a Retry-After header (RFC 3261 §20.33).
type RetryAfter struct {
	Seconds  uint32 // until a new try may succeed
	Duration uint32 // for how many seconds it then may; 0 where it does not say
	Comment  []byte // without its parentheses; nil for none
}

// RetryAfter returns the Retry-After header's value, and false when there is none and
// when its number is none or too large.
func (m *Message) RetryAfter() (RetryAfter, bool) {
	return parseRetryAfter(m.Get(HeaderRetryAfter), nil)
}

// parseRetryAfter parses: 18000;duration=3600 (in a meeting).
func parseRetryAfter(b []byte, m *Message) (r RetryAfter, ok bool) {
	i := run(b, 0, classDigit)
	n, ok := m.noteNumber(b[:i], maxSeconds)
	r.Seconds = uint32(n)
	i = skipLWS(b, i)
	if i < len(b) && b[i] == '(' {
		end := commentEnd(b, i)
		if end < 0 {
			m.note(BadHeaderValue, b[i:])
			return r, ok
		}
		r.Comment = b[i+1 : end-1]
		i = skipLWS(b, end)
	}
	if i < len(b) && b[i] != ';' {
		m.note(BadHeaderValue, b[i:])
		return r, ok
	}
	p, _ := scanParams(b[i:], false, m)
	r.Duration = uint32(m.checkNumberParam(p, "duration"))
	return r, ok
}

// commentEnd returns the index after the comment that begins at b[i], which may hold
// comments itself, and -1 when it is not closed.
func commentEnd(b []byte, i int) int {
	depth := 0
	for ; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

func checkRetryAfter(m *Message, h *Header) { parseRetryAfter(m.value(h), m) }
