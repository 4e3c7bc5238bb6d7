package capture

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// downloads makes frames of connections side by side, each of 1000 segments with an
// acknowledgement for every other.
func downloads(n, connections int) []ct.Frame {
	body := "\x17\x03\x03" + strings.Repeat("x", 1397)
	frames := make([]ct.Frame, n)
	for i := range frames {
		stream, at := i%connections, i/connections
		s := ct.Segment{Datagram: datagram(i/50, body), Seq: uint32(at/3*2+at%3) * 1400, Ack: 1, Flags: "A"}
		s.Dst = fmt.Sprintf("10.0.0.2:%d", 10000+stream)
		if at%3 == 2 {
			s.Src, s.Dst, s.Payload = s.Dst, s.Src, ""
			s.Seq, s.Ack = 1, s.Seq
		}
		frames[i] = s.Frame()
	}
	return frames
}

// BenchmarkStreams reads TCP that is no SIP, with and without saying so.
func BenchmarkStreams(b *testing.B) {
	const n = 60000
	for _, connections := range []int{10, 5000} {
		content := ct.Pcap{}.Bytes(downloads(n, connections)...)
		for _, ignore := range []bool{true, false} {
			b.Run(fmt.Sprintf("connections=%d/ignore=%t", connections, ignore), func(b *testing.B) {
				for b.Loop() {
					s, err := Open(Config{Stdin: bytes.NewReader(content)}, "-")
					if err != nil {
						b.Fatal(err)
					}
					for {
						p, err := s.Next()
						if err == io.EOF {
							break
						}
						if ignore {
							s.Ignore(p.Stream)
						}
					}
					s.Close()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/segment")
			})
		}
	}
}

// TestStreamAllocs: once the connections are there, segments cost no allocation, nor do those
// that come out of order.
func TestStreamAllocs(t *testing.T) {
	frames := downloads(6000, 10)
	for i := 2000; i+10 < len(frames); i += 100 { // of the same connection
		frames[i], frames[i+10] = frames[i+10], frames[i]
	}
	s, err := Open(Config{Stdin: bytes.NewReader(ct.Pcap{}.Bytes(frames...))}, "-")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range 1500 {
		if _, err := s.Next(); err != nil {
			t.Fatal(err)
		}
	}
	if allocs := testing.AllocsPerRun(2000, func() {
		if _, err := s.Next(); err != nil {
			t.Fatal(err)
		}
	}); allocs != 0 {
		t.Errorf("%v allocations a segment, want 0", allocs)
	}
}
