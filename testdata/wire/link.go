package wire

import "encoding/binary"

// EthernetHeader appends the Ethernet header with h's VLAN tags, for a packet of [IP] to follow.
func EthernetHeader(dst []byte, h Header) []byte { return link(dst, h) }

// NullHeader appends the header of LINKTYPE_NULL as a little-endian BSD or macOS host writes
// it: the address family, which for IPv6 differs from system to system (here macOS's 30).
func NullHeader(dst []byte, h Header) []byte {
	if h.Src.Addr().Is4() {
		return binary.LittleEndian.AppendUint32(dst, 2)
	}
	return binary.LittleEndian.AppendUint32(dst, 30)
}

// SLLHeader appends the header of LINKTYPE_LINUX_SLL for a packet sent to this host, or
// with out for one that it sent; VLAN tags stand behind it, as on a trunk.
func SLLHeader(dst []byte, h Header, out bool) []byte {
	direction := uint16(0)
	if out {
		direction = 4
	}
	dst = binary.BigEndian.AppendUint16(dst, direction)
	dst = binary.BigEndian.AppendUint16(dst, 1) // ARPHRD_ETHER
	dst = binary.BigEndian.AppendUint16(dst, 6)
	dst = appendMAC(dst, h.Src.Addr())
	dst = append(dst, 0, 0)
	return appendTags(dst, h)
}
