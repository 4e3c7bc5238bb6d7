package capture

import (
	"encoding/binary"

	"github.com/google/gopacket/layers"
)

// The flags of VXLAN's first byte, and of its group policy extension; those of VXLAN-GPE.
const (
	vxlanVNI   = 0x08
	vxlanGroup = 0x80
	vxlanGPE   = 0x04 // the last byte of the first word names what follows
)

// vxlan decodes VXLAN (RFC 7348), with a group policy or without, and VXLAN-GPE, which may
// carry IP without Ethernet.
func (d *decoder) vxlan(h *ipHeader, b []byte) (verdict, bool) {
	const header = 8
	if len(b) < header || b[0]&vxlanVNI == 0 || b[0]&^(vxlanVNI|vxlanGroup|vxlanGPE) != 0 {
		return 0, false
	}
	vni := uint64(binary.BigEndian.Uint32(b[4:]) >> 8)
	plain := b[0]&vxlanGPE == 0 || b[3] == 3
	switch b = b[header:]; {
	case plain && d.likelyEthernet(b):
		return d.ethernetWithin(h, vni, b), true
	case !plain && d.likelyIP(b):
		return d.ipWithin(h, vni, b), true
	}
	return 0, false
}

// geneve decodes Geneve (RFC 8926). Its options are passed over.
func (d *decoder) geneve(h *ipHeader, b []byte) (verdict, bool) {
	const header, control = 8, 0x80
	if len(b) < header || b[0]>>6 != 0 || b[1]&control != 0 {
		return 0, false
	}
	carried := layers.EthernetType(binary.BigEndian.Uint16(b[2:]))
	vni := uint64(binary.BigEndian.Uint32(b[4:]) >> 8)
	length := header + int(b[0]&0x3f)*4
	if len(b) < length {
		return 0, false
	}
	b = b[length:]
	switch carried {
	case etherTypeBridging:
		if d.likelyEthernet(b) {
			return d.ethernetWithin(h, vni, b), true
		}
	case layers.EthernetTypeIPv4, layers.EthernetTypeIPv6:
		if d.likelyIP(b) {
			return d.ipWithin(h, vni, b), true
		}
	}
	return 0, false
}
