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
