package sipmsg

// Q returns the q parameter of a Contact in thousandths, 1000 where it has none: which
// of several contacts is preferred (RFC 3261 §20.10). It reports false for a value that
// is not a number from 0 to 1 with at most three decimals.
func (a Address) Q() (int, bool) {
	b, ok := a.Params.Get("q")
	if !ok {
		return 1000, true
	}
	return parseQ(b)
}

func parseQ(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 5 || b[0] != '0' && b[0] != '1' || len(b) > 1 && b[1] != '.' {
		return 0, false
	}
	q := int(b[0]-'0') * 1000
	for i, unit := 2, 100; i < len(b); i, unit = i+1, unit/10 {
		if !is(b[i], classDigit) {
			return 0, false
		}
		q += int(b[i]-'0') * unit
	}
	return q, q <= 1000
}

// checkContact checks a Contact header: "*" or a list of addresses, and the parameters
// that say how much and for how long each is wanted.
func checkContact(m *Message, h *Header) {
	rest := m.value(h)
	if len(rest) == 0 {
		m.note(BadAddress, rest)
	}
	var a Address
	for len(rest) > 0 {
		rest, _ = a.parse(rest, true, m)
		if a.IsWildcard() {
			m.checkWildcard(h)
		}
		if len(a.Params) > 0 {
			m.checkNumberParam(a.Params, "expires")
			if _, ok := a.Q(); !ok {
				m.note(BadParameter, a.Params)
			}
		}
		rest = m.nextElement(rest)
	}
}

// checkWildcard checks that a Contact of "*" stands alone, in a REGISTER that removes
// all bindings (RFC 3261 §10.2.2).
func (m *Message) checkWildcard(h *Header) {
	expires, ok := m.Expires()
	if len(m.value(h)) != 1 || m.Method != REGISTER || !ok || expires != 0 {
		m.note(BadWildcard, m.value(h))
	}
}
