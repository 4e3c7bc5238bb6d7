package sdp

// Outline is a description taken apart but not understood: what differs from call to call is here, beside the
// rest, which phones and gateways write in the same words each time.
//
// It borrows as a [Session] does.
type Outline struct {
	IP    [4]byte              // of all c= lines, never 0.0.0.0
	Ports [OutlineMedia]uint16 // of the media, in order; 0 of one that is refused or switched off

	origin []byte
	// text is the rest. What Parse makes of two descriptions with the same text differs in version, name, origin,
	// connection addresses and ports. It may hold keys.
	text  []byte
	at    int // up to where the description is read
	done  int // and up to where text has it
	media int
}

const (
	// OutlineMedia is how many media a description with an outline may have.
	OutlineMedia = 2
	// outlineLimit is how long a description with an outline may be. Those with candidates and
	// fingerprints are longer, and none is like another.
	outlineLimit = 1 << 10
)

// Origin is the o= line.
func (o *Outline) Origin() Origin { return parseOrigin(trim(o.origin)) }

// head begins to take b apart: up to the port of the first media. It reports false where b is not of the plain form
// of most: lines as RFC 8866 has them, and media, no more than two, at one IPv4 address.
func (o *Outline) head(b []byte) bool {
	*o = Outline{text: o.text[:0]}
	if len(b) > outlineLimit {
		return false
	}
	if o.usualHead(b) {
		return true
	}
	*o = Outline{text: o.text[:0]}
	return o.section(b) && o.media > 0
}

// usualHead is head where the session has the lines that every session has, and no others.
func (o *Outline) usualHead(b []byte) bool {
	const version, name, connection, timing = "v=0\r\no=", "\r\ns=", "\r\nc=", "\r\nt=0 0\r\nm="
	if !hasAt(b, 0, version) {
		return false
	}
	at := len(version) + lineEnd(b[len(version):])
	if !hasAt(b, at, name) {
		return false
	}
	o.origin = b[len(version):at:at]
	at += len(name)
	at += lineEnd(b[at:])
	if !hasAt(b, at, connection) {
		return false
	}
	o.done = at + len("\r\n")
	return o.connection(b, o.done) && hasAt(b, o.done, timing) && o.port(b, o.done+len(timing)-len("m="))
}

// hasAt reports whether s is at b[at:].
func hasAt(b []byte, at int, s string) bool {
	return len(b)-at >= len(s) && string(b[at:at+len(s)]) == s
}

// rest goes on to the end.
func (o *Outline) rest(b []byte) bool {
	for o.at < len(b) {
		o.at = nextLine(b, o.at)
		if !o.section(b) {
			return false
		}
	}
	o.keep(b, len(b), len(b))
	return o.IP != [4]byte{}
}

// section reads from the beginning of a line up to the port of the next media, or to the end.
func (o *Outline) section(b []byte) bool {
	for at := o.at; at < len(b); {
		if at+1 >= len(b) || b[at+1] != '=' {
			if b[at] != '\r' && b[at] != '\n' {
				return false
			}
			at = nextLine(b, at)
			continue
		}
		switch c := b[at]; c {
		case 'a', 't': // stay as they are
		case 'c':
			if !o.connection(b, at) {
				return false
			}
			at = o.done
		case 'm':
			return o.port(b, at)
		case 'v', 's', 'o':
			end := at + 2 + lineEnd(b[at+2:])
			if c == 'o' {
				o.origin = b[at+2 : end : end]
			}
			next := afterEnd(b, end)
			if at > o.done {
				o.keep(b, at, next)
			} else {
				o.done = next
			}
			at = next
			continue
		default:
			if c < 'a' || c > 'z' {
				return false
			}
		}
		at = nextLine(b, at)
	}
	o.at = len(b)
	return true
}

// connection takes the address out of the c= line at b[at].
func (o *Outline) connection(b []byte, at int) bool {
	ip, end := plainConnection(b, at)
	if end == 0 || o.IP != ip && o.IP != [4]byte{} {
		return false
	}
	o.IP = ip
	o.keep(b, at+2, end)
	return true
}

// port takes the port out of the m= line at b[at], and stops there.
func (o *Outline) port(b []byte, at int) bool {
	start, port, end := plainPort(b, at)
	if end == 0 || o.media == OutlineMedia {
		return false
	}
	o.Ports[o.media] = port
	o.media++
	if port > 0 {
		o.keep(b, start, end)
	}
	o.at = end
	return true
}

// keep takes what is before start into the text, and leaves out what is from there to end.
func (o *Outline) keep(b []byte, start, end int) {
	o.text = append(o.text, b[o.done:start]...)
	o.done = end
}

// plainConnection is the address of the c= line at b[at], and where it ends; 0 where it is 0.0.0.0, by which a stream
// is held, or is not what every reader takes for the same address.
func plainConnection(b []byte, at int) (ip [4]byte, end int) {
	const usual = "c=IN IP4 "
	if !hasAt(b, at, usual) {
		return ip, 0
	}
	at += len(usual)
	part, n, digits := 0, 0, 0
	for i, c := range b[at:] {
		if '0' <= c && c <= '9' {
			n = 10*n + int(c-'0')
			digits++
			continue
		}
		if digits != decimals(n) {
			return ip, 0
		}
		ip[part] = byte(n)
		switch {
		case c == '.' && part < len(ip)-1:
			part++
			n, digits = 0, 0
		case (c == '\r' || c == '\n') && part == len(ip)-1 && ip != [4]byte{}:
			return ip, at + i
		default:
			return ip, 0
		}
	}
	return ip, 0
}

// decimals is with how many digits a byte is written, -1 for more than a byte.
func decimals(n int) int {
	switch {
	case n < 10:
		return 1
	case n < 100:
		return 2
	case n < 256:
		return 3
	}
	return -1
}

// plainPort is the port of the m= line at b[at] and where it stands; end is 0 where it is none that
// Media.Port would be.
func plainPort(b []byte, at int) (start int, port uint16, end int) {
	start = at + 2
	if hasAt(b, start, "audio") { // as nearly all are
		start += len("audio")
	}
	for start < len(b) && 'a' <= b[start] && b[start] <= 'z' {
		start++
	}
	if start == at+2 || start == len(b) || b[start] != ' ' {
		return 0, 0, 0
	}
	start++
	n := uint(0)
	for i, c := range b[start:] {
		if d := c - '0'; d <= 9 {
			n = 10*n + uint(d)
			continue
		}
		if c != ' ' || i == 0 || i > 5 || n > 65535 || i > 1 && b[start] == '0' {
			break
		}
		return start, uint16(n), start + i
	}
	return 0, 0, 0
}
