package decrypt

import (
	"crypto"
	_ "crypto/sha1" // the hash functions of the suites
	_ "crypto/sha256"
	_ "crypto/sha512"
)

// bulk is how records are encrypted.
type bulk uint8

const (
	gcm bulk = iota + 1
	chacha
	cbc
)

// suite is what of a cipher suite matters to someone who has the secrets: not how they were
// agreed on.
type suite struct {
	bulk bulk
	key  int         // bytes
	hash crypto.Hash // of key derivation; also of the MAC where mac is 0
	mac  crypto.Hash // where it is another one than hash
}

// The suites of which others differ in the key exchange alone.
var (
	aes128GCM       = suite{bulk: gcm, key: 16, hash: crypto.SHA256}
	aes256GCM       = suite{bulk: gcm, key: 32, hash: crypto.SHA384}
	chaChaPoly      = suite{bulk: chacha, key: 32, hash: crypto.SHA256}
	aes128CBC       = suite{bulk: cbc, key: 16, hash: crypto.SHA256, mac: crypto.SHA1}
	aes256CBC       = suite{bulk: cbc, key: 32, hash: crypto.SHA256, mac: crypto.SHA1}
	aes128CBCSHA256 = suite{bulk: cbc, key: 16, hash: crypto.SHA256}
	aes256CBCSHA256 = suite{bulk: cbc, key: 32, hash: crypto.SHA256}
	aes256CBCSHA384 = suite{bulk: cbc, key: 32, hash: crypto.SHA384}
)

// suites are the cipher suites that can be decrypted, by the numbers that IANA gave them
// (RFC 8446 §B.4, RFC 5246 §A.5, RFC 5288, RFC 5289, RFC 5487, RFC 5489, RFC 7905).
//
// To add one with a new way of encrypting: 1. its numbers here, 2. a [bulk], and an opener for it in cipher.go.
var suites = numbered(map[*suite][]uint16{
	&aes128GCM: {
		0x1301, 0x009c, 0x009e, 0x00a0, 0x00a2, 0x00a4, 0x00a6, 0x00a8, 0x00aa, 0x00ac,
		0xc02b, 0xc02d, 0xc02f, 0xc031,
	},
	&aes256GCM: {
		0x1302, 0x009d, 0x009f, 0x00a1, 0x00a3, 0x00a5, 0x00a7, 0x00a9, 0x00ab, 0x00ad,
		0xc02c, 0xc02e, 0xc030, 0xc032,
	},
	&chaChaPoly: {0x1303, 0xcca8, 0xcca9, 0xccaa, 0xccab, 0xccac, 0xccad, 0xccae},
	&aes128CBC: {
		0x002f, 0x0030, 0x0031, 0x0032, 0x0033, 0x0034, 0x008c, 0x0090, 0x0094,
		0xc004, 0xc009, 0xc00e, 0xc013, 0xc018, 0xc035,
	},
	&aes256CBC: {
		0x0035, 0x0036, 0x0037, 0x0038, 0x0039, 0x003a, 0x008d, 0x0091, 0x0095,
		0xc005, 0xc00a, 0xc00f, 0xc014, 0xc019, 0xc036,
	},
	&aes128CBCSHA256: {
		0x003c, 0x003e, 0x003f, 0x0040, 0x0067, 0x006c, 0x00ae, 0x00b2, 0x00b6,
		0xc023, 0xc025, 0xc027, 0xc029, 0xc037,
	},
	&aes256CBCSHA256: {0x003d, 0x0068, 0x0069, 0x006a, 0x006b, 0x006d},
	&aes256CBCSHA384: {0x00af, 0x00b3, 0x00b7, 0xc024, 0xc026, 0xc028, 0xc02a, 0xc038},
})

func numbered(lists map[*suite][]uint16) map[uint16]*suite {
	byNumber := make(map[uint16]*suite)
	for s, numbers := range lists {
		for _, n := range numbers {
			byNumber[n] = s
		}
	}
	return byNumber
}

// suiteOf returns the suite of that number, nil where it cannot be decrypted with the version.
func suiteOf(number, version uint16) *suite {
	s := suites[number]
	switch {
	case s == nil, number>>8 == 0x13 != (version == tls13):
		return nil
	case version < tls12 && s.mac == 0: // they came with TLS 1.2
		return nil
	}
	return s
}

// macHash is the hash of the MAC of a suite with CBC.
func (s *suite) macHash() crypto.Hash {
	if s.mac != 0 {
		return s.mac
	}
	return s.hash
}
