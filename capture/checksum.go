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
	length := udpHeader + len(payload)
	sum := pseudoHeader(src.Addr(), dst.Addr(), layers.IPProtocolUDP, length)
	sum += onesComplement(src.Port()) + onesComplement(dst.Port()) + onesComplement(uint16(length))
	if c := ^fold(sumOf(sum, payload)); c != 0 {
		return c
	}
	return 0xffff // 0 means none
}

// SentChecksum returns the checksum that a datagram was sent with, which an error about it quotes ([ICMPError].Sum). It is what
// its header says, but where that is 0 or, for a card to go on with after the capture, the sum of the pseudo-header
// alone: then it is computed.
func (p *Packet) SentChecksum() uint16 {
	if p.sum != 0 && p.sum != p.pseudoSum() {
		return p.sum
	}
	return UDPChecksum(p.Src, p.Dst, p.Payload)
}

// pseudoSum is the sum of the pseudo-header of a datagram.
func (p *Packet) pseudoSum() uint16 {
	return fold(pseudoHeader(p.Src.Addr(), p.Dst.Addr(), layers.IPProtocolUDP, udpHeader+len(p.Payload)))
}

const udpHeader = 8 // bytes

// checksum returns 0 where the checksum of a TCP segment is right (RFC 9293 §3.1).
func checksum(h *ipHeader, protocol layers.IPProtocol, b []byte) uint16 {
	return ^fold(sumOf(pseudoHeader(h.src, h.dst, protocol, len(b)), b))
}

// pseudoHeader is the sum of the pseudo-header of IPv4 (RFC 768) or IPv6 (RFC 8200 §8.1).
func pseudoHeader(src, dst netip.Addr, protocol layers.IPProtocol, length int) uint64 {
	sum := onesComplement(uint16(protocol)) + onesComplement(uint16(length))
	if src.Is4() && dst.Is4() {
		from, to := src.As4(), dst.As4()
		return sum + uint64(binary.LittleEndian.Uint32(from[:])) + uint64(binary.LittleEndian.Uint32(to[:]))
	}
	from, to := src.As16(), dst.As16()
	return sumOf(sumOf(sum, from[:]), to[:])
}

// onesComplement is a number as a part of a sum, in which the low byte stands first.
func onesComplement(n uint16) uint64 { return uint64(bits.ReverseBytes16(n)) }

// sumOf adds bytes to a one's complement sum (RFC 1071), 32 at a time: what counts modulo 2^16-1 does
// so modulo 2^64-1, and the order of bytes is no matter until the end.
func sumOf(sum uint64, b []byte) uint64 {
	var c uint64
	for ; len(b) >= 32; b = b[32:] {
		sum, c = bits.Add64(sum, binary.LittleEndian.Uint64(b), 0)
		sum, c = bits.Add64(sum, binary.LittleEndian.Uint64(b[8:]), c)
		sum, c = bits.Add64(sum, binary.LittleEndian.Uint64(b[16:]), c)
		sum, c = bits.Add64(sum, binary.LittleEndian.Uint64(b[24:]), c)
		sum, c = bits.Add64(sum, 0, c)
		sum += c
	}
	for ; len(b) > 0; b = b[min(8, len(b)):] {
		var tail [8]byte
		copy(tail[:], b)
		sum, c = bits.Add64(sum, binary.LittleEndian.Uint64(tail[:]), 0)
		sum, c = bits.Add64(sum, 0, c)
		sum += c
	}
	return sum
}

// fold makes 16 bits of a sum, with the high byte first.
func fold(sum uint64) uint16 {
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return bits.ReverseBytes16(uint16(sum))
}
