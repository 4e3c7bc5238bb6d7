package capture

import (
	"bytes"
	"encoding/binary"
	"net/netip"

	"github.com/google/gopacket/layers"
)

// The tags of Wireshark's exported PDUs that are read (its wsutil/exported_pdu_tlvs.h).
const (
	exportedEnd       = 0
	exportedDissector = 12
	exportedHeuristic = 13
	exportedIPv4Src   = 20
	exportedIPv4Dst   = 21
	exportedIPv6Src   = 22
	exportedIPv6Dst   = 23
	exportedPortType  = 24
	exportedSrcPort   = 25
	exportedDstPort   = 26
)

// exportedTransports are the kinds of ports that Wireshark tells.
var exportedTransports = map[uint32]Transport{1: SCTP, 2: TCP, 3: UDP}

// exported decodes what Wireshark's "Export PDUs to File" writes: tags that tell addresses,
// ports and the dissector, then the PDU without the headers that it came in. A PDU that was
// carried by TCP or TLS is whole; each is a packet of its own.
func (d *decoder) exported(b []byte) verdict {
	unknown := netip.AddrPortFrom(netip.IPv4Unspecified(), 0) // where there are no addresses
	src, dst := unknown, unknown
	var dissector []byte
	var ports uint32
	for {
		if len(b) < 4 {
			return d.tooShort()
		}
		tag, length := binary.BigEndian.Uint16(b), int(binary.BigEndian.Uint16(b[2:]))
		if b = b[4:]; len(b) < length {
			return d.tooShort()
		}
		value := b[:length]
		if b = b[length:]; tag == exportedEnd {
			break
		}
		switch tag {
		case exportedDissector, exportedHeuristic:
			dissector = bytes.TrimRight(value, "\x00") // filled up to a multiple of 4
		case exportedIPv4Src, exportedIPv6Src:
			src = withAddr(src, value)
		case exportedIPv4Dst, exportedIPv6Dst:
			dst = withAddr(dst, value)
		case exportedPortType:
			ports = word(value)
		case exportedSrcPort:
			src = netip.AddrPortFrom(src.Addr(), uint16(word(value)))
		case exportedDstPort:
			dst = netip.AddrPortFrom(dst.Addr(), uint16(word(value)))
		}
	}
	if len(b) == 0 {
		return d.tooShort()
	}
	h := &ipHeader{src: src.Addr(), dst: dst.Addr()}
	switch string(dissector) {
	case "ip", "ipv6":
		return d.ip(b)
	case "eth", "eth_maybefcs", "eth_withoutfcs", "eth_withfcs":
		return d.ethernet(b)
	case "udp":
		h.protocol = layers.IPProtocolUDP
		return d.transport(h, b)
	case "tcp":
		h.protocol = layers.IPProtocolTCP
		return d.transport(h, b)
	}
	transport, ok := exportedTransports[ports]
	if !ok && src == unknown {
		return skipOtherProtocol
	}
	d.pkt.Transport = UDP
	if ok {
		d.pkt.Transport = transport
	}
	d.pkt.Src, d.pkt.Dst, d.pkt.Payload = src, dst, b
	d.pkt.Truncated = d.cut
	return delivered
}

func withAddr(a netip.AddrPort, value []byte) netip.AddrPort {
	if addr, ok := netip.AddrFromSlice(value); ok {
		return netip.AddrPortFrom(addr, a.Port())
	}
	return a
}

func word(value []byte) uint32 {
	if len(value) < 4 {
		return 0
	}
	return binary.BigEndian.Uint32(value)
}
