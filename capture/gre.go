package capture

import (
	"encoding/binary"

	"github.com/google/gopacket/layers"
)

// What GRE carries beside EtherTypes.
const (
	etherTypeBridging  layers.EthernetType = 0x6558 // transparent Ethernet bridging (RFC 1701)
	etherTypePPP       layers.EthernetType = 0x880b
	etherTypeWCCP      layers.EthernetType = 0x883e
	etherTypeERSPAN    layers.EthernetType = 0x88be // types I and II
	etherTypeERSPANIII layers.EthernetType = 0x22eb
)

// The flags of a GRE header.
const (
	greChecksum = 0x8000
	greRouting  = 0x4000
	greKey      = 0x2000
	greSequence = 0x1000
	greAck      = 0x0080 // PPTP's
	greVersion  = 0x0007
)

// gre decodes Generic Routing Encapsulation (RFC 2784 with RFC 2890, and RFC 1701), and
// PPTP's version of it (RFC 2637).
func (d *decoder) gre(h *ipHeader, b []byte) verdict {
	if len(b) < 4 {
		return d.tooShort()
	}
	flags, carried := binary.BigEndian.Uint16(b), layers.EthernetType(binary.BigEndian.Uint16(b[2:]))
	switch {
	case flags&greVersion == 1 && carried == etherTypePPP:
		return d.pptp(h, flags, b)
	case flags&greVersion != 0, flags&greRouting != 0: // source routes that nobody uses any more
		return skipOtherProtocol
	}
	length, key := 4, uint64(0)
	if flags&greChecksum != 0 {
		length += 4
	}
	if flags&greKey != 0 && len(b) >= length+4 {
		key = uint64(binary.BigEndian.Uint32(b[length:]))
	}
	for _, flag := range [...]uint16{greKey, greSequence} {
		if flags&flag != 0 {
			length += 4
		}
	}
	if len(b) < length {
		return d.tooShort()
	}
	if !d.enter(h, key) {
		return skipTooDeep
	}
	b = b[length:]
	switch carried {
	case etherTypeERSPAN, etherTypeERSPANIII:
		return d.erspan(carried, flags&greSequence != 0, b)
	case etherTypeWCCP: // version 2 has a redirect header of 4 bytes before IP
		if len(b) > 0 && b[0]>>4 != 4 && b[0]>>4 != 6 {
			b = b[min(4, len(b)):]
		}
		return d.ip(b)
	}
	return d.etherType(carried, b)
}

// pptp goes on with the enhanced header of PPTP, behind which PPP comes.
func (d *decoder) pptp(h *ipHeader, flags uint16, b []byte) verdict {
	if len(b) < 8 {
		return d.tooShort()
	}
	size, call := int(binary.BigEndian.Uint16(b[4:])), binary.BigEndian.Uint16(b[6:])
	length := 8
	for _, flag := range [...]uint16{greSequence, greAck} {
		if flags&flag != 0 {
			length += 4
		}
	}
	switch {
	case size == 0:
		return skipEmpty // an acknowledgement
	case len(b) < length:
		return d.tooShort()
	case !d.enter(h, uint64(call)):
		return skipTooDeep
	}
	b = b[length:]
	return d.ppp(b[:min(size, len(b))])
}
