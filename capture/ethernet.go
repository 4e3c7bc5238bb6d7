package capture

import (
	"encoding/binary"

	"github.com/google/gopacket/layers"
)

// EtherTypes of VLAN tags that gopacket has no name for: the one before 802.1ad, and one of
// its variants (both in use by switches).
const (
	etherTypeQinQ9100 layers.EthernetType = 0x9100
	etherTypeQinQ9200 layers.EthernetType = 0x9200
)

// leastEtherType is above what in its place is the length of IEEE 802.3.
const leastEtherType layers.EthernetType = 0x0600

// ethernet decodes Ethernet II and IEEE 802.3.
func (d *decoder) ethernet(b []byte) verdict {
	if len(b) < 14 {
		return d.tooShort()
	}
	d.seenOn(b[:12])
	t, b := layers.EthernetType(binary.BigEndian.Uint16(b[12:])), b[14:]
	if t >= leastEtherType {
		return d.etherType(t, b)
	}
	if int(t) > len(b) { // it is a length
		d.truncated()
	} else {
		b = b[:t] // behind it: padding
	}
	return d.llc(b)
}

// etherType goes on with what an EtherType says, in whatever it stood.
func (d *decoder) etherType(t layers.EthernetType, b []byte) verdict {
	switch t {
	case layers.EthernetTypeIPv4, layers.EthernetTypeIPv6:
		return d.ip(b)
	case layers.EthernetTypeDot1Q, layers.EthernetTypeQinQ, etherTypeQinQ9100, etherTypeQinQ9200:
		return d.vlan(b)
	case etherTypeVNTag:
		return d.vnTag(b)
	case layers.EthernetTypeMPLSUnicast, etherTypeMPLSMany:
		return d.mpls(b)
	case layers.EthernetTypePPPoESession:
		return d.pppoe(b)
	case etherTypePPP:
		return d.ppp(b)
	case etherTypeBridging:
		if !d.deeper() {
			return skipTooDeep
		}
		return d.ethernet(b)
	}
	return skipNotIP
}

// vlan decodes an IEEE 802.1Q or 802.1ad tag. VLAN 0 is none: such a tag carries a priority only.
func (d *decoder) vlan(b []byte) verdict {
	if len(b) < 4 {
		return d.tooShort()
	}
	if !d.deeper() {
		return skipTooDeep
	}
	id, t, b := binary.BigEndian.Uint16(b)&0x0fff, layers.EthernetType(binary.BigEndian.Uint16(b[2:])), b[4:]
	d.scope = d.scope<<12 | uint64(id)
	if id != 0 {
		n := len(d.pkt.VLAN)
		d.vlans[n] = id
		d.pkt.VLAN = d.vlans[:n+1]
	}
	if t < leastEtherType {
		return d.llc(b)
	}
	return d.etherType(t, b)
}

// llc decodes an IEEE 802.2 header, behind which SNAP (RFC 1042) may name an EtherType.
func (d *decoder) llc(b []byte) verdict {
	const snap = 0xaaaa03 // both service access points, and unnumbered information
	if len(b) < 8 || uint32(b[0])<<16|uint32(b[1])<<8|uint32(b[2]) != snap {
		return skipNotIP
	}
	return d.etherType(layers.EthernetType(binary.BigEndian.Uint16(b[6:])), b[8:])
}
