package sipmsg

import "bytes"

// This file has the short cut for addresses, as plain.go has it for URIs and parameters.

// tagStart is how the parameters of nearly every address of a dialog begin.
const tagStart = ";tag="

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
