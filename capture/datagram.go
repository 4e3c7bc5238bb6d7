package capture

import "net/netip"

// datagram decodes a UDP header (RFC 768) and delivers the payload, or what is in the tunnel
// that it is. Bytes between UDP's length and IP's are not payload.
func (d *decoder) datagram(h ipHeader, b []byte) verdict {
	if len(b) < 8 {
		return d.tooShort()
	}
	if d.udp.DecodeFromBytes(b, d) != nil {
		return skipMalformed
	}
	if len(d.udp.Payload) == 0 {
		if d.udp.Length > 8 {
			return d.tooShort()
		}
		return skipEmpty
	}
	src, dst := uint16(d.udp.SrcPort), uint16(d.udp.DstPort)
	for _, port := range [...]uint16{dst, src} {
		if inside := tunnelOf(port); inside != nil {
			if v, ok := inside(d, h, d.udp.Payload); ok {
				return v
			}
		}
	}
	d.pkt.Transport = UDP
	d.pkt.Src, d.pkt.Dst = netip.AddrPortFrom(h.src, src), netip.AddrPortFrom(h.dst, dst)
	d.pkt.Payload = d.udp.Payload
	d.pkt.sum = d.udp.Checksum
	return delivered
}
