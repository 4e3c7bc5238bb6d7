package capture

import (
	"encoding/binary"
	"net/netip"

	"github.com/google/gopacket/layers"
)

// IPv6 extension headers that gopacket has no name for; all have the common layout.
const (
	ipProtocolMobility layers.IPProtocol = 135
	ipProtocolHIP      layers.IPProtocol = 139
	ipProtocolShim6    layers.IPProtocol = 140
)

// ipv6 decodes an IPv6 header and its extension headers (RFC 8200). It is not gopacket's,
// which allocates for options, takes a trailer as payload behind a hop-by-hop header, and
// refuses a payload length of 0, which segmentation offload writes.
func (d *decoder) ipv6(b []byte) verdict {
	const header = 40
	if len(b) < header {
		return d.tooShort()
	}
	h := &ipHeader{
		src:      netip.AddrFrom16([16]byte(b[8:24])),
		dst:      netip.AddrFrom16([16]byte(b[24:40])),
		protocol: layers.IPProtocol(b[6]),
	}
	d.lost = 0
	d.pkt.IPID = 0
	d.pkt.TTL = b[7]
	length := int(binary.BigEndian.Uint16(b[4:]))
	b = b[header:]
	if length == 0 { // offload or a jumbogram: all that is there
		length = d.rest(b)
	}
	switch {
	case length > len(b):
		d.SetTruncated()
		d.lost = length - len(b)
	default:
		b = b[:length] // behind it: padding, trailers, a frame check sequence
	}
	d.fcs = 0
	return d.extensions(h, b)
}

// extensions walks the extension headers up to the transport's. Each is at least 8 bytes
// long, so that their number is limited by the packet's length.
func (d *decoder) extensions(h *ipHeader, b []byte) verdict {
	for {
		switch h.protocol {
		case layers.IPProtocolIPv6HopByHop, layers.IPProtocolIPv6Routing, layers.IPProtocolIPv6Destination,
			ipProtocolMobility, ipProtocolHIP, ipProtocolShim6:
		case layers.IPProtocolIPv6Fragment:
			if len(b) < 8 {
				return d.tooShort()
			}
			h.protocol = layers.IPProtocol(b[0])
			field := binary.BigEndian.Uint16(b[2:])
			f := fragment{
				id:     binary.BigEndian.Uint32(b[4:]),
				offset: int(field &^ 7),
				more:   field&1 != 0,
			}
			b = b[8:]
			if f.offset != 0 || f.more {
				return d.fragment(h, f, b)
			}
			continue // an atomic fragment (RFC 6946) is whole
		default:
			return d.transport(h, b)
		}
		if len(b) < 2 {
			return d.tooShort()
		}
		length := 8 + int(b[1])*8 // units of 8 bytes, after the first
		if len(b) < length {
			return d.tooShort()
		}
		h.protocol = layers.IPProtocol(b[0])
		b = b[length:]
	}
}
