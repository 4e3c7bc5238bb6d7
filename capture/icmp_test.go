package capture

import (
	"slices"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// TestICMPErrors: an error is a packet of its own kind, which tells what it quotes.
func TestICMPErrors(t *testing.T) {
	invite := "INVITE sip:bob@example.com SIP/2.0\r\n"
	four, six := datagram(0, invite), v6(0, invite)
	router, router6 := outer(0, ""), outer6(0, "")
	icmp := func(protocol uint8, head string, quoted []byte) ct.Frame {
		o := router
		if protocol == 58 {
			o = router6
		}
		return o.CarryFrame(protocol, append([]byte(head), quoted...))
	}
	unreachable, unreachable6 := "\x03\x03\x00\x00\x00\x00\x00\x00", "\x01\x04\x00\x00\x00\x00\x00\x00"
	tcp := append(slices.Clone(rawSegment()), invite...)
	tcp[12] = 0x50
	sctp := "\x13\xc4\x13\xc4\x00\x00\x00\x01\x00\x00\x00\x00\x00\x03\x00\x20" + strings.Repeat("\x00", 12) + invite
	for name, tt := range map[string]struct {
		frame     ct.Frame
		kind      uint8
		code      uint8
		mtu       uint32
		transport Transport
		payload   string
	}{
		"port unreachable":       {icmp(1, unreachable, four.Packet()), 3, 3, 0, UDP, invite},
		"eight bytes quoted":     {icmp(1, unreachable, four.Packet()[:28]), 3, 3, 0, UDP, ""},
		"a little payload":       {icmp(1, unreachable, four.Packet()[:34]), 3, 3, 0, UDP, "INVITE"},
		"behind the datagram":    {icmp(1, unreachable, append(four.Packet(), "padding"...)), 3, 3, 0, UDP, invite},
		"extensions":             {icmp(1, "\x03\x03\x00\x00\x00\x10\x00\x00", slices.Concat(four.Packet()[:64], []byte("\x20\x00\x00\x00"))), 3, 3, 0, UDP, invite[:36]},
		"too big":                {icmp(1, "\x03\x04\x00\x00\x00\x00\x05\x14", four.Packet()), 3, 4, 1300, UDP, invite},
		"time exceeded":          {icmp(1, "\x0b\x00\x00\x00\x00\x00\x00\x00", four.Packet()), 11, 0, 0, UDP, invite},
		"TCP":                    {icmp(1, unreachable, four.Carry(6, tcp)), 3, 3, 0, TCP, invite},
		"SCTP":                   {icmp(1, unreachable, four.Carry(132, []byte(sctp))), 3, 3, 0, SCTP, invite},
		"ICMPv6":                 {icmp(58, unreachable6, six.Packet()), 1, 4, 0, UDP, invite},
		"ICMPv6, too big":        {icmp(58, "\x02\x00\x00\x00\x00\x00\x05\x00", six.Packet()), 2, 0, 1280, UDP, invite},
		"ICMPv6, first fragment": {icmp(58, unreachable6, six.Fragments(88)[0].Data[14:]), 1, 4, 0, UDP, invite[:32]},
	} {
		t.Run(name, func(t *testing.T) {
			packets, info := one(t, ct.Ethernet, tt.frame)
			if len(packets) != 1 || packets[0].ICMP == nil {
				t.Fatalf("packets %+v, skipped %v; want an error", packets, info.Skipped)
			}
			p, e := packets[0], packets[0].ICMP
			src, dst, who := four.Src, four.Dst, "192.0.2.1:0"
			if strings.HasPrefix(name, "ICMPv6") {
				src, dst, who = six.Src, six.Dst, "[2001:db8:9::1]:0"
			}
			if tt.transport == TCP || tt.transport == SCTP {
				src, dst = "10.0.0.1:5060", "10.0.0.2:5060"
			}
			if p.Transport != ICMP || p.Payload != nil || p.Src.String() != who {
				t.Errorf("packet %+v, want from %s, without payload", p, who)
			}
			if e.Type != tt.kind || e.Code != tt.code || e.MTU != tt.mtu || e.Transport != tt.transport ||
				e.Src.String() != src || e.Dst.String() != dst || string(e.Payload) != tt.payload {
				t.Errorf("got %+v %q, want %+v", e, e.Payload, tt)
			}
			id, length, sum := four.ID, -1, uint16(0)
			if strings.HasPrefix(name, "ICMPv6") {
				id = 0
			}
			if tt.transport == UDP {
				length, sum = len(invite), UDPChecksum(e.Src, e.Dst, []byte(invite))
			}
			if e.IPID != id || e.Length != length || e.Sum != sum {
				t.Errorf("quoted: id %d, %d bytes, checksum %#x; want %d, %d, %#x", e.IPID, e.Length, e.Sum, id, length, sum)
			}
		})
	}
}

// TestICMPOther: what tells of no packet with ports is only counted.
func TestICMPOther(t *testing.T) {
	quoted := datagram(0, strings.Repeat("in parts ", 10))
	for name, b := range map[string]string{
		"echo":                "\x08\x00\x00\x00\x00\x00\x00\x00" + string(quoted.Packet()),
		"redirect":            "\x05\x01\x00\x00\x0a\x00\x00\x01" + string(quoted.Packet()),
		"quotes ICMP":         "\x03\x03\x00\x00\x00\x00\x00\x00" + string(quoted.Carry(1, make([]byte, 8))),
		"quotes a later part": "\x03\x03\x00\x00\x00\x00\x00\x00" + string(quoted.Fragments(68)[1].Data[14:]),
		"quotes no ports":     "\x03\x03\x00\x00\x00\x00\x00\x00" + string(quoted.Packet()[:27]),
		"quotes nothing":      "\x03\x03\x00\x00\x00\x00\x00\x00",
		"quotes no IP":        "\x03\x03\x00\x00\x00\x00\x00\x00" + strings.Repeat("\x00", 40),
	} {
		t.Run(name, func(t *testing.T) {
			packets, info := one(t, ct.Ethernet, outer(0, "").CarryFrame(1, []byte(b)))
			if len(packets) != 0 || info.Skipped[SkipICMP].Count != 1 {
				t.Errorf("%d packets, skipped %v; want icmp", len(packets), info.Skipped)
			}
		})
	}
}
