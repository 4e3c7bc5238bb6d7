package capture

import (
	"encoding/binary"

	"github.com/google/gopacket/layers"
)

// arphrdNetlink: the protocol field is a netlink family, not an EtherType.
const arphrdNetlink = 824

// cookedV1 decodes the header of LINUX_SLL, what the "any" device used to give. gopacket's
// layer panics on an address length that lies.
func (d *decoder) cookedV1(b []byte) verdict {
	const header = 16
	if len(b) < header {
		return d.tooShort()
	}
	d.seenOn(b[:14]) // to us or from us, and the sender's address
	return d.cooked(binary.BigEndian.Uint16(b[2:]), binary.BigEndian.Uint16(b[14:]), b[header:])
}

// cookedV2 decodes the header of LINUX_SLL2, which also tells the interface.
func (d *decoder) cookedV2(b []byte) verdict {
	const header = 20
	if len(b) < header {
		return d.tooShort()
	}
	d.seenOn(b[4:header]) // the interface as well
	return d.cooked(binary.BigEndian.Uint16(b[8:]), binary.BigEndian.Uint16(b), b[header:])
}

// cooked goes on behind either header. The kernel leaves VLAN tags where they are, between
// the header and IP.
func (d *decoder) cooked(hardware, protocol uint16, b []byte) verdict {
	switch {
	case hardware == arphrdNetlink:
		return skipNotIP
	case protocol == 4: // 802.2, without an EtherType
		return d.llc(b)
	}
	return d.etherType(layers.EthernetType(protocol), b)
}
