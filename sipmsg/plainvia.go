package sipmsg

// This file has the short cut for Via, as plain.go has it for URIs and parameters.

// branchStart is how the parameters of nearly every Via begin.
const branchStart = ";branch="

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
