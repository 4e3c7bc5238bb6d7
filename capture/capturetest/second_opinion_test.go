package capturetest

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
)

var start = time.Date(2024, 2, 29, 12, 0, 0, 123456789, time.UTC)

// reader is what pcapgo's readers have in common.
type reader interface {
	ReadPacketData() ([]byte, gopacket.CaptureInfo, error)
}

// TestSecondOpinion reads with gopacket what is written here, so that the reader under test
// elsewhere is not the only one to agree.
func TestSecondOpinion(t *testing.T) {
	four := Datagram{Time: start, Src: "10.0.0.1:5060", Dst: "10.0.0.2:5062", ID: 3, VLAN: []uint16{7}, Options: []byte{1, 1, 1}, Payload: "four"}
	six := Datagram{Time: start.Add(time.Second), Src: "[2001:db8::1]:5060", Dst: "[2001:db8::2]:5062", Payload: "six"}
	for name, tt := range map[string]struct {
		content   []byte
		precision time.Duration
	}{
		"pcap":                  {Pcap{}.Bytes(four.Frame(), six.Frame()), time.Microsecond},
		"pcap, big-endian, ns":  {Pcap{BigEndian: true, Nano: true}.Bytes(four.Frame(), six.Frame()), 1},
		"pcapng":                {PcapNG{}.Bytes(four.Frame(), six.Frame()), time.Microsecond},
		"pcapng, big-endian":    {PcapNG{BigEndian: true, Interfaces: []Interface{{Resolution: 9, Name: "eth0"}}}.Bytes(four.Frame(), six.Frame()), 1},
		"pcapng, 10^-8, offset": {PcapNG{Interfaces: []Interface{{Resolution: 8, Offset: 1e9}}}.Bytes(four.Frame(), six.Frame()), 10},
	} {
		t.Run(name, func(t *testing.T) {
			var r reader
			var err error
			if strings.HasPrefix(name, "pcapng") {
				r, err = pcapgo.NewNgReader(bytes.NewReader(tt.content), pcapgo.DefaultNgReaderOptions)
			} else {
				r, err = pcapgo.NewReader(bytes.NewReader(tt.content))
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []Datagram{four, six} {
				data, info, err := r.ReadPacketData()
				if err != nil {
					t.Fatal(err)
				}
				if diff := want.Time.Sub(info.Timestamp); diff < 0 || diff > tt.precision {
					t.Errorf("time %v, want %v", info.Timestamp, want.Time)
				}
				checkDatagram(t, data, want)
			}
			if _, _, err := r.ReadPacketData(); err != io.EOF {
				t.Errorf("behind the last frame: %v, want io.EOF", err)
			}
		})
	}
}

func checkDatagram(t *testing.T, frame []byte, want Datagram) {
	t.Helper()
	p := gopacket.NewPacket(frame, layers.LayerTypeEthernet, gopacket.Default)
	udp, ok := p.Layer(layers.LayerTypeUDP).(*layers.UDP)
	if !ok {
		t.Fatalf("gopacket finds no UDP: %v", p)
	}
	flow := p.NetworkLayer().NetworkFlow()
	got := fmt.Sprintf("%s:%d %s:%d %s", flow.Src(), udp.SrcPort, flow.Dst(), udp.DstPort, udp.Payload)
	if expected := fmt.Sprintf("%s:%d %s:%d %s", want.src().Addr(), want.src().Port(), want.dst().Addr(), want.dst().Port(), want.Payload); got != expected {
		t.Errorf("gopacket finds %q, want %q", got, expected)
	}
	if p.ErrorLayer() != nil && want.v6() {
		t.Errorf("gopacket: %v", p.ErrorLayer().Error())
	}
}

// TestFragments puts the parts together again.
func TestFragments(t *testing.T) {
	for name, d := range map[string]Datagram{
		"IPv4": {Src: "10.0.0.1:1", Dst: "10.0.0.2:2", Link: Raw, Payload: strings.Repeat("0123456789", 100)},
		"IPv6": {Src: "[::1]:1", Dst: "[::2]:2", Link: Raw, Payload: strings.Repeat("0123456789", 100)},
	} {
		t.Run(name, func(t *testing.T) {
			var whole []byte
			frames := d.Fragments(256)
			for i, f := range frames {
				header := 20
				if d.v6() {
					header = 48
				}
				if len(f.Data) > 256 || i < len(frames)-1 && (len(f.Data)-header)%8 != 0 {
					t.Errorf("fragment of %d bytes", len(f.Data))
				}
				whole = append(whole, f.Data[header:]...)
			}
			if !bytes.Equal(whole, d.Transport()) {
				t.Error("the parts are not the whole")
			}
		})
	}
}

// TestChecksums: those of IPv4 with options and of UDP add up to what RFC 1071 says.
func TestChecksums(t *testing.T) {
	d := Datagram{Src: "10.0.0.1:1", Dst: "10.0.0.2:2", Options: []byte{7, 7, 4, 1, 2, 3, 4, 0}, Payload: "odd"}
	packet := d.Packet()
	if got := sum(packet[:28]); got != 0xffff {
		t.Errorf("the IPv4 header adds up to %#x, want 0xffff", got)
	}
	udp := packet[28:]
	pseudo := append([]byte{10, 0, 0, 1, 10, 0, 0, 2, 0, 17, 0, byte(len(udp))}, udp...)
	if got := sum(append(pseudo, 0)); got != 0xffff {
		t.Errorf("UDP adds up to %#x, want 0xffff", got)
	}
}

func sum(b []byte) uint32 {
	var s uint32
	for i := 0; i+1 < len(b); i += 2 {
		s += uint32(b[i])<<8 | uint32(b[i+1])
	}
	for s > 0xffff {
		s = s>>16 + s&0xffff
	}
	return s
}
