package sipmsg

// form is what an address, a Via or a Call-ID was when that header was read before, which serves to
// guess what this one is: where a guess holds, nothing need be looked for, and what is known to be right
// is compared rather than read. Where it does not, all is read, and makes the next guess.
type form struct {
	shapes          [2]uriShape
	next            uint8 // which shape makes room: not the one that fitted last
	word, host, tag runLength
}

// uriShape is the form of a SIP URI: how long its user is, and what follows that, from the at sign to the
// octet behind the URI, which many users have in common.
type uriShape struct {
	user, length uint8 // of the text; 0 for none
	text         [38]byte
}

// uriEnd returns where the SIP URI at b[i:] ends, 0 if it is not of the usual form.
func (f *form) uriEnd(b []byte, i int) int {
	const scheme = "sip:"
	user := i + len(scheme)
	if len(b) <= user || string(b[i:user]) != scheme {
		return 0
	}
	rest, k := b[user:], uint8(0)
	if at := int(f.shapes[0].user); at >= len(rest) || rest[at] != '@' {
		k = 1
	}
	s := &f.shapes[k]
	if at, end := int(s.user), int(s.user)+int(s.length); at < end && end < len(rest) && string(rest[at:end]) == string(s.text[:s.length]) && allOf(rest[:at], classPlainUser) {
		f.next = 1 - k
		return user + end - 1
	}
	host, _, end := scanPlainSIP(b, i)
	// The octet behind it is none that a URI could go on with.
	if at := host - 1; host > user && at-user < 1<<8 && end < len(b) && (b[end] == '>' || b[end] == ' ') && end-at < len(uriShape{}.text) {
		s = &f.shapes[f.next]
		s.user, s.length = uint8(at-user), uint8(copy(s.text[:], b[at:end+1]))
	}
	return end
}

// runLength is how long a run of octets was the last time, in the same place of another message: tags,
// branches and hosts of one maker tend to be equally long.
type runLength uint8

// run is the function run, with a guess at where it ends.
func (n *runLength) run(b []byte, i int, bits uint32) int {
	if end := i + int(*n); i < end && end < len(b) && class[b[end]]&bits == 0 && allOf(b[i:end], bits) {
		return end
	}
	end := run(b, i, bits)
	if end-i < 1<<8 {
		*n = runLength(end - i)
	}
	return end
}

// allOf reports whether all octets of b are in the class. It looks at eight or four at a time, at
// some twice where their number is another.
func allOf(b []byte, class uint32) bool {
	switch n := len(b); {
	case n < 4:
		return run(b, 0, class) == n
	case n < 8:
		return class&classOf4(b)&classOf4(b[n-4:]) != 0
	case n <= 16:
		return class&classOf8(b)&classOf8(b[n-8:]) != 0
	case n <= 24:
		return class&classOf8(b)&classOf8(b[8:])&classOf8(b[n-8:]) != 0
	}
	return class&classOf8(b) != 0 && allOf(b[8:], class)
}

// classOf4 returns the classes that the first four octets have in common, and classOf8 those of eight.
func classOf4(b []byte) uint32 {
	s := b[:4]
	return class[s[0]] & class[s[1]] & class[s[2]] & class[s[3]]
}

func classOf8(b []byte) uint32 {
	s := b[:8]
	return class[s[0]] & class[s[1]] & class[s[2]] & class[s[3]] & class[s[4]] & class[s[5]] & class[s[6]] & class[s[7]]
}
