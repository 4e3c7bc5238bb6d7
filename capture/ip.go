package capture

import (
	"encoding/binary"
	"net/netip"

	"github.com/google/gopacket/layers"
)

// ip decodes IPv4 or IPv6, which the first nibble tells apart: raw IP carries both under one
// number, and what taps write into the EtherType cannot always be relied on.
func (d *decoder) ip(b []byte) verdict {
	if len(b) == 0 {
		return d.tooShort()
	}
	if !d.deeper() {
		return skipTooDeep
	}
	d.pkt.Path = d.link ^ d.scope
	switch b[0] >> 4 {
	case 4:
		return d.ipv4(b)
	case 6:
		return d.ipv6(b)
	}
	return skipMalformed
}

// ipv4 decodes an IPv4 header (RFC 791). It is not gopacket's, which loses packets of more
// than 64 kB with a total length of 0, and packets whose options contradict themselves.
func (d *decoder) ipv4(b []byte) verdict {
	if len(b) < 20 {
		return d.tooShort()
	}
	d.lost = 0
	header := int(b[0]&0x0f) * 4
	total := int(binary.BigEndian.Uint16(b[2:]))
	if total == 0 { // segmentation offload: the card fills it in after the capture
		total = d.rest(b)
	}
	switch {
	case header < 20 || total < header:
		return skipMalformed
	case len(b) < header:
		return d.tooShort()
	case total > len(b):
		d.SetTruncated()
		d.lost = total - len(b)
	default:
		b = b[:total] // behind it: padding, trailers, a frame check sequence
	}
	d.fcs = 0
	h := &ipHeader{
		src:      netip.AddrFrom4([4]byte(b[12:16])),
		dst:      netip.AddrFrom4([4]byte(b[16:20])),
		protocol: layers.IPProtocol(b[9]),
	}
	d.pkt.IPID = binary.BigEndian.Uint16(b[4:])
	d.pkt.TTL = b[8]
	if flags := binary.BigEndian.Uint16(b[6:]); flags&0x3fff != 0 { // more fragments, or an offset
		return d.fragment(h, fragment{
			id:     uint32(d.pkt.IPID),
			offset: int(flags&0x1fff) * 8,
			more:   flags&0x2000 != 0,
		}, b[header:])
	}
	return d.transport(h, b[header:])
}

// rest is how long a packet is of which no header tells it: all but a frame check sequence, and with what the
// snap length cut.
func (d *decoder) rest(b []byte) int { return max(len(b)+d.missing-d.fcs, 0) }

// ipHeader is what of an IP header the headers behind it need.
type ipHeader struct {
	src, dst netip.Addr
	protocol layers.IPProtocol
}

// payload goes on behind an IP header, or behind what fragments were put together.
func (d *decoder) payload(h *ipHeader, b []byte) verdict {
	if h.src.Is6() {
		return d.extensions(h, b)
	}
	return d.transport(h, b)
}

// transport goes on with what the IP header says it carries.
func (d *decoder) transport(h *ipHeader, b []byte) verdict {
	if d.left {
		return skipFiltered
	}
	switch h.protocol {
	case layers.IPProtocolUDP:
		return d.datagram(h, b)
	case layers.IPProtocolTCP:
		return d.tcp(h, b)
	case layers.IPProtocolAH:
		return d.authenticated(h, b)
	case layers.IPProtocolICMPv4, layers.IPProtocolICMPv6:
		return d.icmp(h, b)
	case layers.IPProtocolSCTP:
		return d.sctp(h, b)
	}
	return d.tunnelled(h, b)
}

// authenticated passes over an Authentication Header (RFC 4302), which hides nothing. Its
// length counts 4-byte units, minus 2.
func (d *decoder) authenticated(h *ipHeader, b []byte) verdict {
	if len(b) < 12 {
		return d.tooShort()
	}
	if !d.deeper() {
		return skipTooDeep
	}
	length := (int(b[1]) + 2) * 4
	if len(b) < length {
		return d.tooShort()
	}
	h.protocol = layers.IPProtocol(b[0])
	return d.payload(h, b[length:])
}
