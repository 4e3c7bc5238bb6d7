package sipmsg

import "bytes"

// This file has the short cuts: scanners for the usual forms of URI, parameter, address
// and Via, in which nothing can be wrong. They take one look at each octet, and spare
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

// setPlain sets a to the address at b[i:], and returns where that ends, 0 if it is of another form than the usual one.
func (a *Address) setPlain(b []byte, i int) int {
	var f form
	p := f.address(b, i)
	if p.end == 0 {
		return 0
	}
	*a = Address{URI: b[p.uri:p.params], Params: Params(b[p.params:p.end])}
	if p.tag > 0 {
		a.tag = p.tag - p.params
	}
	if n := len(a.URI) - 1; a.URI[n] == '>' {
		a.URI = a.URI[:n]
	}
	if lt := p.uri - 1; lt > i {
		a.Display = unquote(trimLWS(b[i:lt]))
	}
	return p.end
}

// addressPlace says where the parts of an address are.
type addressPlace struct{ uri, params, tag, end int }

// address finds the address at b[i:] if it is of the usual form: a SIP URI in angle brackets, perhaps a name before
// it, and plain parameters, or the URI alone. It says where the URI and the parameters begin, where the tag ends, if
// they begin with that, and where they do; that is 0 for another form.
func (f *form) address(b []byte, i int) (p addressPlace) {
	if i >= len(b) {
		return p
	}
	lt, end := i, 0
	if b[i] != '<' {
		lt = plainDisplay(b, i)
	}
	if b[lt] == '<' {
		gt := f.uriEnd(b, lt+1)
		if gt == 0 || gt >= len(b) || b[gt] != '>' {
			return p
		}
		p.uri, end = lt+1, gt+1
	} else if p.uri, end = i, plainSpec(b, i); end == 0 {
		return p
	}
	p.params = end
	if value := end + len(tagStart); value < len(b) && string(b[end:value]) == tagStart {
		if last := f.tag.run(b, value, classValue); last > value { // else it is in quotes, or empty
			p.tag, end = last, last
		}
	}
	if end < len(b) && b[end] == ';' {
		end = plainParams(b, end)
	}
	p.end = end
	return p
}

// plainSpec returns where the SIP URI at b[i:] ends that stands without angle brackets, so that the parameters behind
// it are the header's, and 0 if it is of another form.
func plainSpec(b []byte, i int) int {
	host, end, _ := scanPlainSIP(b, i)
	if host == 0 {
		return 0
	}
	if end, _ = plainPort(b, end); bytes.IndexByte(b[i:end], ',') >= 0 {
		return 0
	}
	return end
}

// plainDisplay returns where the angle bracket behind the display name at b[i:] is, and i if there is none or the
// name is of another form than the usual ones.
func plainDisplay(b []byte, i int) (lt int) {
	if b[i] == '"' {
		end := until(b, i+1, classQuoteEnd)
		if end == len(b) || b[end] != '"' {
			return i
		}
		lt = end + 1
	} else {
		lt = run(b, i, classToken)
	}
	if lt > i && lt < len(b) && b[lt] == ' ' {
		lt++
	}
	if lt == len(b) || b[lt] != '<' {
		return i
	}
	return lt
}

// setPlain sets v to the Via value at b[i:] if it is of the usual form: a host by name or
// address, and plain parameters.
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
	v.Host = b[host:hostEnd]
	if hostEnd == host {
		if hostEnd = plainIPv6(b, host); hostEnd == host {
			return 0
		}
		v.Host = b[host+1 : hostEnd-1]
	}
	params, port := plainPort(b, hostEnd)
	if params == 0 {
		return 0
	}
	v.Transport, v.Port, v.branch, v.branchEnd, v.cookie = b[i:space], port, 0, 0, false
	end, branch := params, params
	if value := params + len(branchStart); value >= len(b) || string(b[params:value]) != branchStart {
		branch = v.skipReply(b, params)
	}
	if value := branch + len(branchStart); value < len(b) && string(b[branch:value]) == branchStart {
		start := value
		if cookie := value + len(branchCookie); cookie < len(b) && string(b[value:cookie]) == branchCookie {
			start = cookie
		}
		if last := f.tag.run(b, start, classValue); last > start {
			v.branch, v.branchEnd, end = value-params, last-params, last
			v.cookie = start > value
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
	if v.branchEnd == 0 {
		v.findBranch()
	}
	return end
}

// findBranch notes where the branch is that stands behind other parameters.
func (v *Via) findBranch() {
	if branch := v.Params.value("branch"); len(branch) > 0 {
		v.branch = cap(v.Params) - cap(branch)
		v.branchEnd = v.branch + len(branch)
		v.cookie = len(branch) > len(branchCookie) && string(branch[:len(branchCookie)]) == branchCookie
	}
}

// skipReply returns where the parameters at b[i:] end with which nearly every response tells where its
// request came from: rport, and then received. Where something else is there, that is for who reads on.
func (v *Via) skipReply(b []byte, i int) int {
	const rport, received = ";rport", ";received="
	end := i + len(rport)
	if end >= len(b) || string(b[i:end]) != rport {
		return i
	}
	switch b[end] {
	case '\r':
		return end
	case '=':
		end = run(b, end+1, classDigit)
	}
	if end == len(b) || is(b[end], classValue) || b[end] == '=' || b[end-1] == '=' {
		return i
	}
	host := end + len(received)
	if host >= len(b) || string(b[end:host]) != received {
		return end
	}
	stop := host + len(v.Host)
	if stop >= len(b) || string(b[host:stop]) != string(v.Host) || is(b[stop], classValue) {
		stop = run(b, host, classHost)
	}
	if stop == host || stop == len(b) || is(b[stop], classValue) || b[stop] == '"' {
		return end
	}
	return stop
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
