package capture

import (
	"encoding/binary"

	"github.com/google/gopacket/layers"
)

// What PPP carries, by the numbers of its protocol field.
const (
	pppIPv4          = 0x0021
	pppIPv6          = 0x0057
	pppMPLSUnicast   = 0x0281
	pppMPLSMulticast = 0x0283
)

// ppp decodes a PPP frame (RFC 1661), with or without HDLC's address and control bytes (RFC
// 1662), and with a protocol field of two bytes or, compressed, of one.
func (d *decoder) ppp(b []byte) verdict {
	if len(b) >= 2 && b[0] == 0xff && b[1] == 0x03 {
		b = b[2:]
	}
	if len(b) < 2 {
		return d.tooShort()
	}
	protocol, length := binary.BigEndian.Uint16(b), 2
	if b[0]&1 != 0 { // odd: the only byte
		protocol, length = uint16(b[0]), 1
	}
	if !d.deeper() {
		return skipTooDeep
	}
	switch b = b[length:]; protocol {
	case pppIPv4, pppIPv6:
		return d.ip(b)
	case pppMPLSUnicast, pppMPLSMulticast:
		return d.mpls(b)
	}
	return skipNotIP // LCP, IPCP, CHAP; compressed or encrypted
}

// pppDirected decodes PPP behind a byte that tells the direction.
func (d *decoder) pppDirected(b []byte) verdict {
	if len(b) < 1 {
		return d.tooShort()
	}
	return d.ppp(b[1:])
}

// hdlc decodes PPP in HDLC, or Cisco HDLC, which names an EtherType.
func (d *decoder) hdlc(b []byte) verdict {
	switch {
	case len(b) < 4:
		return d.tooShort()
	case b[0] == 0x0f || b[0] == 0x8f: // Cisco's unicast and multicast
		return d.ciscoHDLC(b)
	}
	return d.ppp(b)
}

// pppoe decodes the session stage of PPP over Ethernet (RFC 2516). What is behind its length
// is padding.
func (d *decoder) pppoe(b []byte) verdict {
	const header = 6
	if len(b) < header {
		return d.tooShort()
	}
	if b[0] != 0x11 { // version and type
		return skipMalformed
	}
	if b[1] != 0 { // discovery
		return skipNotIP
	}
	d.scope = d.scope<<16 | uint64(binary.BigEndian.Uint16(b[2:]))
	length := int(binary.BigEndian.Uint16(b[4:]))
	b = b[header:]
	return d.ppp(b[:min(length, len(b))])
}

// ciscoHDLC decodes Cisco's HDLC: address, control, and an EtherType.
func (d *decoder) ciscoHDLC(b []byte) verdict {
	if len(b) < 4 {
		return d.tooShort()
	}
	return d.etherType(layers.EthernetType(binary.BigEndian.Uint16(b[2:])), b[4:])
}
