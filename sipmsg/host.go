package sipmsg

import "bytes"

// scanHost scans a host at b[i:]: a name, an IPv4 address, or an IPv6 reference, which
// it returns without its brackets. Names with an underscore are let pass: the grammar
// has none, but real ones do.
func scanHost(b []byte, i int, m *Message) (host []byte, next int) {
	if i < len(b) && b[i] == '[' {
		j := run(b, i+1, classIPv6)
		if j == len(b) || b[j] != ']' {
			m.note(BadHost, b[i:])
			return b[i+1 : i+1], j
		}
		if m != nil && !isIPv6(b[i+1:j]) {
			m.note(BadHost, b[i:j+1])
		}
		return b[i+1 : j], j + 1
	}
	j := i
	for j < len(b) && (is(b[j], classHost) || b[j] == '_') {
		j++
	}
	if j < len(b) && b[j] == ':' {
		if end := bareIPv6End(b, i, j); end > 0 {
			m.note(BadHost, b[i:end])
			return b[i:end], end
		}
	}
	return b[i:j], j
}

// bareIPv6End returns the end of an IPv6 address without its brackets at b[i:], of which
// b[colon] is the first colon, and 0 when what stands there is none. A ninth group
// can only be a port.
func bareIPv6End(b []byte, i, colon int) int {
	if i := run(b, colon+1, classDigit); i == len(b) || !is(b[i], classIPv6) {
		return 0 // a port, which is the usual case
	}
	end := run(b, colon, classIPv6)
	address := b[i:end]
	colons := bytes.Count(address, []byte(":"))
	if colons < 2 || run(address, 0, classIPv6) < len(address) {
		return 0
	}
	if colons == 8 && !bytes.Contains(address, []byte("::")) {
		return i + bytes.LastIndexByte(address, ':')
	}
	return end
}

// isIPv6 reports whether b is an IPv6 address. It lets three colons before an IPv4
// address pass, which the grammar of RFC 3261 allows by mistake and a receiver has to
// tolerate (RFC 5118 §4.10).
func isIPv6(b []byte) bool {
	groups, compressed := 0, false
	for i := 0; i < len(b); {
		if b[i] == ':' {
			switch {
			case i+1 < len(b) && b[i+1] == ':' && !compressed:
				compressed = true
				if i += 2; i < len(b) && b[i] == ':' && isIPv4(b[i+1:]) {
					i++
				}
				continue
			case i == 0 || i+1 == len(b) || b[i-1] == ':':
				return false
			}
			i++
		}
		if bytes.IndexByte(b[i:], '.') >= 0 && bytes.IndexByte(b[i:], ':') < 0 {
			groups += 2
			return isIPv4(b[i:]) && (groups == 8 || compressed && groups < 8)
		}
		j := run(b, i, classHex)
		if j == i || j > i+4 || j < len(b) && b[j] != ':' {
			return false
		}
		groups++
		i = j
	}
	return groups == 8 || compressed && groups < 8
}

// isIPv4 reports whether b is an IPv4 address.
func isIPv4(b []byte) bool {
	parts := 0
	for i := 0; ; i++ {
		j := run(b, i, classDigit)
		if _, ok := parseUint(b[i:j], 255); !ok || j > i+3 {
			return false
		}
		parts++
		if i = j; i == len(b) {
			return parts == 4
		}
		if b[i] != '.' {
			return false
		}
	}
}
