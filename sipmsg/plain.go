package sipmsg

// This file has the short cuts: scanners for the usual forms of URI, parameter, address
// and Via, in which nothing can be wrong. They take one look at each octet, and spare
// nearly all values of a message the full parsers, which know what to remark upon.
//
// Each returns where it stops, and its caller looks whether the value may end there.
// What takes a closer look makes them return 0.

// scanPlainSIP scans the SIP URI at b[i:]: where its host begins, just behind the scheme if there is
// no user, where the host ends, and where the URI does.
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
		return 0, 0, 0
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

// plainPort scans the colon and the port of at most four digits at b[i:], if they are there.
func plainPort(b []byte, i int) (end, port int) {
	if i == len(b) || b[i] != ':' {
		return i, 0
	}
	digits := i + 1
	for i = digits; i < len(b) && b[i]-'0' < 10; i++ {
		port = port*10 + int(b[i]-'0')
		if i == digits+4 {
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

// setPlain sets a to the address at b[i:] if it is of the usual form: a SIP URI in angle
// brackets, perhaps a name before it, and plain parameters.
func (a *Address) setPlain(b []byte, i int, f *form) int {
	if i == len(b) {
		return 0
	}
	lt := i
	a.Display = nil
	if b[i] != '<' {
		if lt = a.setPlainDisplay(b, i); lt == 0 {
			return 0
		}
	}
	gt := f.uriEnd(b, lt+1)
	if gt == 0 || gt == len(b) || b[gt] != '>' {
		return 0
	}
	a.URI, a.tag = b[lt+1:gt], 0
	params := gt + 1
	end := params
	if value := params + len(tagStart); value < len(b) && string(b[params:value]) == tagStart {
		if end = f.tag.run(b, value, classValue); end == value {
			end = params // its value is in quotes, or it has none
		} else {
			a.tag = end - params
		}
	}
	if end < len(b) && b[end] == ';' {
		if end = plainParams(b, end); end == 0 {
			return 0
		}
	}
	a.Params = Params(b[params:end])
	return end
}

// setPlainDisplay sets a's display name to that at b[i:], and returns where the angle bracket behind it
// is, or 0 if there is none or the name is of another form.
func (a *Address) setPlainDisplay(b []byte, i int) (lt int) {
	name, end := i, i
	if b[i] == '"' {
		name = i + 1
		if end = until(b, name, classQuoteEnd); end == len(b) || b[end] != '"' {
			return 0
		}
		lt = end + 1
	} else {
		end = run(b, i, classToken)
		lt = end
	}
	if lt > i && lt < len(b) && b[lt] == ' ' {
		lt++
	}
	if lt == i || lt == len(b) || b[lt] != '<' {
		return 0
	}
	a.Display = b[name:end]
	return lt
}

// setPlain sets v to the Via value at b[i:] if it is of the usual form: a host by name or
// IPv4 address, and plain parameters.
func (v *Via) setPlain(b []byte, i int, f *form) int {
	const protocol = "SIP/2.0/"
	if len(b) < i+len(protocol) || string(b[i:i+len(protocol)]) != protocol {
		return 0
	}
	i += len(protocol)
	space := i + len("UDP")
	if space >= len(b) || string(b[i:space+1]) != "UDP " {
		space = run(b, i, classToken)
	}
	if space == i || space == len(b) || b[space] != ' ' {
		return 0
	}
	host := space + 1
	hostEnd := f.host.run(b, host, classHost)
	params, port := plainPort(b, hostEnd)
	if hostEnd == host || params == 0 {
		return 0
	}
	v.Transport, v.Host, v.Port, v.branch = b[i:space], b[host:hostEnd], port, 0
	end := params
	if value := params + len(branchStart); value < len(b) && string(b[params:value]) == branchStart {
		if end = f.tag.run(b, value, classValue); end == value {
			end = params
		} else {
			v.branch = end - params
		}
	}
	if end < len(b) && b[end] == ';' {
		if end = v.skipReply(b, end); b[end] == ';' {
			if end = plainParams(b, end); end == 0 {
				return 0
			}
		}
	}
	v.Params = Params(b[params:end])
	return end
}

// skipReply returns where the parameters at b[i:] end with which nearly every response tells where its
// request came from: rport, and then received if that is the host of v. Where something else is there,
// that is for who reads on.
func (v *Via) skipReply(b []byte, i int) int {
	const rport, received = ";rport", ";received="
	end := i + len(rport)
	if end >= len(b) || string(b[i:end]) != rport {
		return i
	}
	if b[end] == '=' {
		end = run(b, end+1, classDigit)
	}
	if end == len(b) || is(b[end], classValue) || b[end] == '=' || b[end-1] == '=' {
		return i
	}
	host := end + len(received)
	stop := host + len(v.Host)
	if stop < len(b) && string(b[end:host]) == received && string(b[host:stop]) == string(v.Host) && !is(b[stop], classValue) {
		return stop
	}
	return end
}

// How the parameters of nearly every address of a dialog, and of every Via, begin.
const (
	tagStart    = ";tag="
	branchStart = ";branch="
)

// isPlainSIP reports whether b is a SIP URI of the usual form.
func isPlainSIP(b []byte) bool {
	_, _, end := scanPlainSIP(b, 0)
	return end > 0 && end == len(b)
}

// endsElement reports whether a value of a header, or of a list, may end at b[i:].
func endsElement(b []byte, i int, list bool) bool {
	return i == len(b) || list && b[i] == ','
}
