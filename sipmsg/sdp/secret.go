package sdp

// publicPart tells how much of a line's value may be shown, and whether the rest is key
// material: SDES keys (RFC 4568), MIKEY (RFC 4567), the password of ICE (RFC 8839), and
// the k= line of old (RFC 4566 §5.12). A capture is passed around more freely than the
// keys of the calls in it should be.
func publicPart(typ byte, value []byte) (n int, secret bool) {
	n = len(value)
	switch typ {
	case 'k':
		method, _ := cut(value, ':')
		n, secret = min(len(method)+1, n), true
	case 'a':
		n, secret = publicAttribute(value)
	}
	// However broken the line is: what SDES writes before a key is not followed.
	if i := indexFold(value[:n], "inline:"); i >= 0 {
		return i, true
	}
	return n, secret
}

func publicAttribute(value []byte) (n int, secret bool) {
	end := 0
	for end < len(value) && value[end] != ':' && !isSpace(value[end]) {
		end++
	}
	name, args := value[:end], value[end:]
	for len(args) > 0 && isSpace(args[0]) {
		args = args[1:]
	}
	if len(args) > 0 && args[0] == ':' {
		args = args[1:]
	}
	switch {
	case equalFold(name, "crypto"):
		_, args = field(args) // the tag
		_, args = field(args) // the suite
	case equalFold(name, "key-mgmt"):
		_, args = field(args) // the protocol
	case equalFold(name, "ice-pwd"):
	default:
		return len(value), false
	}
	return len(value) - len(args), true
}

// indexFold returns where s, in any case, first stands in b, and -1 when it does not.
func indexFold(b []byte, s string) int {
	for i := 0; i+len(s) <= len(b); i++ {
		if equalFold(b[i:i+len(s)], s) {
			return i
		}
	}
	return -1
}

// secret reports whether a line of the description holds key material.
func (s *Session) secret() bool {
	for l := range s.Lines() {
		if l.Secret {
			return true
		}
	}
	return false
}
