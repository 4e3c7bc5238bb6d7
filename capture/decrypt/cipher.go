package decrypt

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"

	"golang.org/x/crypto/chacha20poly1305"
)

// opener decrypts the records of one direction with one key.
type opener interface {
	// open appends the content of a record to dst. It reports false where the record is not
	// what was encrypted with this key under that sequence number.
	open(dst []byte, seq uint64, r *record) ([]byte, bool)
}

// newAEAD returns the cipher of a suite that authenticates by itself.
func newAEAD(s *suite, key []byte) cipher.AEAD {
	if s.bulk == chacha {
		a, err := chacha20poly1305.New(key)
		must(err)
		return a
	}
	block, err := aes.NewCipher(key)
	must(err)
	a, err := cipher.NewGCM(block)
	must(err)
	return a
}

// must is for errors that a key of the wrong length would be: lengths are those of suites.
func must(err error) {
	if err != nil {
		panic("decrypt: " + err.Error())
	}
}

// aead opens records of AEAD suites up to TLS 1.2 (RFC 5246 §6.2.3.3). Those of AES-GCM have a
// part of the nonce before them (RFC 5288 §3); ChaCha20-Poly1305 takes the sequence number
// (RFC 7905 §2).
type aead struct {
	cipher.AEAD
	iv       [12]byte
	explicit bool

	nonce [12]byte // of the record; here as it would be allocated elsewhere
	extra [13]byte
}

const explicitNonce = 8

func newAEADOpener(s *suite, key, iv []byte) *aead {
	a := &aead{AEAD: newAEAD(s, key), explicit: s.bulk == gcm}
	copy(a.iv[:], iv)
	return a
}

func (a *aead) open(dst []byte, seq uint64, r *record) ([]byte, bool) {
	body := r.body
	a.nonce = a.iv
	if a.explicit {
		if len(body) < explicitNonce {
			return dst, false
		}
		copy(a.nonce[len(a.nonce)-explicitNonce:], body)
		body = body[explicitNonce:]
	} else {
		addSequence(&a.nonce, seq)
	}
	length := len(body) - a.Overhead()
	if length < 0 {
		return dst, false
	}
	a.extra = r.pseudoHeader(seq, length)
	out, err := a.Open(dst, a.nonce[:], body, a.extra[:])
	if err != nil {
		return dst, false
	}
	return out, true
}

// addSequence makes the nonce of a record of the vector that all records have.
func addSequence(nonce *[12]byte, seq uint64) {
	tail := nonce[4:]
	binary.BigEndian.PutUint64(tail, binary.BigEndian.Uint64(tail)^seq)
}

// pseudoHeader is what is authenticated with a record up to TLS 1.2.
func (r *record) pseudoHeader(seq uint64, length int) (h [13]byte) {
	binary.BigEndian.PutUint64(h[:], seq)
	h[8] = byte(r.kind)
	binary.BigEndian.PutUint16(h[9:], r.version)
	binary.BigEndian.PutUint16(h[11:], uint16(length))
	return h
}

// aead13 opens records of TLS 1.3 (RFC 8446 §5.2, §5.3).
type aead13 struct {
	cipher.AEAD
	iv [12]byte

	nonce  [12]byte // as in aead
	header [recordHeader]byte
}

func newAEAD13(s *suite, secret []byte) *aead13 {
	a := &aead13{AEAD: newAEAD(s, expandLabel(s.hash, secret, "key", s.key))}
	copy(a.iv[:], expandLabel(s.hash, secret, "iv", len(a.iv)))
	return a
}

// open gives the content without its type, which goes to r.inner.
func (a *aead13) open(dst []byte, seq uint64, r *record) ([]byte, bool) {
	a.nonce = a.iv
	addSequence(&a.nonce, seq)
	a.header[0] = byte(r.kind)
	binary.BigEndian.PutUint16(a.header[1:], r.version)
	binary.BigEndian.PutUint16(a.header[3:], uint16(len(r.body)))
	out, err := a.Open(dst, a.nonce[:], r.body, a.header[:])
	if err != nil {
		return dst, false
	}
	end := len(out)
	for end > len(dst) && out[end-1] == 0 { // padding
		end--
	}
	if end == len(dst) { // no type
		return dst, false
	}
	r.inner = recordType(out[end-1])
	return out[:end-1], true
}
