package wire

import (
	"encoding/binary"
	"net/netip"
)

// Header says what stands around a UDP payload.
type Header struct {
	Src, Dst netip.AddrPort // both IPv4 or both IPv6
	VLAN     []uint16       // outermost first; all but the innermost are 802.1ad
	ID       uint16         // IPv4 identification
	TTL      uint8          // or hop limit; 0 means 64
}

// The EtherTypes that a frame can carry here.
const (
	etherIPv4 = 0x0800
	etherIPv6 = 0x86dd
	etherVLAN = 0x8100
	etherQinQ = 0x88a8
)

// UDP appends an Ethernet frame that carries payload as one UDP datagram, with the
// checksums that a host would send.
func UDP(dst []byte, h Header, payload []byte) []byte {
	return IP(link(dst, h), h, payload)
}

// link appends the Ethernet header; each host's MAC address is made from its IP address.
func link(dst []byte, h Header) []byte {
	dst = appendMAC(dst, h.Dst.Addr())
	dst = appendMAC(dst, h.Src.Addr())
	return appendTags(dst, h)
}

// appendTags appends the VLAN tags and the EtherType of the packet that follows.
func appendTags(dst []byte, h Header) []byte {
	for i, id := range h.VLAN {
		tag := uint16(etherQinQ)
		if i == len(h.VLAN)-1 {
			tag = etherVLAN
		}
		dst = binary.BigEndian.AppendUint16(dst, tag)
		dst = binary.BigEndian.AppendUint16(dst, id)
	}
	if h.Src.Addr().Is4() {
		return binary.BigEndian.AppendUint16(dst, etherIPv4)
	}
	return binary.BigEndian.AppendUint16(dst, etherIPv6)
}

// appendMAC appends a locally administered address that ends in the IP address's last bytes.
func appendMAC(dst []byte, a netip.Addr) []byte {
	ip := a.As16()
	return append(dst, 0x02, 0x00, ip[12], ip[13], ip[14], ip[15])
}

// IP appends an IPv4 or IPv6 packet, without a link layer, that carries payload as one UDP datagram.
func IP(dst []byte, h Header, payload []byte) []byte {
	if h.TTL == 0 {
		h.TTL = 64
	}
	src, to := h.Src.Addr().AsSlice(), h.Dst.Addr().AsSlice()
	start := len(dst)
	length := 8 + len(payload)
	if len(src) == 4 {
		dst = append(dst, 0x45, 0)
		dst = binary.BigEndian.AppendUint16(dst, uint16(20+length))
		dst = binary.BigEndian.AppendUint16(dst, h.ID)
		dst = append(dst, 0, 0, h.TTL, 17, 0, 0)
		dst = append(append(dst, src...), to...)
		binary.BigEndian.PutUint16(dst[start+10:], ^sum(0, dst[start:]))
	} else {
		dst = append(dst, 0x60, 0, 0, 0)
		dst = binary.BigEndian.AppendUint16(dst, uint16(length))
		dst = append(dst, 17, h.TTL)
		dst = append(append(dst, src...), to...)
	}
	udp := len(dst)
	dst = binary.BigEndian.AppendUint16(dst, h.Src.Port())
	dst = binary.BigEndian.AppendUint16(dst, h.Dst.Port())
	dst = binary.BigEndian.AppendUint16(dst, uint16(length))
	dst = append(dst, 0, 0)
	dst = append(dst, payload...)
	pseudo := sum(sum(uint16(17), src), to)
	pseudo = sum(pseudo, []byte{byte(length >> 8), byte(length)})
	check := ^sum(pseudo, dst[udp:])
	if check == 0 {
		check = 0xffff // 0 means that there is none (RFC 768)
	}
	binary.BigEndian.PutUint16(dst[udp+6:], check)
	return dst
}

// sum adds b to a one's complement sum of 16-bit words (RFC 1071).
func sum(from uint16, b []byte) uint16 {
	total := uint64(from)
	for len(b) >= 4 {
		total += uint64(binary.BigEndian.Uint32(b))
		b = b[4:]
	}
	for i, c := range b {
		total += uint64(c) << (8 * (3 - i))
	}
	for total > 0xffff {
		total = total>>16 + total&0xffff
	}
	return uint16(total)
}
