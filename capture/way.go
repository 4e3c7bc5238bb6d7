package capture

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"net/netip"
)

// HashWay is a hash of the way from one endpoint to another: by chance no two ways share one. It is of use within a
// process only, as the next one has others.
func HashWay(src, dst netip.AddrPort) uint64 {
	ports := uint64(src.Port())<<16 | uint64(dst.Port())
	if src.Addr().Is4() && dst.Addr().Is4() {
		from, to := src.Addr().As4(), dst.Addr().As4()
		addrs := uint64(binary.LittleEndian.Uint32(from[:]))<<32 | uint64(binary.LittleEndian.Uint32(to[:]))
		return stir(addrs^salt[0], ports^salt[1])
	}
	from, to := src.Addr().As16(), dst.Addr().As16()
	h := stir(binary.LittleEndian.Uint64(from[:])^salt[0], binary.LittleEndian.Uint64(from[8:])^salt[1])
	h ^= stir(binary.LittleEndian.Uint64(to[:])^salt[2], binary.LittleEndian.Uint64(to[8:])^salt[3])
	return stir(h^salt[4], ports^salt[5])
}

// salt is what a sender does not know, so that he cannot have hashes agree.
var salt = func() (s [7]uint64) {
	for i := range s {
		s[i] = maphash.Bytes(maphash.MakeSeed(), nil)
	}
	return s
}()

// stir makes a word of two, of which each bit depends on all bits of both.
func stir(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}
