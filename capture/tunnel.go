package capture

import (
	"encoding/binary"

	"github.com/google/gopacket/layers"
)

// Tunnels over UDP that are told by one of their ports. What is on the port is looked at all
// the same: SIP may be anywhere.
const (
	portL2TP       = 1701
	portGTPU       = 2152
	portGTPv0      = 3386
	portESP        = 4500 // RFC 3948
	portVXLAN      = 4789
	portVXLANGPE   = 4790
	portGeneve     = 6081
	portVXLANLinux = 8472 // Linux's before there was a number, and OTV's
	portTZSP       = 37008
)

// tunnel is a kind of tunnel over UDP.
type tunnel uint8

const (
	noTunnel tunnel = iota
	gtpTunnel
	vxlanTunnel
	geneveTunnel
	tzspTunnel
	l2tpTunnel
	espTunnel
)

// tunnelOf returns the tunnel that a port stands for, as nearly none does.
//
// To add a tunnel:
//  1. Write its method in a file named after it: check the header, check with likelyIP or
//     likelyEthernet what is behind it, then call d.enter, and d.ip or d.ethernet.
//  2. Add its port here and its method to inTunnel, its IP protocol to transport in ip.go, or its EtherType to
//     etherType in ethernet.go.
//  3. Give capturetest the header, and add cases to TestTunnels and TestNoTunnel.
func tunnelOf(port uint16) tunnel {
	switch port {
	case portGTPU, portGTPv0:
		return gtpTunnel
	case portVXLAN, portVXLANLinux, portVXLANGPE:
		return vxlanTunnel
	case portGeneve:
		return geneveTunnel
	case portTZSP:
		return tzspTunnel
	case portL2TP:
		return l2tpTunnel
	case portESP:
		return espTunnel
	}
	return noTunnel
}

// inTunnel goes on with what is in a tunnel. It reports false, and has changed nothing then, where the datagram
// is none of that tunnel or carries no packet: a datagram is delivered as it is unless both the tunnel's header
// and the one within make sense.
func (d *decoder) inTunnel(t tunnel, h *ipHeader, b []byte) (verdict, bool) {
	switch t {
	case gtpTunnel:
		return d.gtp(h, b)
	case vxlanTunnel:
		return d.vxlan(h, b)
	case geneveTunnel:
		return d.geneve(h, b)
	case tzspTunnel:
		return d.tzsp(h, b)
	case l2tpTunnel:
		return d.l2tp(h, b)
	case espTunnel:
		return d.espInUDP(h, b)
	}
	return 0, false
}

// Tunnels over IP that gopacket has no name for.
const (
	ipProtocolIPIP     layers.IPProtocol = 94 // KA9Q's IP in IP
	ipProtocolL2TP     layers.IPProtocol = 115
	ipProtocolMPLSInIP layers.IPProtocol = 137
)

// tunnelled goes on with a tunnel over IP.
func (d *decoder) tunnelled(h *ipHeader, b []byte) verdict {
	switch h.protocol {
	case layers.IPProtocolIPv4, layers.IPProtocolIPv6, ipProtocolIPIP:
		return d.ipWithin(h, 0, b)
	case layers.IPProtocolGRE:
		return d.gre(h, b)
	case layers.IPProtocolESP:
		return d.esp(h, b)
	case layers.IPProtocolEtherIP: // RFC 3378: a version and 12 bits of 0
		if len(b) < 2 {
			return d.tooShort()
		}
		return d.ethernetWithin(h, 0, b[2:])
	case ipProtocolMPLSInIP: // RFC 4023
		if !d.enter(h, 0) {
			return skipTooDeep
		}
		return d.mpls(b)
	case ipProtocolL2TP:
		if v, ok := d.l2tpSession(h, b); ok {
			return v
		}
	}
	return skipOtherProtocol
}

// enter is called by a tunnel with the header that it came in and its number for itself. What
// is inside is another network: the same addresses may mean other hosts there.
func (d *decoder) enter(h *ipHeader, id uint64) bool {
	src, dst := h.src.As16(), h.dst.As16()
	for _, v := range [...]uint64{
		binary.LittleEndian.Uint64(src[:8]), binary.LittleEndian.Uint64(src[8:]),
		binary.LittleEndian.Uint64(dst[:8]), binary.LittleEndian.Uint64(dst[8:]), id,
	} {
		d.scope = (d.scope ^ v) * 0x9e3779b97f4a7c15
		d.scope ^= d.scope >> 32
	}
	return d.deeper()
}

// ipWithin decodes IP in a tunnel, after enter.
func (d *decoder) ipWithin(h *ipHeader, id uint64, b []byte) verdict {
	if !d.enter(h, id) {
		return skipTooDeep
	}
	return d.ip(b)
}

// ethernetWithin decodes Ethernet in a tunnel, after enter.
func (d *decoder) ethernetWithin(h *ipHeader, id uint64, b []byte) verdict {
	if !d.enter(h, id) {
		return skipTooDeep
	}
	return d.ethernet(b)
}

// likelyIP tells whether b begins with an IP header whose lengths are possible.
func (d *decoder) likelyIP(b []byte) bool {
	if len(b) < 20 {
		return false
	}
	switch b[0] >> 4 {
	case 4:
		header, total := int(b[0]&15)*4, int(binary.BigEndian.Uint16(b[2:]))
		return header >= 20 && (total >= header && d.fits(total, b) || total == 0)
	case 6:
		return len(b) >= 40 && d.fits(40+int(binary.BigEndian.Uint16(b[4:])), b)
	}
	return false
}

// likelyEthernet tells whether b begins with an Ethernet header that leads to something known.
func (d *decoder) likelyEthernet(b []byte) bool {
	if len(b) < 14 {
		return false
	}
	switch t := layers.EthernetType(binary.BigEndian.Uint16(b[12:])); t {
	case layers.EthernetTypeIPv4, layers.EthernetTypeIPv6:
		return d.likelyIP(b[14:])
	case layers.EthernetTypeDot1Q, layers.EthernetTypeQinQ, etherTypeQinQ9100, etherTypeVNTag,
		layers.EthernetTypeMPLSUnicast, layers.EthernetTypePPPoESession,
		layers.EthernetTypeARP, layers.EthernetTypeLinkLayerDiscovery, layers.EthernetTypePPPoEDiscovery:
		return true
	default: // an 802.3 length, behind which 802.2 comes
		return t >= 3 && t <= 1500 && len(b) >= 17 && d.fits(int(t), b[14:]) && b[16]&3 == 3
	}
}

// fits tells whether n bytes are there, or were before the snap length or a lost fragment
// took them.
func (d *decoder) fits(n int, b []byte) bool {
	return n <= len(b) || d.cut || d.pkt.Truncated
}
