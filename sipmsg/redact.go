package sipmsg

// redacted stands for a value that must not be printed.
const redacted = "[hidden]"

// AppendRedacted appends the value of one of m's headers to dst as AppendUnfolded does, with what
// would help to guess a password replaced: digest responses, and credentials of any
// other scheme as a whole.
func (m *Message) AppendRedacted(dst []byte, h Header) []byte {
	value := m.value(&h)
	switch h.ID {
	case HeaderAuthorization, HeaderProxyAuthorization:
	case HeaderAuthenticationInfo:
		return appendHidden(dst, value, value)
	default:
		return appendUnfolded(dst, value)
	}
	a, _ := cutAuth(value)
	if equalFold(a.Scheme, "digest") {
		return appendHidden(dst, value, a.params)
	}
	dst = append(dst, a.Scheme...)
	return append(append(dst, ' '), redacted...)
}

// appendHidden appends value, of which the comma list params is the end, with the values
// of its secret parameters replaced.
func appendHidden(dst, value, params []byte) []byte {
	done := 0
	for b := params; len(b) > 0; {
		var e []byte
		e, b = cutComma(b)
		i := run(e, 0, classToken)
		if i == 0 || !isSecret(e[:i]) {
			continue
		}
		start := cap(value) - cap(e)
		dst = appendUnfolded(dst, value[done:start+i])
		dst = append(append(dst, '='), redacted...)
		done = start + len(e)
	}
	return appendUnfolded(dst, value[done:])
}
