package sdp

// Crypto is an a=crypto line (RFC 4568) without its key.
type Crypto struct {
	Tag   int    // by which the answer names the line that it takes
	Suite []byte // "AES_CM_128_HMAC_SHA1_80" …
}

// Fingerprint is an a=fingerprint line: the hash of the certificate that DTLS or TLS will
// show (RFC 8122 §5).
type Fingerprint struct {
	Hash  []byte // "sha-256" …
	Value []byte // as written: pairs of hexadecimal digits with colons between
}

// parseCrypto reads the value of a crypto attribute. It is false where no suite stands at
// its place, so that a key never ends up in it.
func parseCrypto(value []byte) (Crypto, bool) {
	tag, rest := field(value)
	suite, _ := field(rest)
	n, ok := number(tag)
	if !ok || len(suite) == 0 || indexFold(suite, "inline:") >= 0 {
		return Crypto{}, false
	}
	return Crypto{Tag: n, Suite: suite}, true
}
