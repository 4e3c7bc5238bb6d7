package sipmsg

// Octet classes of the grammar (RFC 3261 §25.1), one bit each, so that a scanner
// decides with one table look-up per octet.
const (
	classToken       uint32 = 1 << iota // token
	classDigit                          // DIGIT
	classHex                            // HEXDIG, either case
	classAlpha                          // ALPHA
	classLWS                            // SP, HTAB and the CR and LF of a fold
	classUser                           // user part of a SIP URI, "%" of an escape included
	classPassword                       // password of a SIP URI, likewise
	classURIParam                       // parameter of a SIP URI, likewise
	classURIHead                        // headers of a SIP URI with "=" and "&", likewise
	classHost                           // hostname and IPv4address
	classIPv6                           // inside the brackets of an IPv6reference
	classValue                          // unquoted value of a generic parameter: token or host
	classWord                           // word, what a Call-ID is made of
	classScheme                         // scheme of a URI after its first letter
	classURIC                           // any octet that a URI may hold
	classQuoteEnd                       // what a quoted string without quoted-pairs, of ASCII, cannot hold
	classNameEnd                        // what ends a display name without quotes: < ;
	classListNameEnd                    // the same in a list: < ; ,
	classTextMark                       // what a list scanner has to stop at
	classPlainUser                      // user part of a SIP URI without "%", ";" and "?"
	classPlainParam                     // parameter of a SIP URI without "%"
)

const (
	digits     = "0123456789"
	letters    = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	alphanum   = digits + letters
	mark       = "-_.!~*'()"
	unreserved = alphanum + mark
)

// class gives the classes of each octet.
var class = func() (t [256]uint32) {
	add := func(bit uint32, octets string) {
		for i := range len(octets) {
			t[octets[i]] |= bit
		}
	}
	add(classToken, alphanum+"-.!%*_+`'~")
	add(classDigit, digits)
	add(classHex, digits+"abcdefABCDEF")
	add(classAlpha, letters)
	add(classLWS, " \t\r\n")
	add(classUser, unreserved+"%&=+$,;?/")
	add(classPassword, unreserved+"%&=+$,")
	add(classURIParam, unreserved+"%[]/:&+$")
	add(classURIHead, unreserved+"%[]/?:+$=&")
	add(classHost, alphanum+"-.")
	add(classIPv6, digits+"abcdefABCDEF:.")
	add(classValue, alphanum+"-.!%*_+`'~[]:")
	add(classWord, alphanum+"-.!%*_+`'~()<>:\\\"/[]?{}")
	add(classScheme, alphanum+"+-.")
	add(classURIC, unreserved+"%;/?:@&=+$,[]#")
	add(classPlainUser, unreserved+"&=+$,/")
	add(classPlainParam, unreserved+"[]/:&+$")
	add(classQuoteEnd, "\"\\\x7f")
	for c := range t {
		if c < 0x20 || c > 0x7f {
			t[c] |= classQuoteEnd
		}
	}
	add(classNameEnd, "<;")
	add(classListNameEnd, "<;,")
	add(classTextMark, ",;\"<>()")
	return t
}()

func is(c byte, bits uint32) bool { return class[c]&bits != 0 }

// run returns the index of the first octet of b, from i on, that is not in bits.
func run(b []byte, i int, bits uint32) int {
	for i+4 <= len(b) {
		// Four at a time: they do not wait for each other.
		s := b[i : i+4 : i+4]
		if class[s[0]]&class[s[1]]&class[s[2]]&class[s[3]]&bits == 0 {
			break
		}
		i += 4
	}
	for i < len(b) && class[b[i]]&bits != 0 {
		i++
	}
	return i
}

// until returns the index of the first octet of b, from i on, that is in bits.
func until(b []byte, i int, bits uint32) int {
	for i+4 <= len(b) {
		s := b[i : i+4 : i+4]
		if (class[s[0]]|class[s[1]]|class[s[2]]|class[s[3]])&bits != 0 {
			break
		}
		i += 4
	}
	for i < len(b) && class[b[i]]&bits == 0 {
		i++
	}
	return i
}

// skipLWS returns the index of the first octet of b, from i on, that is not white
// space. Folds count as white space, so a caller need not know where lines end.
func skipLWS(b []byte, i int) int { return run(b, i, classLWS) }

// trimLWS takes white space off both ends. The result keeps b's end of capacity, on
// which the offsets of issues rest.
func trimLWS(b []byte) []byte {
	if n := len(b); n > 1 && class[b[0]]&classLWS == 0 && class[b[n-1]]&classLWS == 0 {
		return b
	}
	i := skipLWS(b, 0)
	j := len(b)
	for j > i && class[b[j-1]]&classLWS != 0 {
		j--
	}
	return b[i:j]
}

// lower folds an ASCII letter to lower case.
func lower(c byte) byte {
	if c-'A' < 26 {
		c |= 0x20
	}
	return c
}

// equalFold compares ASCII text without regard to case. The second must be in lower
// case already.
func equalFold(b []byte, lowered string) bool {
	if len(b) != len(lowered) {
		return false
	}
	for i := range len(b) {
		if lower(b[i]) != lowered[i] {
			return false
		}
	}
	return true
}

// hasPrefixFold is bytes.HasPrefix without regard to case, for a lower-case prefix.
func hasPrefixFold(b []byte, lowered string) bool {
	return len(b) >= len(lowered) && equalFold(b[:len(lowered)], lowered)
}

// parseUint reads b as decimal digits and nothing else, and reports false for anything
// else and for more than max. Leading zeros are fine, however many.
func parseUint(b []byte, max uint64) (uint64, bool) {
	if len(b) == 0 {
		return 0, false
	}
	var n uint64
	for _, c := range b {
		d := uint64(c - '0')
		if d > 9 {
			return 0, false
		}
		if n > (max-d)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, true
}
