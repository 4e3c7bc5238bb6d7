package sipmsg

// This file has the short cuts: scanners for the usual forms of URI and parameter, and with plainaddress.go and
// plainvia.go of address and Via, in which nothing can be wrong. They take one look at each octet, and spare
// nearly all values of a message the full parsers, which know what to remark upon.
//
// Each returns where it stops, and its caller looks whether the value may end there.
// What takes a closer look makes them return 0.

// scanPlainSIP scans the SIP URI at b[i:]: where its host begins, just behind the scheme if there is
// no user, where the host ends, with its brackets if it has them, and where the URI does.
func scanPlainSIP(b []byte, i int) (host, hostEnd, end int) {
	const scheme = "sip:"
	host = i + len(scheme)
	if len(b) <= host || string(b[i:host]) != scheme {
		return 0, 0, 0
	}
	if at := run(b, host, classPlainUser); at < len(b) && b[at] == '@' {
		if at == host {
			return 0, 0, 0
		}
		host = at + 1
	}
	if hostEnd = run(b, host, classHost); hostEnd == host {
		if hostEnd = plainIPv6(b, host); hostEnd == host {
			return 0, 0, 0
		}
	}
	if end, _ = plainPort(b, hostEnd); end == 0 {
		return 0, 0, 0
	}
	for end < len(b) && b[end] == ';' {
		name := end + 1
		if end = run(b, name, classPlainParam); end == name {
			return 0, 0, 0
		}
		if end < len(b) && b[end] == '=' {
			end = run(b, end+1, classPlainParam)
		}
	}
	return host, hostEnd, end
}

// plainIPv6 returns where the IPv6 reference at b[i:] ends, behind its bracket, and i if there is none.
func plainIPv6(b []byte, i int) int {
	if i >= len(b) || b[i] != '[' {
		return i
	}
	end := run(b, i+1, classIPv6)
	if end == len(b) || b[end] != ']' || !isIPv6(b[i+1:end]) {
		return i
	}
	return end + 1
}

// plainPort scans the colon and the port at b[i:], if they are there.
func plainPort(b []byte, i int) (end, port int) {
	if i == len(b) || b[i] != ':' {
		return i, 0
	}
	digits := i + 1
	const usual = ":5060"
	if end := i + len(usual); end < len(b) && string(b[i:end]) == usual && b[end]-'0' > 9 {
		return end, 5060
	}
	for i = digits; i < len(b) && b[i]-'0' < 10; i++ {
		if port = port*10 + int(b[i]-'0'); port > 65535 {
			return 0, 0
		}
	}
	if i == digits {
		return 0, 0
	}
	return i, port
}

// plainParams scans parameters at b[i:], if there are any: names, and values that are
// tokens or quoted strings without quoted-pairs, with no white space between them.
func plainParams(b []byte, i int) int {
	for i < len(b) && b[i] == ';' {
		name := i + 1
		if i = run(b, name, classToken); i == name {
			return 0
		}
		if i == len(b) || b[i] != '=' {
			continue
		}
		value := i + 1
		if i = run(b, value, classValue); i > value {
			continue
		}
		if i == len(b) || b[i] != '"' {
			return 0
		}
		if i = until(b, value+1, classQuoteEnd); i == len(b) || b[i] != '"' {
			return 0
		}
		i++
	}
	return i
}

// setPlain sets u to the URI that b is, if it is a SIP URI of the usual form.
func (u *URI) setPlain(b []byte) bool {
	host, hostEnd, end := scanPlainSIP(b, 0)
	if end == 0 || end < len(b) {
		return false
	}
	const user = len("sip:")
	u.Raw, u.Scheme, u.Host = b, b[:user-1], b[host:hostEnd]
	if u.Host[0] == '[' {
		u.Host = u.Host[1 : len(u.Host)-1]
	}
	if host > user {
		u.User = b[user : host-1]
	}
	portEnd, port := plainPort(b, hostEnd)
	u.Port = port
	if end > portEnd {
		u.Params = Params(b[portEnd:end])
	}
	return true
}

// isPlainSIP reports whether b is a SIP URI of the usual form.
func isPlainSIP(b []byte) bool {
	_, _, end := scanPlainSIP(b, 0)
	return end > 0 && end == len(b)
}

// endsElement reports whether a value of a header, or of a list, may end at b[i:].
func endsElement(b []byte, i int, list bool) bool {
	return i == len(b) || list && b[i] == ','
}
