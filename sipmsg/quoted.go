package sipmsg

import "bytes"

// quotedEnd returns the index after the closing quote of the quoted-string that begins
// at b[i], and -1 when it is not closed.
func quotedEnd(b []byte, i int) int {
	if quote := bytes.IndexByte(b[i+1:], '"'); quote < 0 {
		return -1
	} else if bytes.IndexByte(b[i+1:i+1+quote], '\\') < 0 {
		return i + 1 + quote + 1
	}
	for i++; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}

// unquote takes the quotes off a quoted-string; anything else is returned as it is.
// Quoted-pairs stay; see [AppendUnquoted].
func unquote(b []byte) []byte {
	if len(b) >= 2 && b[0] == '"' && b[len(b)-1] == '"' {
		return b[1 : len(b)-1]
	}
	return b
}

// AppendUnquoted appends what a quoted-string means to dst: its quotes, if it has them
// still, are taken off and each quoted-pair (backslash and octet) is resolved.
func AppendUnquoted(dst, b []byte) []byte {
	b = unquote(b)
	for {
		i := bytes.IndexByte(b, '\\')
		if i < 0 || i+1 == len(b) {
			return append(dst, b...)
		}
		dst = append(dst, b[:i]...)
		dst = append(dst, b[i+1])
		b = b[i+2:]
	}
}

// AppendUnescaped appends b to dst with each escape (%41) of a URI resolved. A percent
// sign that begins no escape is kept.
func AppendUnescaped(dst, b []byte) []byte {
	for {
		i := bytes.IndexByte(b, '%')
		if i < 0 {
			return append(dst, b...)
		}
		dst = append(dst, b[:i]...)
		if !isEscape(b[i:]) {
			dst = append(dst, '%')
			b = b[i+1:]
			continue
		}
		dst = append(dst, unhex(b[i+1])<<4|unhex(b[i+2]))
		b = b[i+3:]
	}
}

// isEscape reports whether b begins with a percent sign and two hexadecimal digits.
func isEscape(b []byte) bool {
	return len(b) >= 3 && b[0] == '%' && is(b[1], classHex) && is(b[2], classHex)
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return lower(c) - 'a' + 10
}
