package capture

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// Whatever a file is cut at, its whole records are found, and are a capture.
func TestWholeLength(t *testing.T) {
	at := time.Date(2026, 11, 26, 10, 15, 3, 0, time.UTC)
	for _, format := range []string{"pcap", "pcapng"} {
		t.Run(format, func(t *testing.T) {
			var b bytes.Buffer
			w, err := NewWriter(&b, FileFormat{Format: format})
			if err != nil {
				t.Fatal(err)
			}
			w.Begin()
			var ends []int
			mark := func() {
				if err := w.Flush(); err != nil {
					t.Fatal(err)
				}
				if n := b.Len(); n > 0 && (len(ends) == 0 || ends[len(ends)-1] != n) {
					ends = append(ends, n)
				}
			}
			mark()
			one, other := &Origin{LinkType: 1, Name: "eth0"}, &Origin{LinkType: 1, Name: "eth1"}
			for i, o := range []*Origin{one, one, other, one} {
				f := Frame{Time: at, Data: []byte(strings.Repeat("x", 10+i)), Origin: o}
				if err := w.Write(&f); err != nil {
					t.Fatal(err)
				}
				mark()
			}
			file := b.Bytes()
			for n := ends[0]; n <= len(file); n++ {
				got, err := WholeLength(bytes.NewReader(file[:n]), int64(n))
				if err != nil {
					t.Fatalf("cut at %d: %v", n, err)
				}
				// An interface may stand there without a frame of it.
				if whole := int(got); whole > n || whole < last(ends, n) {
					t.Fatalf("cut at %d: got %d, want %d", n, whole, last(ends, n))
				}
				s, err := Open(Config{Stdin: bytes.NewReader(file[:got])}, "-")
				if err != nil {
					t.Fatalf("cut at %d: %v", n, err)
				}
				readAll(t, s, func(*Packet) {})
				if f := s.Info().Files[0]; f.Truncated {
					t.Fatalf("cut at %d: %s", n, f.Damage)
				}
				s.Close()
			}
		})
	}
	for _, no := range []string{"", "abc", "no capture at all"} {
		if _, err := WholeLength(strings.NewReader(no), int64(len(no))); err == nil {
			t.Errorf("%q has no error", no)
		}
	}
}

// last is the last of ends up to n.
func last(ends []int, n int) int {
	found := 0
	for _, e := range ends {
		if e <= n {
			found = e
		}
	}
	return found
}
