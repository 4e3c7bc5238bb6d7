package capture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// traffic makes frames like a trunk's: RTP of 20 ms, and a SIP message for one in every.
func traffic(n, every int) []ct.Frame {
	invite := "INVITE sip:bob@example.com SIP/2.0\r\n" + strings.Repeat("Header: a value of some length\r\n", 20) + "\r\n"
	frames := make([]ct.Frame, n)
	for i := range frames {
		rtp := binary.BigEndian.AppendUint32([]byte{0x80, 8}, uint32(i))
		d := datagram(i/50, string(rtp)+strings.Repeat("\xd5", 166))
		d.Src = fmt.Sprintf("10.0.0.1:%d", 10000+i%100*2)
		if i%every == 0 {
			d.Payload = invite
		}
		frames[i] = d.Frame()
	}
	return frames
}

func BenchmarkRead(b *testing.B) {
	const n = 20000
	for name, content := range map[string][]byte{
		"rtp/pcap":    ct.Pcap{}.Bytes(traffic(n, n)...),
		"rtp/pcapng":  ct.PcapNG{}.Bytes(traffic(n, n)...),
		"sip/pcap":    ct.Pcap{}.Bytes(traffic(n, 1)...),
		"rtp/pcap.gz": ct.Gzip(ct.Pcap{}.Bytes(traffic(n, n)...)),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(content)))
			for b.Loop() {
				s, err := Open(Config{Stdin: bytes.NewReader(content)}, "-")
				if err != nil {
					b.Fatal(err)
				}
				packets := 0
				for {
					if _, err := s.Next(); err == io.EOF {
						break
					}
					packets++
				}
				if s.Close(); packets != n {
					b.Fatalf("%d packets, want %d", packets, n)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/packet")
		})
	}
}

// TestReadAllocs: once a source runs, a packet costs no allocation.
func TestReadAllocs(t *testing.T) {
	frames := traffic(3000, 10)
	tagged := datagram(0, "one")
	tagged.VLAN = []uint16{1, 2}
	frames = append(frames, tagged.Frame(), v6(0, "two", ct.Extension{Protocol: 0, Body: make([]byte, 6)}).Frame())
	for name, content := range map[string][]byte{
		"pcap": ct.Pcap{}.Bytes(frames...), "pcapng": ct.PcapNG{}.Bytes(frames...),
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Open(Config{Stdin: bytes.NewReader(content)}, "-")
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if allocs := testing.AllocsPerRun(len(frames)-2, func() {
				if _, err := s.Next(); err != nil {
					t.Fatal(err)
				}
			}); allocs != 0 {
				t.Errorf("%v allocations a packet, want 0", allocs)
			}
		})
	}
}
