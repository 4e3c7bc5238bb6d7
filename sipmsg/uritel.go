package sipmsg

// parseTel parses what follows "tel:" (RFC 3966 §3): a number, global with a plus sign or
// local, with visual separators, and parameters.
func (u *URI) parseTel(b []byte, m *Message) bool {
	i := 0
	if i < len(b) && b[i] == '+' {
		i++
	}
	digits := 0
	for i < len(b) && isPhoneChar(b[i]) {
		if !isVisualSeparator(b[i]) {
			digits++
		}
		i++
	}
	end := i
	for end < len(b) && b[end] != ';' && b[end] != '?' {
		end++
	}
	u.User = b[:end]
	if end > i {
		m.noteURIChars(b[i:end])
	}
	if digits == 0 {
		m.note(BadURI, u.Raw)
	}
	if end = u.parseURIParams(b, end, m); end < len(b) {
		m.noteURIChars(b[end:])
	}
	return digits > 0
}

// isPhoneChar reports whether c may stand in a local number: hexadecimal digits (for
// telephones that have them), star, hash and separators.
func isPhoneChar(c byte) bool {
	return is(c, classHex) || c == '*' || c == '#' || isVisualSeparator(c)
}

func isVisualSeparator(c byte) bool { return c == '-' || c == '.' || c == '(' || c == ')' }

// AppendDigits appends the user part of u to dst without the visual separators of a
// telephone number, so that two spellings of one number compare equal.
func (u URI) AppendDigits(dst []byte) []byte {
	for _, c := range u.User {
		if !isVisualSeparator(c) {
			dst = append(dst, c)
		}
	}
	return dst
}
