package capture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// outer is a datagram between the ends of a tunnel.
func outer(port int, payload string) ct.Datagram {
	return ct.Datagram{Time: at(0), Src: "192.0.2.1:40000", Dst: fmt.Sprintf("192.0.2.2:%d", port), ID: 9, TTL: 250, Payload: payload}
}

// outer6 is outer over IPv6.
func outer6(port int, payload string) ct.Datagram {
	d := outer(port, payload)
	d.Src, d.Dst = "[2001:db8:9::1]:40000", fmt.Sprintf("[2001:db8:9::2]:%d", port)
	return d
}

// tunnels are a frame for each way to carry a packet.
func tunnels(inner ct.Datagram) map[string]ct.Frame {
	packet, frame := inner.Packet(), inner.Frame().Data
	etherType, protocol, ppp := uint16(0x0800), byte(4), uint16(0x21)
	if packet[0]>>4 == 6 {
		etherType, protocol, ppp = 0x86dd, 41, 0x57
	}
	o := outer(0, "")
	gre := func(g ct.GRE, payload []byte) ct.Frame { return o.CarryFrame(47, g.Wrap(payload)) }
	udp := func(port int, payload string) ct.Frame { return outer(port, payload).Frame() }
	ether := func(etherType uint16, payload []byte) ct.Frame {
		return ct.Frame{Data: append(ct.Ethernet.Wrap(etherType, payload), "trailer"...)}
	}
	l2tp := func(header string, payload []byte) string { return header + string(payload) }
	esp := func(check int) ct.Frame {
		return inner.CarryFrame(50, ct.ESP(77, 17, inner.Transport(), check))
	}
	routed := outer6(0, "")
	routed.Extensions = []ct.Extension{{Protocol: 43, Body: append([]byte{4, 0, 0, 0, 0, 0}, make([]byte, 16)...)}} // one segment, the last
	gmac := slices.Insert(ct.ESP(77, 17, inner.Transport(), 16), 8, 1, 2, 3, 4, 5, 6, 7, 8)

	return map[string]ct.Frame{
		"MPLS":                         ether(0x8847, ct.MPLS([]uint32{100, 200}, packet)),
		"MPLS, multicast":              ether(0x8848, ct.MPLS([]uint32{100}, packet)),
		"MPLS, pseudowire":             ether(0x8847, ct.MPLS([]uint32{100}, frame)),
		"MPLS, pseudowire, controlled": ether(0x8847, ct.MPLS([]uint32{100}, append(make([]byte, 4), frame...))),
		"MPLS in IP":                   o.CarryFrame(137, ct.MPLS([]uint32{100}, packet)),
		"PPPoE":                        ether(0x8864, ct.PPPoE(5, ct.PPP(ppp, false, packet))),
		"PPPoE, compressed protocol":   ether(0x8864, ct.PPPoE(5, ct.PPP(ppp, false, packet)[1:])),
		"VN-Tag":                       ether(0x8926, append(binary.BigEndian.AppendUint16([]byte{0, 1, 0, 2}, etherType), packet...)),
		"VN-Tag, 802.1Q":               ether(0x8926, slices.Concat([]byte{0, 1, 0, 2, 0x81, 0, 0, 7}, binary.BigEndian.AppendUint16(nil, etherType), packet)),
		"IP in IP":                     o.CarryFrame(protocol, packet),
		"IP in IPv6":                   outer6(0, "").CarryFrame(protocol, packet),
		"SRv6":                         routed.CarryFrame(protocol, packet),
		"EtherIP":                      o.CarryFrame(97, append([]byte{0x30, 0}, frame...)),
		"GRE":                          gre(ct.GRE{Protocol: etherType}, packet),
		"GRE, all fields":              gre(ct.GRE{Protocol: etherType, Checksum: true, Key: 5, Sequence: true}, packet),
		"GRE, Ethernet":                gre(ct.GRE{Protocol: 0x6558, Key: 5}, frame),
		"GRE, MPLS":                    gre(ct.GRE{Protocol: 0x8847}, ct.MPLS([]uint32{5}, packet)),
		"GRE, PPP":                     gre(ct.GRE{Protocol: 0x880b}, ct.PPP(ppp, true, packet)),
		"GRE, WCCP":                    gre(ct.GRE{Protocol: 0x883e}, packet),
		"GRE, WCCP 2":                  gre(ct.GRE{Protocol: 0x883e}, append([]byte{0, 0, 0, 1}, packet...)),
		"PPTP":                         gre(ct.GRE{Protocol: 0x880b, PPTP: true, Key: 3, Sequence: true}, ct.PPP(ppp, true, packet)),
		"PPTP, acknowledging":          gre(ct.GRE{Protocol: 0x880b, PPTP: true, Key: 3, Sequence: true, Acknowledgement: true}, ct.PPP(ppp, false, packet)),
		"ERSPAN I":                     gre(ct.GRE{Protocol: 0x88be}, frame),
		"ERSPAN I with a number":       gre(ct.GRE{Protocol: 0x88be, Sequence: true}, frame),
		"ERSPAN II":                    gre(ct.GRE{Protocol: 0x88be, Sequence: true}, ct.ERSPAN(2, false, frame)),
		"ERSPAN II without a number":   gre(ct.GRE{Protocol: 0x88be}, ct.ERSPAN(2, false, frame)),
		"ERSPAN III":                   gre(ct.GRE{Protocol: 0x22eb, Sequence: true}, ct.ERSPAN(3, false, frame)),
		"ERSPAN III, subheader":        gre(ct.GRE{Protocol: 0x22eb, Sequence: true}, ct.ERSPAN(3, true, frame)),
		"GTP-U":                        udp(2152, ct.GTP{TEID: 1}.Wrap(packet)),
		"GTP-U, sequence":              udp(2152, ct.GTP{TEID: 1, Sequence: true}.Wrap(packet)),
		"GTP-U, extensions":            udp(2152, ct.GTP{TEID: 1, Extensions: [][]byte{{1, 0, 9}, {2, 1, 2, 3, 4, 5, 6}}}.Wrap(packet)),
		"GTP-U, Ethernet":              udp(2152, ct.GTP{TEID: 1}.Wrap(frame)),
		"GTP-U over IPv6":              outer6(2152, ct.GTP{TEID: 1}.Wrap(packet)).Frame(),
		"GTP in GTP":                   udp(2152, ct.GTP{TEID: 1}.Wrap(outer(2152, ct.GTP{TEID: 2}.Wrap(packet)).Packet())),
		"GTP, version 0":               udp(3386, "\x1e\xff\x00\x00"+strings.Repeat("\x00", 16)+string(packet)),
		"VXLAN":                        udp(4789, ct.VXLAN(42, frame)),
		"VXLAN, Linux's port":          udp(8472, ct.VXLAN(42, frame)),
		"VXLAN, group policy":          udp(4789, "\x88\x00\x00\x05"+ct.VXLAN(42, frame)[4:]),
		"VXLAN-GPE":                    udp(4790, "\x0c\x00\x00\x01"+ct.VXLAN(42, packet)[4:]),
		"Geneve":                       udp(6081, ct.Geneve(42, 0x6558, nil, frame)),
		"Geneve, options, IP":          udp(6081, ct.Geneve(42, etherType, make([]byte, 8), packet)),
		"TZSP":                         udp(37008, ct.TZSP(1, frame)),
		"TZSP, 802.11":                 udp(37008, ct.TZSP(18, ct.WiFi(true, etherType, packet))),
		"L2TPv2":                       udp(1701, l2tp("\x00\x02\x00\x01\x00\x02", ct.PPP(ppp, true, packet))),
		"L2TPv2, all fields":           udp(1701, l2tp("\x4a\x02"+string(binary.BigEndian.AppendUint16(nil, uint16(16+4+len(packet))))+"\x00\x01\x00\x02\x00\x00\x00\x01\x00\x02\x00\x00", ct.PPP(ppp, true, packet))),
		"L2TPv3 over UDP":              udp(1701, l2tp("\x00\x03\x00\x00\x00\x00\x00\x09", frame)),
		"L2TPv3":                       o.CarryFrame(115, []byte(l2tp("\x00\x00\x00\x09", frame))),
		"L2TPv3, cookie":               o.CarryFrame(115, []byte(l2tp("\x00\x00\x00\x09\x11\x22\x33\x44\x55\x66\x77\x88", frame))),
		"L2TPv3, sublayer, PPP":        o.CarryFrame(115, []byte(l2tp("\x00\x00\x00\x09\x40\x00\x00\x01", ct.PPP(ppp, true, packet)))),
		"ESP":                          esp(12),
		"ESP, SHA-256":                 esp(16),
		"ESP, SHA-512":                 esp(32),
		"ESP without check":            esp(0),
		"ESP, GMAC":                    inner.CarryFrame(50, gmac),
		"ESP, tunnel mode":             o.CarryFrame(50, ct.ESP(77, protocol, packet, 12)),
		"ESP in UDP":                   udp(4500, string(ct.ESP(77, protocol, packet, 12))),
	}
}

// TestTunnels: the packet within is what is told.
func TestTunnels(t *testing.T) {
	four := datagram(0, "INVITE sip:bob@example.com SIP/2.0\r\n\r\n")
	six := v6(0, "INVITE sip:bob@example.com SIP/2.0\r\n\r\n")
	four.TTL, six.TTL = 17, 17
	for version, inner := range map[string]ct.Datagram{"IPv4": four, "IPv6": six} {
		for name, f := range tunnels(inner) {
			t.Run(name+" "+version, func(t *testing.T) {
				packets, info := one(t, ct.Ethernet, f)
				if len(packets) != 1 {
					t.Fatalf("no packet; skipped %v", info.Skipped)
				}
				p := packets[0]
				if p.Src.String() != inner.Src || p.Dst.String() != inner.Dst || string(p.Payload) != inner.Payload ||
					p.TTL != 17 || p.Truncated || version == "IPv4" && p.IPID != inner.ID {
					t.Errorf("got %+v, want %s to %s, TTL 17, %q", p, inner.Src, inner.Dst, inner.Payload)
				}
			})
		}
	}
}

// TestTunnelsCut: at no snap length is a payload found that is none of the packet within, or
// of the tunnel's own datagram where nothing within it is left.
func TestTunnelsCut(t *testing.T) {
	inner := datagram(0, "INVITE sip:bob@example.com SIP/2.0\r\n\r\n")
	for name, f := range tunnels(inner) {
		var frames []ct.Frame
		for n := range len(f.Data) {
			frames = append(frames, f.Cut(n))
		}
		packets, info := readBytes(t, ct.Pcap{}.Bytes(frames...))
		for _, p := range packets {
			within := p.Src.String() == inner.Src && strings.HasPrefix(inner.Payload, string(p.Payload))
			if own := p.Src.Port() == 40000; !within && !own {
				t.Errorf("%s cut at %d: %+v", name, p.Frame.Number-1, p)
			}
		}
		if n := info.Skipped[SkipMalformed]; n.Count > 0 {
			t.Errorf("%s cut at %d is malformed, want cut-short", name, n.First.Number-1)
		}
	}
}

// TestNoTunnel: what is on a tunnel's port and is none comes as it is, SIP above all.
func TestNoTunnel(t *testing.T) {
	inner := datagram(0, "one").Packet()
	for name, tt := range map[string]struct {
		port    int
		payload string
	}{
		"GTP-U, echo":            {2152, ct.GTP{Type: 1, Sequence: true}.Wrap(nil)},
		"GTP-U, nothing in it":   {2152, ct.GTP{TEID: 1}.Wrap(nil)},
		"GTP-U, not IP":          {2152, ct.GTP{TEID: 1}.Wrap([]byte("neither IP nor Ethernet, that is plain to see"))},
		"GTP-U, extension of 0":  {2152, ct.GTP{TEID: 1, Extensions: [][]byte{{0, 0, 0}}}.Wrap(inner)},
		"GTP-U, extension cut":   {2152, ct.GTP{TEID: 1, Extensions: [][]byte{{200, 0, 0}}}.Wrap(inner)},
		"GTP'":                   {2152, "\x20\xff\x00\x00\x00\x00\x00\x00" + string(inner)},
		"GTP, version 2":         {2152, "\x50\xff\x00\x00\x00\x00\x00\x00" + string(inner)},
		"VXLAN without a number": {4789, "\x00" + ct.VXLAN(1, ct.Ethernet.Wrap(0x0800, inner))[1:]},
		"VXLAN, no Ethernet":     {4789, ct.VXLAN(1, inner)},
		"Geneve, control":        {6081, "\x00\x80\x65\x58\x00\x00\x01\x00" + string(ct.Ethernet.Wrap(0x0800, inner))},
		"Geneve, options cut":    {6081, "\x3f\x00\x08\x00\x00\x00\x01\x00" + string(inner)},
		"TZSP, version 2":        {37008, "\x02" + ct.TZSP(1, ct.Ethernet.Wrap(0x0800, inner))[1:]},
		"TZSP without an end":    {37008, "\x01\x00\x00\x01\x0a\x01\xd0\x0a\x7f"},
		"TZSP, padding alone":    {37008, "\x01\x00\x00\x01\x00\x00\x00\x00"},
		"L2TP, control":          {1701, "\xc8\x02\x00\x0c\x00\x01\x00\x00\x00\x00\x00\x00"},
		"L2TP, LCP":              {1701, "\x00\x02\x00\x01\x00\x02\xff\x03\xc0\x21\x01\x01\x00\x04"},
		"L2TP, length cut":       {1701, "\x40\x02\xff\xff\x00\x01\x00\x02\xff\x03\x00\x21" + string(inner)},
		"key exchange":           {4500, "\x00\x00\x00\x00" + string(inner)},
		"ESP, encrypted":         {4500, "\x00\x00\x00\x05" + strings.Repeat("\x9d\x03\x71\xe8", 20)},
		"NAT keep-alive":         {4500, "\xff"},
	} {
		t.Run(name, func(t *testing.T) {
			packets, _ := one(t, ct.Ethernet, outer(tt.port, tt.payload).Frame())
			wantPayloads(t, packets, tt.payload)
			if len(packets) == 1 && packets[0].Src.String() != "192.0.2.1:40000" {
				t.Errorf("from %s", packets[0].Src)
			}
		})
	}
	sip := "OPTIONS sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1\r\n\r\n"
	for _, port := range []int{portL2TP, portGTPU, portGTPv0, portESP, portVXLAN, portVXLANGPE, portGeneve, portVXLANLinux, portTZSP} {
		for _, payload := range []string{sip, "\r\n\r\n", "\r\n" + sip, sip[:30], sip[20:]} {
			packets, _ := one(t, ct.Ethernet, outer(port, payload).Frame())
			wantPayloads(t, packets, payload)
		}
	}
}

// TestTunnelVerdicts: what a tunnel carries and is no packet is counted for what it is.
func TestTunnelVerdicts(t *testing.T) {
	o := outer(0, "")
	broken := datagram(0, "one").Packet()
	broken[20+5] = 1 // UDP's length
	for name, tt := range map[string]struct {
		frame ct.Frame
		want  SkipReason
	}{
		"PPPoE, discovery":     {ct.Frame{Data: ct.Ethernet.Wrap(0x8864, []byte{0x11, 9, 0, 0, 0, 0})}, SkipNotIP},
		"PPPoE, version 2":     {ct.Frame{Data: ct.Ethernet.Wrap(0x8864, []byte{0x21, 0, 0, 0, 0, 0})}, SkipMalformed},
		"PPP, LCP":             {ct.Frame{Data: ct.Ethernet.Wrap(0x8864, ct.PPPoE(1, []byte{0xc0, 0x21, 1, 1, 0, 4}))}, SkipNotIP},
		"MPLS without an end":  {ct.Frame{Data: ct.Ethernet.Wrap(0x8847, []byte{0, 0, 0, 64})}, SkipMalformed},
		"MPLS, OAM":            {ct.Frame{Data: ct.Ethernet.Wrap(0x8847, ct.MPLS([]uint32{14}, []byte{0x10, 0, 0, 7, 1}))}, SkipNotIP},
		"GRE, source routes":   {o.CarryFrame(47, []byte{0x40, 0, 8, 0, 0, 0, 0, 0}), SkipOtherProtocol},
		"GRE, version 2":       {o.CarryFrame(47, []byte{0, 2, 8, 0}), SkipOtherProtocol},
		"GRE, keep-alive":      {o.CarryFrame(47, []byte{0, 0, 0, 0}), SkipNotIP},
		"GRE cut":              {o.CarryFrame(47, []byte{0, 0, 8}), SkipMalformed},
		"PPTP, acknowledgment": {o.CarryFrame(47, ct.GRE{Protocol: 0x880b, PPTP: true, Acknowledgement: true}.Wrap(nil)), SkipEmpty},
		"ESP, encrypted":       {o.CarryFrame(50, bytes.Repeat([]byte{0x9d, 3, 0x71, 0xe8}, 20)), SkipOtherProtocol},
		"ESP, wrong length":    {o.CarryFrame(50, ct.ESP(7, 17, append(outer(1, "x").Transport(), 'y'), 12)), SkipOtherProtocol},
		"ESP, TCP":             {o.CarryFrame(50, ct.ESP(7, 6, rawSegment(), 12)), SkipTCP},
		"ESP, TCP, damaged":    {o.CarryFrame(50, ct.ESP(7, 6, append(rawSegment(), 1), 12)), SkipOtherProtocol},
		"ESP, broken within":   {outer(4500, string(ct.ESP(7, 4, broken, 12))).Frame(), SkipMalformed},
		"L2TPv3, control":      {o.CarryFrame(115, make([]byte, 40)), SkipOtherProtocol},
		"L2TPv3, unknown":      {o.CarryFrame(115, bytes.Repeat([]byte{9}, 40)), SkipOtherProtocol},
		"VN-Tag cut":           {ct.Frame{Data: ct.Ethernet.Wrap(0x8926, []byte{0, 1, 0, 2})}, SkipMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			packets, info := one(t, ct.Ethernet, tt.frame)
			if info.Skipped[tt.want].Count != 1 {
				t.Errorf("skipped %v (%d packets), want %s", info.Skipped, len(packets), tt.want)
			}
		})
	}
}

// rawSegment is one between outer's addresses, with a right checksum.
func rawSegment() []byte {
	b := []byte{0x13, 0xc4, 0x13, 0xc4, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x10, 1, 0, 0, 0, 0, 0}
	h, _, _ := quotedIP(outer(0, "").Carry(6, b))
	binary.BigEndian.PutUint16(b[16:], checksum(&h, 6, b))
	return b
}

// TestTunnelDepth: tunnels within each other end somewhere.
func TestTunnelDepth(t *testing.T) {
	nest := func(depth int) ct.Frame {
		packet := datagram(0, "one").Packet()
		for range depth {
			packet = outer(0, "").Carry(4, packet)
		}
		return ct.Frame{Data: ct.Ethernet.Wrap(0x0800, packet)}
	}
	packets, _ := one(t, ct.Ethernet, nest(7))
	wantPayloads(t, packets, "one")
	if _, info := one(t, ct.Ethernet, nest(8)); info.Skipped[SkipTooDeep].Count != 1 {
		t.Errorf("skipped %v, want too-deep", info.Skipped)
	}
}

// TestTunnelFragments: a tunnel's datagram in parts, which carries a part of a packet each.
func TestTunnelFragments(t *testing.T) {
	inner := datagram(0, strings.Repeat("in parts ", 30))
	var frames []ct.Frame
	for i, part := range inner.Fragments(140) {
		o := outer(2152, ct.GTP{TEID: 1}.Wrap(part.Data[14:]))
		o.ID = uint16(100 + i) // each datagram of the tunnel has its own
		frames = append(frames, o.Fragments(100)...)
	}
	packets, info := readBytes(t, ct.Pcap{}.Bytes(frames...))
	wantPayloads(t, packets, inner.Payload)
	if len(packets) == 1 && len(packets[0].Frames) != len(frames) {
		t.Errorf("%d frames of %d; %v", len(packets[0].Frames), len(frames), info.Skipped)
	}
}

// TestTunnelScope: fragments in different tunnels do not belong together, though addresses
// and identification are the same.
func TestTunnelScope(t *testing.T) {
	part := func(teid uint32, letter string, n int) ct.Frame {
		f := datagram(0, strings.Repeat(letter, 64)).Fragments(68)[n]
		return outer(2152, ct.GTP{TEID: teid}.Wrap(f.Data[14:])).Frame()
	}
	packets, _ := readBytes(t, ct.Pcap{}.Bytes(part(1, "a", 0), part(2, "b", 1), part(1, "a", 1), part(2, "b", 0)))
	wantPayloads(t, packets, strings.Repeat("a", 64), strings.Repeat("b", 64))
}
