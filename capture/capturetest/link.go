package capturetest

import (
	"encoding/binary"
	"slices"
)

// Link is a link layer that frames can be built for.
type Link uint8

// The link layers.
const (
	Ethernet Link = iota
	SLL           // Linux cooked v1
	SLL2          // Linux cooked v2
	Null          // with the address family in little-endian order
	NullBig       // the same from a big-endian machine
	Loop          // OpenBSD's, in network order
	Raw           // no header: IP comes first
)

// Type returns the number of the link layer in capture files.
func (l Link) Type() uint32 {
	return [...]uint32{Ethernet: 1, SLL: 113, SLL2: 276, Null: 0, NullBig: 0, Loop: 108, Raw: 101}[l]
}

// Wrap puts the link layer's header before what an EtherType says: 0x0800 for IPv4, 0x86dd
// for IPv6, or any other. Null and Loop know the two only, Raw has no header.
func (l Link) Wrap(etherType uint16, payload []byte) []byte {
	var h []byte
	switch l {
	case Ethernet:
		h = []byte{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1}
		h = binary.BigEndian.AppendUint16(h, etherType)
	case SLL:
		h = []byte{0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0} // to us, of Ethernet, its address
		h = binary.BigEndian.AppendUint16(h, etherType)
	case SLL2:
		h = binary.BigEndian.AppendUint16(h, etherType)
		h = append(h, 0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0) // interface 2, of Ethernet, to us
	case Null, NullBig, Loop:
		family := uint32(2)
		if etherType == etherTypeIPv6 {
			family = 30 // macOS
		}
		return append(l.Family(family), payload...)
	}
	return slices.Concat(h, payload)
}

// Family returns the header of Null, NullBig or Loop for an address family.
func (l Link) Family(family uint32) []byte {
	if l == Null {
		return binary.LittleEndian.AppendUint32(nil, family)
	}
	return binary.BigEndian.AppendUint32(nil, family)
}

// Tag puts VLAN tags before a payload: the outermost first in ids. It returns the EtherType
// that the link layer has to tell, which is outer for several tags and 0x8100 for one.
func Tag(ids []uint16, outer, etherType uint16, payload []byte) (uint16, []byte) {
	for i, id := range slices.Backward(ids) {
		tag := binary.BigEndian.AppendUint16(nil, id&0x0fff)
		tag = binary.BigEndian.AppendUint16(tag, etherType)
		payload = slices.Concat(tag, payload)
		etherType = 0x8100
		if i < len(ids)-1 {
			etherType = outer
		}
	}
	return etherType, payload
}
