package capture

import "net/netip"

// datagram decodes a UDP header (RFC 768) and delivers the payload, or what is in the tunnel
// that it is. Bytes between UDP's length and IP's are not payload.
func (d *decoder) datagram(h *ipHeader, b []byte) verdict {
	if len(b) < udpHeader {
		return d.tooShort()
	}
	if d.udp.DecodeFromBytes(b, d) != nil {
		return skipMalformed
	}
	payload := d.udp.Payload
	if len(payload) == 0 {
		if d.udp.Length > udpHeader {
			return d.tooShort()
		}
		return skipEmpty
	}
	src, dst := uint16(d.udp.SrcPort), uint16(d.udp.DstPort)
	for _, t := range [...]tunnel{tunnelOf(dst), tunnelOf(src)} {
		if t != noTunnel {
			if v, ok := d.inTunnel(t, h, payload); ok {
				return v
			}
		}
	}
	d.pkt.Transport = UDP
	d.pkt.Src, d.pkt.Dst = netip.AddrPortFrom(h.src, src), netip.AddrPortFrom(h.dst, dst)
	d.pkt.Payload = payload
	d.pkt.sum = d.udp.Checksum
	return delivered
}
