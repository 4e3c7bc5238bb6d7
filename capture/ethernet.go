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

// ethernet decodes Ethernet II and IEEE 802.3.
func (d *decoder) ethernet(b []byte) verdict {
	if len(b) < 14 {
		return d.tooShort()
	}
	if d.ether.DecodeFromBytes(b, d) != nil {
		return skipMalformed
	}
	d.seenOn(b[:12])
	if d.ether.EthernetType == layers.EthernetTypeLLC {
		return d.llc(d.ether.Payload)
	}
	return d.etherType(d.ether.EthernetType, d.ether.Payload)
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
	if d.tag.DecodeFromBytes(b, d) != nil {
		return skipMalformed
	}
	d.scope = d.scope<<12 | uint64(d.tag.VLANIdentifier)
	if id := d.tag.VLANIdentifier; id != 0 {
		n := len(d.pkt.VLAN)
		d.vlans[n] = id
		d.pkt.VLAN = d.vlans[:n+1]
	}
	if d.tag.Type < 0x0600 { // an 802.3 length
		return d.llc(d.tag.Payload)
	}
	return d.etherType(d.tag.Type, d.tag.Payload)
}

// llc decodes an IEEE 802.2 header, behind which SNAP (RFC 1042) may name an EtherType.
func (d *decoder) llc(b []byte) verdict {
	const snap = 0xaaaa03 // both service access points, and unnumbered information
	if len(b) < 8 || uint32(b[0])<<16|uint32(b[1])<<8|uint32(b[2]) != snap {
		return skipNotIP
	}
	return d.etherType(layers.EthernetType(binary.BigEndian.Uint16(b[6:])), b[8:])
}
