package decrypt

import (
	"crypto"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/binary"
	"hash"
)

// prf is the pseudorandom function of TLS 1.2 with a hash (RFC 5246 §5), and that of the
// versions before (RFC 2246 §5).
func prf(version uint16, h crypto.Hash, out, secret []byte, label string, seed []byte) {
	seed = append([]byte(label), seed...)
	if version >= tls12 {
		expand(h.New, out, secret, seed)
		return
	}
	half := (len(secret) + 1) / 2
	expand(md5.New, out, secret[:half], seed)
	other := make([]byte, len(out))
	expand(sha1.New, other, secret[len(secret)-half:], seed)
	subtle.XORBytes(out, out, other)
}

// expand is P_hash.
func expand(h func() hash.Hash, out, secret, seed []byte) {
	m := hmac.New(h, secret)
	m.Write(seed)
	a := m.Sum(nil)
	for len(out) > 0 {
		m.Reset()
		m.Write(a)
		m.Write(seed)
		out = out[copy(out, m.Sum(nil)):]
		m.Reset()
		m.Write(a)
		a = m.Sum(nil)
	}
}

// expandLabel is HKDF-Expand-Label without a context (RFC 8446 §7.1).
func expandLabel(h crypto.Hash, secret []byte, label string, length int) []byte {
	label = "tls13 " + label
	info := binary.BigEndian.AppendUint16(nil, uint16(length))
	info = append(info, byte(len(label)))
	info = append(info, label...)
	info = append(info, 0)
	key, err := hkdf.Expand(h.New, secret, string(info), length)
	if err != nil {
		panic("decrypt: " + err.Error()) // lengths are those of suites, far below the limit
	}
	return key
}
