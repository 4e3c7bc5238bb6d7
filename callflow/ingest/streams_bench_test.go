package ingest

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"testing"

	"sipcap/capture"
	ct "sipcap/capture/capturetest"
)

// BenchmarkStreams reads TCP: SIP, one message a segment, and what is none, from its beginning
// and from the middle, as text and not.
func BenchmarkStreams(b *testing.B) {
	const n = 20000
	record := "\x17\x03\x03\x05\x70" + strings.Repeat("\x9c\x01\xf0x", 348)
	text := strings.Repeat("a line of no interest\r\n", 60)
	for _, bm := range []struct {
		name  string
		wire  *wire
		bytes func(i int) string
	}{
		{"sip", open(), func(i int) string { return options("call"+strconv.Itoa(i/2), "") }},
		{"tls", open(), func(int) string { return record }},
		{"http", open(), func(int) string { return text }},
		{"tls-middle", new(wire), func(int) string { return record }},
		{"http-middle", new(wire), func(int) string { return text }},
	} {
		for i := range n {
			bm.wire.send(bm.bytes(i))
		}
		content := ct.Pcap{}.Bytes(bm.wire.frames...)
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				src, err := capture.Open(capture.Config{Stdin: bytes.NewReader(content)}, "-")
				if err != nil {
					b.Fatal(err)
				}
				if _, err := Run(context.Background(), src, Config{Workers: 1}); err != nil {
					b.Fatal(err)
				}
				src.Close()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/segment")
		})
	}
}
