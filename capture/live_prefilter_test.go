package capture

import (
	"strings"
	"testing"

	"golang.org/x/net/bpf"

	"sipcap/capture/capturetest"
)

// What the kernel's filter lets through, run by another machine than the kernel's.
func TestPrefilter(t *testing.T) {
	const phone, proxy, media = "10.0.0.1:49170", "10.0.0.2:5060", "10.0.0.2:30000"
	const phone6, proxy6, media6 = "[2001:db8::1]:49170", "[2001:db8::2]:5061", "[2001:db8::2]:30000"
	sip := capturetest.Datagram{Src: phone, Dst: proxy, Payload: "INVITE"}
	rtp := capturetest.Datagram{Src: phone, Dst: media, Payload: "\x80"}
	sip6 := capturetest.Datagram{Src: proxy6, Dst: phone6, Payload: "SIP/2.0"}
	rtp6 := capturetest.Datagram{Src: phone6, Dst: media6, Payload: "\x80"}
	tagged := func(d capturetest.Datagram, ids ...uint16) []byte { d.VLAN = ids; return d.Frame().Data }
	icmp := func(d capturetest.Datagram, protocol uint8, kind byte) []byte {
		return d.CarryFrame(protocol, append([]byte{kind, 0, 0, 0}, make([]byte, 36)...)).Data
	}
	long := capturetest.Datagram{Src: phone, Dst: media, Payload: strings.Repeat("x", 3000)}
	for _, tt := range []struct {
		name  string
		frame []byte
		want  bool
	}{
		{"SIP", sip.Frame().Data, true},
		{"the answer", capturetest.Datagram{Src: proxy, Dst: phone, Payload: "SIP/2.0"}.Frame().Data, true},
		{"media", rtp.Frame().Data, false},
		{"another port", capturetest.Datagram{Src: "10.0.0.1:7000", Dst: media, Payload: "SIP/2.0"}.Frame().Data, true},
		{"the last of a range", capturetest.Datagram{Src: phone, Dst: "10.0.0.2:8001", Payload: "INVITE"}.Frame().Data, true},
		{"the one behind it", capturetest.Datagram{Src: phone, Dst: "10.0.0.2:8002", Payload: "INVITE"}.Frame().Data, false},
		{"SIP with IP options", capturetest.Datagram{Src: phone, Dst: proxy, Payload: "INVITE", Options: []byte{1, 1, 1, 1}}.Frame().Data, true},
		{"SIP in a VLAN", tagged(sip, 100), true},
		{"SIP in two", tagged(sip, 100, 200), true},
		{"media in a VLAN", tagged(rtp, 100), false},
		{"media in two", tagged(rtp, 100, 200), false},
		{"SIP over TCP", capturetest.Segment{Datagram: sip}.Frame().Data, true},
		{"other TCP", capturetest.Segment{Datagram: rtp}.Frame().Data, false},
		{"a fragment, the first", long.Fragments(1500)[0].Data, true},
		{"the last", long.Fragments(1500)[2].Data, true},
		{"IPv6", sip6.Frame().Data, true},
		{"IPv6 media", rtp6.Frame().Data, false},
		{"IPv6 in a VLAN", tagged(sip6, 7), true},
		{"an IPv6 fragment", capturetest.Datagram{Src: phone6, Dst: media6, Payload: strings.Repeat("x", 3000)}.Fragments(1500)[2].Data, true},
		{"port unreachable", icmp(rtp, 1, 3), true},
		{"an echo", icmp(rtp, 1, 8), false},
		{"time exceeded", icmp(rtp, 1, 11), true},
		{"an ICMPv6 error", icmp(rtp6, 58, 1), true},
		{"a neighbour's advertisement", icmp(rtp6, 58, 136), false},
		{"ARP", capturetest.Ethernet.Wrap(0x0806, make([]byte, 28)), false},
		{"a runt", make([]byte, 14), false},
		{"nothing", nil, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, err := prefilter(append(SIPPorts(), PortRange{7000, 7000}, PortRange{8000, 8001}), false, 1500)
			if err != nil {
				t.Fatal(err)
			}
			program, all := bpf.Disassemble(code)
			if !all {
				t.Fatal("not all instructions are known")
			}
			vm, err := bpf.NewVM(program)
			if err != nil {
				t.Fatal(err)
			}
			n, err := vm.Run(tt.frame)
			if err != nil {
				t.Fatal(err)
			}
			if got := n > 0; got != tt.want {
				t.Errorf("passes: %t, want %t", got, tt.want)
			}
		})
	}
}

func TestPrefilterTooLong(t *testing.T) {
	if _, err := prefilter(make([]PortRange, 200), false, 1500); err == nil {
		t.Error("a filter that jumps too far is no error")
	}
	ports := append(SIPPorts(), make([]PortRange, 32)...)
	if _, err := prefilter(ports, true, 1500); err != nil {
		t.Errorf("32 ports more than usual: %v", err)
	}
}
