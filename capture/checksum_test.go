package capture

import (
	"encoding/binary"
	"net/netip"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// TestUDPChecksum compares with what gopacket computes, for every length up to some words.
func TestUDPChecksum(t *testing.T) {
	for n := range 300 {
		payload := strings.Repeat("\xff\xfe\x00\x07\xff\xff\xff", 30)[:n/2]
		if n%2 == 1 {
			payload = strings.Repeat("\xff", n/2)
		}
		for _, d := range []struct {
			src, dst  string
			transport []byte
		}{
			{"10.0.0.1:5060", "10.0.0.2:5062", datagram(0, payload).Transport()},
			{"[2001:db8::1]:5060", "[2001:db8::2]:5062", v6(0, payload).Transport()},
		} {
			got := UDPChecksum(netip.MustParseAddrPort(d.src), netip.MustParseAddrPort(d.dst), []byte(payload))
			if want := binary.BigEndian.Uint16(d.transport[6:]); got != want {
				t.Errorf("%s, %d bytes: %#x, want %#x", d.src, n, got, want)
			}
		}
	}
}

// TestUDPChecksumNever0: 0 means that there is none, so that a sum of 0 is sent as its complement.
func TestUDPChecksumNever0(t *testing.T) {
	src, dst := netip.MustParseAddrPort("10.0.0.1:5060"), netip.MustParseAddrPort("10.0.0.2:5062")
	rest := UDPChecksum(src, dst, []byte{0, 0})
	if got := UDPChecksum(src, dst, []byte{byte(rest >> 8), byte(rest)}); got != 0xffff {
		t.Errorf("%#x, want 0xffff", got)
	}
}

// TestSentChecksum: the field of a frame that a card was to complete is not what was sent.
func TestSentChecksum(t *testing.T) {
	for name, d := range map[string]ct.Datagram{"IPv4": datagram(0, "INVITE, whole"), "IPv6": v6(0, "INVITE, whole")} {
		frame := d.Frame()
		at := len(frame.Data) - len(d.Payload) - 2
		field := func(sum uint16) []Packet {
			binary.BigEndian.PutUint16(frame.Data[at:], sum)
			packets, _ := one(t, ct.Ethernet, frame)
			return packets
		}
		src, dst := netip.MustParseAddrPort(d.Src), netip.MustParseAddrPort(d.Dst)
		want := UDPChecksum(src, dst, []byte(d.Payload))
		partial := fold(pseudoHeader(src.Addr(), dst.Addr(), 17, 8+len(d.Payload)))
		for sum, want := range map[uint16]uint16{want: want, 0: want, partial: want, 0x1234: 0x1234} {
			if packets := field(sum); len(packets) != 1 || packets[0].SentChecksum() != want {
				t.Errorf("%s: %#x in the header: got %#x, want %#x", name, sum, packets[0].SentChecksum(), want)
			}
		}
	}
	p := Packet{Src: netip.MustParseAddrPort("10.0.0.1:5060"), Dst: netip.MustParseAddrPort("10.0.0.2:5062"), Payload: []byte("x")}
	if got, want := p.SentChecksum(), UDPChecksum(p.Src, p.Dst, p.Payload); got != want {
		t.Errorf("of no frame: %#x, want %#x", got, want)
	}
}

func BenchmarkUDPChecksum(b *testing.B) {
	src, dst := netip.MustParseAddrPort("10.0.0.1:5060"), netip.MustParseAddrPort("10.0.0.2:5062")
	payload := []byte(strings.Repeat("Header: a value of some length\r\n", 22))
	b.SetBytes(int64(len(payload)))
	for b.Loop() {
		UDPChecksum(src, dst, payload)
	}
}
