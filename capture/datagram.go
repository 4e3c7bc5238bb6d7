package capture

import (
	"encoding/binary"
	"net/netip"
)

// datagram decodes a UDP header (RFC 768) and delivers the payload, or what is in the tunnel
// that it is. Bytes between UDP's length and IP's are not payload.
func (d *decoder) datagram(h *ipHeader, b []byte) verdict {
	if len(b) < udpHeader {
		return d.tooShort()
	}
	length, payload := int(binary.BigEndian.Uint16(b[4:])), b[udpHeader:]
	switch {
	case length > len(b):
		d.truncated()
	case length >= udpHeader:
		payload = b[udpHeader:length]
	case length > 0: // 0 is a jumbogram: all that is there (RFC 2675 §4)
		return skipMalformed
	}
	if len(payload) == 0 {
		if length > udpHeader {
			return d.tooShort()
		}
		return skipEmpty
	}
	src, dst := binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
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
	d.pkt.sum = binary.BigEndian.Uint16(b[6:])
	return delivered
}
