package callflow

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
)

// hashSeed is what short texts and numbers are hashed with, which nobody else knows.
type hashSeed [2]uint64

func newHashSeed() hashSeed {
	seed := maphash.MakeSeed()
	return hashSeed{maphash.String(seed, "one"), maphash.String(seed, "two")}
}

// hash is wyhash in little: 16 bytes at a time, the last of which may have been there before. For what is as
// short as a branch that takes a third of what maphash does.
func (s *hashSeed) hash(b []byte) uint64 {
	h := s[0] ^ uint64(len(b))
	var x, y uint64
	switch n := len(b); {
	case n >= 16:
		for rest := b; len(rest) > 16; rest = rest[16:] {
			h = fold(binary.LittleEndian.Uint64(rest)^s[1], binary.LittleEndian.Uint64(rest[8:])^h)
		}
		x, y = binary.LittleEndian.Uint64(b[n-16:]), binary.LittleEndian.Uint64(b[n-8:])
	case n >= 8:
		x, y = binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[n-8:])
	default:
		for _, c := range b {
			x = x<<8 | uint64(c)
		}
	}
	return fold(x^s[1], y^h)
}

// of is hash of two numbers.
func (s *hashSeed) of(x, y uint64) uint64 { return fold(x^s[1], y^s[0]) }

// fold is both halves of a product.
func fold(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}
