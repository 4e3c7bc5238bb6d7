package capture

import (
	"encoding/binary"
	"net/netip"
)

// datagram decodes a UDP header (RFC 768) and delivers the payload, or what is in the tunnel
// that it is. Bytes between UDP's length and IP's are not payload.
func (d *decoder) datagram(h ipHeader, b []byte) verdict {
	if len(b) < 8 {
		return d.tooShort()
	}
	src, dst := binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	length := int(binary.BigEndian.Uint16(b[4:]))
	switch {
	case length == 0: // a jumbogram (RFC 2675 §4), or left to the card
		length = len(b)
	case length < 8:
		return skipMalformed
	case length > len(b):
		d.cutOff()
	}
	payload := b[8:min(length, len(b))]
	if len(payload) == 0 {
		if length > 8 {
			return d.tooShort()
		}
		return skipEmpty
	}
	for _, port := range [...]uint16{dst, src} {
		if inside := tunnelOf(port); inside != nil {
			if v, ok := inside(d, h, payload); ok {
				return v
			}
		}
	}
	d.pkt.Transport = UDP
	d.pkt.Src = netip.AddrPortFrom(h.src, src)
	d.pkt.Dst = netip.AddrPortFrom(h.dst, dst)
	d.pkt.Payload = payload
	return delivered
}
