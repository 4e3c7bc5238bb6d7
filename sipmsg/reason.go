package sipmsg

import "iter"

// Reason is one value of a Reason header (RFC 3326): why a request was sent, as a SIP
// status or as the Q.850 cause of a telephone network.
type Reason struct {
	Protocol []byte // "SIP", "Q.850" or another token
	Cause    int    // the cause parameter; 0 where there is none
	Text     []byte // the text parameter, without its quotes; nil for none
	Params   Params
}

// Reasons yields the values of all Reason headers, in order.
func (m *Message) Reasons() iter.Seq[Reason] {
	return func(yield func(Reason) bool) {
		for v := range m.Values(HeaderReason) {
			if r, ok := parseReason(v); ok && !yield(r) {
				return
			}
		}
	}
}

func parseReason(b []byte) (r Reason, ok bool) {
	r.Protocol, r.Params, ok = tokenParams(b, nil)
	cause, _ := r.Params.Get("cause")
	n, _ := parseUint(cause, 1<<31-1)
	r.Cause = int(n)
	r.Text, _ = r.Params.Get("text")
	return r, ok
}

// tokenParams parses a token and its parameters, a form that many values have.
func tokenParams(b []byte, m *Message) (token []byte, p Params, ok bool) {
	i := run(b, 0, classToken)
	j := skipLWS(b, i)
	if i == 0 || j < len(b) && b[j] != ';' {
		m.note(BadHeaderValue, b)
		return b[:i], nil, false
	}
	p, _ = scanParams(b[j:], false, m)
	return b[:i], p, true
}

func checkReason(m *Message, h *Header) {
	for rest := m.value(h); len(rest) > 0; {
		var e []byte
		e, rest = cutComma(rest)
		_, p, _ := tokenParams(e, m)
		m.checkNumberParam(p, "cause")
	}
}
