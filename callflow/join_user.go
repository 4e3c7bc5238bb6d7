package callflow

import (
	"hash/maphash"
	"strings"
)

// userOf is the user part of a SIP URI, or the number of a tel URI, without parameters and
// password; "" where there is none.
func userOf[T string | []byte](uri T) (none T) {
	start := 0 // of what follows the scheme
	for start < len(uri) && uri[start] != ':' {
		start++
	}
	if start == len(uri) {
		return none
	}
	start++
	end := 0 // of the user part as far as it counts
	for i := start; i < len(uri); i++ {
		switch uri[i] {
		case '@':
			if end == 0 {
				end = i
			}
			return uri[start:end]
		case ';', ':':
			if end == 0 {
				end = i
			}
		}
	}
	if !strings.EqualFold(string(uri[:start]), "tel:") {
		return none
	}
	if end == 0 {
		end = len(uri)
	}
	return uri[start:end]
}

// nameless tells whether a user part is nobody's name: what stands in From where the caller is
// not to be known.
func nameless[T string | []byte](user T) bool {
	if len(user) > len("unavailable") || len(user) > 0 && (user[0] < 'A' || user[0] > 'z') {
		return false // a number, as most are
	}
	for _, word := range [...]string{"", "anonymous", "unavailable", "unknown", "restricted", "private"} {
		if strings.EqualFold(string(user), word) {
			return true
		}
	}
	return false
}

const (
	// numberMin is from how many digits on a number can be told by its end, whatever stands
	// before it: less may be an extension.
	numberMin = 7
	// prefixMax is how much may stand before it: an access code, carrier code and country code.
	prefixMax = 8
	numberMax = 32
)

// digits are those of a telephone number.
type digits struct {
	list [numberMax]byte
	n    int
}

func (d *digits) text() string { return string(d.list[:d.n]) }

// digitsOf reads a user part as a telephone number: digits with a + before and separators
// (RFC 3966 §5.1.1) between them. It reports false for anything else.
func digitsOf(user string) (d digits, ok bool) {
	for i := range len(user) {
		switch c := user[i]; {
		case c >= '0' && c <= '9':
			if d.n == numberMax {
				return d, false
			}
			d.list[d.n] = c
			d.n++
		case separates(c, i):
		default:
			return d, false
		}
	}
	return d, d.n > 0
}

// separates tells whether an octet may stand at i in a telephone number beside its digits.
func separates(c byte, i int) bool {
	return c == '+' && i == 0 || c == '-' || c == '.' || c == '(' || c == ')'
}

// isLongNumber tells whether a user part is a telephone number that is no extension.
func isLongNumber(user string) bool {
	d, ok := digitsOf(user)
	return ok && d.n >= numberMin
}

// sameUser tells whether two user parts are the same party. Telephone numbers are the same too
// where one is the end of the other: B2BUAs add and take away +, 00, a trunk 0 and other
// prefixes. An extension is only the same as itself.
func sameUser(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	if a == b {
		return true
	}
	x, okX := digitsOf(a)
	y, okY := digitsOf(b)
	if !okX || !okY {
		return false
	}
	long, short := x.text(), y.text()
	if long == short {
		return true
	}
	if len(long) < len(short) {
		long, short = short, long
	}
	short = strings.TrimLeft(short, "0")
	return len(short) >= numberMin && strings.HasSuffix(long, short) && len(long)-len(short) <= prefixMax
}

// userKey is a key that user parts have in common which are the same by sameUser; 0 for none.
func userKey(user string) uint64 {
	if user == "" {
		return 0
	}
	n, last := 0, uint64(0) // the digits of a number, and the last of them, one a byte
	for i := 0; i < len(user); i++ {
		switch c := user[i]; {
		case c-'0' < 10:
			n++
			last = last<<8 | uint64(c)
		case separates(c, i):
		default:
			return maphash.String(joinSeed, user)
		}
	}
	if n == 0 || n > numberMax {
		return maphash.String(joinSeed, user)
	}
	return joinHash.of(last&(1<<(8*numberMin)-1), 0)
}
