package wire

import (
	"bytes"
	"encoding/hex"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// tshark calls these checksums good.
func TestUDP(t *testing.T) {
	v4 := Header{Src: netip.MustParseAddrPort("10.20.0.40:5060"), Dst: netip.MustParseAddrPort("10.1.3.30:5060"), ID: 7}
	v6 := Header{Src: netip.MustParseAddrPort("[fd20::40]:5060"), Dst: netip.MustParseAddrPort("[fd13::30]:5060")}
	tagged := v4
	tagged.VLAN = []uint16{100, 120}
	const ip4 = "4500001f000700004011636d0a1400280a01031e13c413c4000bfc92616263"
	for _, tt := range []struct {
		name   string
		header Header
		want   string
	}{
		{"IPv4", v4, "02000a01031e02000a1400280800" + ip4},
		{"QinQ", tagged, "02000a01031e02000a14002888a8006481000078" + "0800" + ip4},
		{"IPv6", v6, "0200000000300200000000" + "4086dd60000000000b1140fd200000000000000000000000000040fd13000000000000000000000000003013c413c4000b1949616263"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := hex.EncodeToString(UDP(nil, tt.header, []byte("abc")))
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestWriter(t *testing.T) {
	at := time.Unix(0x01020304, 5_000_007)
	for _, tt := range []struct {
		name string
		file File
		want string
	}{
		{"microseconds", File{LinkType: Ethernet}, "d4c3b2a1020004000000000000000000" + "0000040001000000" + "0403020188130000" + "0300000003000000616263"},
		{"nanoseconds, big-endian, cut to two bytes", File{LinkType: Raw, Nanosecond: true, BigEndian: true, Snaplen: 2},
			"a1b23c4d000200040000000000000000" + "0000000200000065" + "01020304004c4b47" + "00000002000000036162"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			w := NewWriter(&out, tt.file)
			w.Frame(at, []byte("abc"))
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			if got := hex.EncodeToString(out.Bytes()); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestLinkHeaders(t *testing.T) {
	h := Header{Src: netip.MustParseAddrPort("10.20.0.40:1"), Dst: netip.MustParseAddrPort("10.1.3.30:1"), VLAN: []uint16{120}}
	six := Header{Src: netip.MustParseAddrPort("[fd20::40]:1"), Dst: netip.MustParseAddrPort("[fd13::30]:1")}
	for _, tt := range []struct{ name, got, want string }{
		{"cooked, received, tagged", string(SLLHeader(nil, h, false)), "00000001000602000a140028000081000078" + "0800"},
		{"cooked, sent, IPv6", string(SLLHeader(nil, six, true)), "0004000100060200000000400000" + "86dd"},
		{"loopback IPv4", string(NullHeader(nil, h)), "02000000"},
		{"loopback IPv6", string(NullHeader(nil, six)), "1e000000"},
		{"Ethernet", string(EthernetHeader(nil, h)), "02000a01031e02000a140028810000780800"},
	} {
		if got := hex.EncodeToString([]byte(tt.got)); !strings.EqualFold(got, tt.want) {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}
