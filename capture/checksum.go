package capture

import (
	"encoding/binary"
	"math/bits"
	"net/netip"

	"github.com/google/gopacket/layers"
)

// UDPChecksum returns the checksum that a datagram is sent with (RFC 768). That of a captured one is not
// to be relied on where a card computes it after the capture.
func UDPChecksum(src, dst netip.AddrPort, payload []byte) uint16 {
	const header = 8
	length := header + len(payload)
	h := ipHeader{src: src.Addr(), dst: dst.Addr()}
	sum := pseudoHeader(h, layers.IPProtocolUDP, length)
	sum += uint64(src.Port()) + uint64(dst.Port()) + uint64(length)
	if c := ^fold(sumOf(sum, payload)); c != 0 {
		return c
	}
	return 0xffff // 0 means none
}

// checksum returns 0 where the checksum of a TCP segment is right (RFC 9293 §3.1).
func checksum(h ipHeader, protocol layers.IPProtocol, b []byte) uint16 {
	return ^fold(sumOf(pseudoHeader(h, protocol, len(b)), b))
}

// pseudoHeader is the sum of the pseudo-header of IPv4 (RFC 768) or IPv6 (RFC 8200 §8.1).
func pseudoHeader(h ipHeader, protocol layers.IPProtocol, length int) uint64 {
	sum := uint64(protocol) + uint64(length)
	if h.src.Is4() {
		src, dst := h.src.As4(), h.dst.As4()
		return sumOf(sumOf(sum, src[:]), dst[:])
	}
	src, dst := h.src.As16(), h.dst.As16()
	return sumOf(sumOf(sum, src[:]), dst[:])
}

// sumOf adds bytes to a one's complement sum (RFC 1071), 8 at a time: what counts modulo 2^16-1 does
// so modulo 2^64-1.
func sumOf(sum uint64, b []byte) uint64 {
	var carry uint64
	for ; len(b) >= 8; b = b[8:] {
		sum, carry = bits.Add64(sum, binary.BigEndian.Uint64(b), carry)
	}
	if len(b) > 0 {
		var tail [8]byte
		copy(tail[:], b)
		sum, carry = bits.Add64(sum, binary.BigEndian.Uint64(tail[:]), carry)
	}
	sum, carry = bits.Add64(sum, 0, carry)
	return sum + carry
}

func fold(sum uint64) uint16 {
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return uint16(sum)
}
