package capture

import (
	"encoding/binary"
	"net/netip"

	"github.com/google/gopacket/layers"
)

// ICMPError is an ICMP or ICMPv6 error message (RFC 792, RFC 4443), which quotes the beginning
// of the packet that it is about.
type ICMPError struct {
	// Type and Code are ICMPv6's where the addresses are IPv6's: port unreachable is 3/3 in
	// ICMP, 1/4 in ICMPv6.
	Type, Code uint8
	MTU        uint32 // that fits, where the packet was too big; 0 where it is not told

	Transport Transport      // of the quoted packet: UDP, TCP or SCTP
	Src, Dst  netip.AddrPort // of the quoted packet
	Payload   []byte         // what of its transport payload is quoted; routers quote 8 bytes or more of the packet

	// What tells the quoted packet from others between the same endpoints where nothing of its payload is quoted.
	IPID   uint16 // 0 for IPv6
	Length int    // of a datagram's payload when it was sent; -1 for another transport
	Sum    uint16 // of a datagram, its checksum (see UDPChecksum); 0 where it was sent without
}

// icmp delivers an error that quotes a packet with ports.
func (d *decoder) icmp(h *ipHeader, b []byte) verdict {
	if len(b) < 8 {
		return d.tooShort()
	}
	six := h.protocol == layers.IPProtocolICMPv6
	if !isICMPError(b[0], six) {
		return skipICMP
	}
	e := &d.icmpError
	*e = ICMPError{Type: b[0], Code: b[1], Length: -1}
	quoted := b[8:]
	// The length of the quotation, where extensions follow it (RFC 4884).
	if words := int(b[5]) * 4; !six && words > 0 {
		quoted = quoted[:min(words, len(quoted))]
	} else if words := int(b[4]) * 8; six && e.Type != layers.ICMPv6TypePacketTooBig && words > 0 {
		quoted = quoted[:min(words, len(quoted))]
	}
	if six && e.Type == layers.ICMPv6TypePacketTooBig {
		e.MTU = binary.BigEndian.Uint32(b[4:])
	} else if !six && e.Type == layers.ICMPv4TypeDestinationUnreachable && e.Code == layers.ICMPv4CodeFragmentationNeeded {
		e.MTU = uint32(binary.BigEndian.Uint16(b[6:])) // RFC 1191
	}
	qh, rest, ok := quotedIP(quoted)
	if !ok || !e.quote(qh, rest) {
		return skipICMP
	}
	if qh.src.Is4() {
		e.IPID = binary.BigEndian.Uint16(quoted[4:])
	}
	d.pkt.Transport = ICMP
	d.pkt.Src, d.pkt.Dst = netip.AddrPortFrom(h.src, 0), netip.AddrPortFrom(h.dst, 0)
	d.pkt.ICMP = e
	return delivered
}

// isICMPError tells errors from queries and answers.
func isICMPError(kind uint8, six bool) bool {
	if six {
		return kind > 0 && kind < 128
	}
	switch kind {
	case layers.ICMPv4TypeDestinationUnreachable, layers.ICMPv4TypeSourceQuench, layers.ICMPv4TypeTimeExceeded,
		layers.ICMPv4TypeParameterProblem:
		return true
	}
	return false
}

// quotedIP decodes the IP header of a quoted packet, the end of which is not there. It reports
// false where no transport header can follow: in fragments other than the first.
func quotedIP(b []byte) (h ipHeader, rest []byte, ok bool) {
	switch {
	case len(b) >= 20 && b[0]>>4 == 4:
		header := int(b[0]&15) * 4
		total := int(binary.BigEndian.Uint16(b[2:]))
		if header < 20 || len(b) < header || binary.BigEndian.Uint16(b[6:])&0x1fff != 0 {
			return h, nil, false
		}
		h.src, h.dst = netip.AddrFrom4([4]byte(b[12:16])), netip.AddrFrom4([4]byte(b[16:20]))
		h.protocol = layers.IPProtocol(b[9])
		if total > header { // some stacks quote a length that they subtracted the header from, or swapped
			b = b[:min(total, len(b))]
		}
		return h, b[header:], true
	case len(b) >= 40 && b[0]>>4 == 6:
		h.src, h.dst = netip.AddrFrom16([16]byte(b[8:24])), netip.AddrFrom16([16]byte(b[24:40]))
		h.protocol = layers.IPProtocol(b[6])
		length := int(binary.BigEndian.Uint16(b[4:]))
		b = b[40:]
		return quotedExtensions(h, b[:min(length, len(b))])
	}
	return h, nil, false
}

func quotedExtensions(h ipHeader, b []byte) (ipHeader, []byte, bool) {
	for len(b) >= 8 {
		length := 8 + int(b[1])*8
		switch h.protocol {
		case layers.IPProtocolIPv6HopByHop, layers.IPProtocolIPv6Routing, layers.IPProtocolIPv6Destination:
		case layers.IPProtocolIPv6Fragment:
			if binary.BigEndian.Uint16(b[2:])&^7 != 0 {
				return h, nil, false
			}
			length = 8
		default:
			return h, b, true
		}
		h.protocol = layers.IPProtocol(b[0])
		b = b[min(length, len(b)):]
	}
	return h, nil, false
}

// quote takes ports and payload from what is quoted behind the IP header.
func (e *ICMPError) quote(h ipHeader, b []byte) bool {
	if len(b) < 8 {
		return false
	}
	header := 8
	switch h.protocol {
	case layers.IPProtocolUDP:
		e.Transport = UDP
		e.Sum = binary.BigEndian.Uint16(b[6:])
		if length := int(binary.BigEndian.Uint16(b[4:])); length >= header {
			e.Length = length - header
			b = b[:min(length, len(b))]
		}
	case layers.IPProtocolTCP:
		e.Transport = TCP
		if header = 20; len(b) >= header {
			header = max(header, int(b[12]>>4)*4)
		}
	case layers.IPProtocolSCTP:
		e.Transport = SCTP
		header = 28 // with the header of a data chunk
	default:
		return false
	}
	e.Src = netip.AddrPortFrom(h.src, binary.BigEndian.Uint16(b))
	e.Dst = netip.AddrPortFrom(h.dst, binary.BigEndian.Uint16(b[2:]))
	if len(b) > header {
		e.Payload = b[header:]
	}
	return true
}
