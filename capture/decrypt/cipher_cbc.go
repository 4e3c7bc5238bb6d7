package decrypt

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"hash"
	"slices"
)

// cbcOpener opens records of suites with AES in CBC and an HMAC (RFC 5246 §6.2.3.2). Nobody
// measures how long that takes, so nothing is done to have it take the same time always.
type cbcOpener struct {
	block cipher.Block
	mac   hash.Hash
	sum   []byte // of mac, used again
	etm   bool   // encrypt-then-MAC (RFC 7366)

	implicit    bool // TLS 1.0: the vector of a record is the end of the one before (RFC 2246 §6.2.3.2)
	first, last [aes.BlockSize]byte
}

func newCBC(version uint16, s *suite, etm bool, macKey, key, iv []byte) *cbcOpener {
	block, err := aes.NewCipher(key)
	must(err)
	c := &cbcOpener{block: block, mac: hmac.New(s.macHash().New, macKey), etm: etm, implicit: version < tls11}
	copy(c.first[:], iv)
	return c
}

func (c *cbcOpener) open(dst []byte, seq uint64, r *record) ([]byte, bool) {
	body := r.body
	if c.etm {
		var ok bool
		if body, ok = c.authentic(seq, r, body); !ok {
			return dst, false
		}
	}
	before := len(dst)
	dst = c.decrypt(dst, seq, body)
	plain, ok := unpad(dst[before:])
	if ok && !c.etm {
		plain, ok = c.authentic(seq, r, plain)
	}
	if !ok {
		return dst[:before], false
	}
	return dst[:before+len(plain)], true
}

// authentic takes the MAC off, and tells whether it is right.
func (c *cbcOpener) authentic(seq uint64, r *record, b []byte) ([]byte, bool) {
	n := len(b) - c.mac.Size()
	if n < 0 {
		return nil, false
	}
	header := r.pseudoHeader(seq, n)
	c.mac.Reset()
	c.mac.Write(header[:])
	c.mac.Write(b[:n])
	c.sum = c.mac.Sum(c.sum[:0])
	return b[:n], hmac.Equal(c.sum, b[n:])
}

// decrypt appends what is encrypted in body to dst; nothing where there are no whole blocks.
func (c *cbcOpener) decrypt(dst []byte, seq uint64, body []byte) []byte {
	vector := c.last[:]
	switch {
	case !c.implicit:
		vector, body = body[:min(len(body), aes.BlockSize)], body[min(len(body), aes.BlockSize):]
	case seq == 0:
		vector = c.first[:]
	}
	if len(body) == 0 || len(body)%aes.BlockSize != 0 {
		return dst
	}
	from := len(dst)
	dst = append(dst, body...)
	cipher.NewCBCDecrypter(c.block, vector).CryptBlocks(dst[from:], dst[from:])
	return dst
}

// chain notes a record's end, which is the vector of the next one in TLS 1.0.
func (c *cbcOpener) chain(body []byte) {
	if c.etm {
		body = body[:max(0, len(body)-c.mac.Size())]
	}
	if len(body) >= aes.BlockSize {
		copy(c.last[:], body[len(body)-aes.BlockSize:])
	}
}

// unpad takes the padding off, and tells whether it is as it must be.
func unpad(b []byte) ([]byte, bool) {
	if len(b) == 0 {
		return b, false
	}
	last := b[len(b)-1]
	n := len(b) - int(last) - 1
	if n < 0 || slices.ContainsFunc(b[n:], func(c byte) bool { return c != last }) {
		return b, false
	}
	return b[:n], true
}
