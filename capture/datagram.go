package capture

import "net/netip"

// datagram decodes a UDP header (RFC 768) and delivers the payload. Bytes between UDP's
// length and IP's are not payload.
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
	d.pkt.Transport = UDP
	d.pkt.Src = netip.AddrPortFrom(h.src, uint16(d.udp.SrcPort))
	d.pkt.Dst = netip.AddrPortFrom(h.dst, uint16(d.udp.DstPort))
	d.pkt.Payload = d.udp.Payload
	return delivered
}
