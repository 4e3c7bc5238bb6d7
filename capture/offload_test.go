package capture

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// TestOffloadedFrame: what a card's receive offload put together is whole.
func TestOffloadedFrame(t *testing.T) {
	payload := strings.Repeat("x", 60000)
	d := datagram(0, payload)
	d.Trailer = []byte("trailer")
	packets, _ := one(t, ct.Ethernet, d.Frame())
	wantPayloads(t, packets, payload)
}

// TestBigTCP: segments of more than 64 kB, which the kernel hands from one layer to the other and captures hold. IP
// has no room for their length: it is 0, or in IPv6 a jumbogram's, and all of the frame is theirs.
func TestBigTCP(t *testing.T) {
	payload := strings.Repeat("0123456789abcdef", 200000/16)
	four, six := ct.Segment{Datagram: datagram(0, "")}, ct.Segment{Datagram: v6(0, "")}
	six.Extensions = []ct.Extension{{Protocol: 0, Body: []byte{0xc2, 4, 0, 0, 0, 0}}}
	plain := ct.Segment{Datagram: v6(0, "")}
	for name, tt := range map[string]struct {
		segment ct.Segment
		length  int // where IP's length is, behind Ethernet's header
		jumbo   int // where the jumbogram's is, 0 for none
	}{
		"IPv4":                 {four, 2, 0},
		"IPv6":                 {plain, 4, 0},
		"IPv6 with hop-by-hop": {six, 4, 40 + 4},
	} {
		t.Run(name, func(t *testing.T) {
			for _, vlan := range [][]uint16{nil, {7}} {
				tt.segment.VLAN = vlan
				f := tt.segment.Frame()
				ip := 14 + 4*len(vlan)
				f.Data = append(f.Data, payload...)
				binary.BigEndian.PutUint16(f.Data[ip+tt.length:], 0)
				if tt.jumbo > 0 {
					binary.BigEndian.PutUint32(f.Data[ip+tt.jumbo:], uint32(len(f.Data)-ip-40))
				}
				packets, info := one(t, ct.Ethernet, f)
				wantPayloads(t, packets, payload)
				if len(packets) == 1 && packets[0].Truncated || info.Files[0].Truncated {
					t.Errorf("cut, or %q", info.Files[0].Damage)
				}
				packets, _ = one(t, ct.Ethernet, f.Cut(100000))
				if len(packets) != 1 || !packets[0].Truncated || len(packets[0].Payload) >= 100000 || len(packets[0].Payload) < 99900 {
					t.Errorf("cut by the snap length: %d packets", len(packets))
				}
			}
		})
	}
}

// TestPadding: Ethernet fills short frames up to 60 bytes, and monitoring switches put their own bytes behind the
// packet. Neither is payload, nor do they move a stream on.
func TestPadding(t *testing.T) {
	segment := func(ms int, seq uint32, flags, payload, trailer string) ct.Frame {
		s := ct.Segment{Datagram: datagram(ms, payload), Seq: seq, Flags: flags}
		s.Trailer = []byte(trailer)
		return s.Frame()
	}
	vss := "\x00\x00\x00\x00\x65\xd2\x11\x7a\x0f\x42\x40\x01" // VSS Monitoring's time and port
	packets, info := readBytes(t, ct.Pcap{}.Bytes(
		segment(0, 100, "S", "", "\x00\x00\x00\x00\x00\x00"),
		segment(1, 101, "A", "", "\x00\x00\x00\x00\x00\x00"),
		segment(2, 101, "A", "one", vss),
		segment(3, 104, "A", "", vss),
		segment(4, 104, "A", "two", vss),
		segment(5, 107, "F", "", vss),
	))
	wantPayloads(t, packets, "one", "two", "")
	if info.Streams.Gaps != 0 || info.Skipped[SkipTCP].Count != 4 {
		t.Errorf("%+v, skipped %v; want no gap, four segments without bytes", info.Streams, info.Skipped)
	}
	empty := datagram(0, "")
	empty.Trailer = []byte(vss)
	if _, info := one(t, ct.Ethernet, empty.Frame()); info.Skipped[SkipEmpty].Count != 1 {
		t.Errorf("a datagram without payload: skipped %v, want empty", info.Skipped)
	}
	inner := datagram(0, "inner")
	inner.Trailer = []byte(vss)
	within := outer(4789, ct.VXLAN(1, inner.Frame().Data))
	within.Trailer = []byte(vss)
	packets, _ = one(t, ct.Ethernet, within.Frame())
	wantPayloads(t, packets, "inner")
	fragments := datagram(0, strings.Repeat("x", 200))
	fragments.Trailer = []byte(vss)
	packets, _ = readBytes(t, ct.Pcap{}.Bytes(slices.Clone(fragments.Fragments(140))...))
	wantPayloads(t, packets, fragments.Payload)
}
