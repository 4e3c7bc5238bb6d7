package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"sipcap/callflow"
	"sipcap/callflow/report"
	"sipcap/capture"
	"sipcap/capture/capturetest"
)

// flood is a capture of frames that are made while they are read.
type flood struct {
	frames int
	frame  func(i int) capturetest.Frame
	made   int
	left   []byte
}

const pcapHeader = 24

func (f *flood) Read(p []byte) (int, error) {
	if len(f.left) == 0 {
		if f.made == f.frames {
			return 0, io.EOF
		}
		f.left = capturetest.Pcap{}.Bytes(f.frame(f.made))
		if f.made > 0 {
			f.left = f.left[pcapHeader:]
		}
		f.made++
	}
	n := copy(p, f.left)
	f.left = f.left[n:]
	return n, nil
}

// peak is the most memory that was in use at a tick.
type peak struct {
	unobserved
	heap uint64
}

func (p *peak) tick(*tick) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	p.heap = max(p.heap, m.HeapInuse+m.StackInuse)
}

// floodTime spreads floods over time: 5,000 frames a second.
func floodTime(i int) time.Time {
	return time.Date(2024, 1, 1, 0, 0, 0, i*200_000, time.UTC)
}

func floodInvite(i int) string {
	return fmt.Sprintf("INVITE sip:%d@b.example SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK%d\r\nFrom: <sip:a%d@a.example>;tag=%d\r\n"+
		"To: <sip:%d@b.example>\r\nCall-ID: flood-%d@a.example\r\nCSeq: 1 INVITE\r\nContact: <sip:a@10.0.0.1>\r\nUser-Agent: flood/%d\r\nContent-Length: 0\r\n\r\n", i, i, i, i, i, i, i)
}

// floodHost is another host for each number.
func floodHost(i int) string { return fmt.Sprintf("10.%d.%d.%d", 1+i>>16&0x7f, i>>8&0xff, i&0xff) }

// All shares together leave some room, for garbage and what is small.
func TestMemoryShares(t *testing.T) {
	for _, m := range []memorySize{leastMemory, defaultMemory, 4 << 30} {
		s := m.shares()
		source := s.capture(capture.Config{})
		secrets := int64(s.tls() / 2)
		sum := int64(s.ring(&liveFlags{interfaces: texts{"eth0"}})+source.FragmentBytes+source.HeldBytes+source.Streams*connectionBytes+s.streams()+s.tls()) +
			secrets + s.calls().Bytes + s.batch() + s.kept() + s.writing() + s.lookback()
		if free := int64(s.free); sum > free-free/32 || s.free+programBytes != s.total {
			t.Errorf("of %s: shares take %d MiB of %d", &m, sum>>20, free>>20)
		}
	}
}

// TestMemoryHolds: whatever comes, memory stays within --max-memory, and what went for it is told.
func TestMemoryHolds(t *testing.T) {
	if testing.Short() {
		t.Skip("floods take some seconds")
	}
	const limit = leastMemory
	clientHello := string(capturetest.NewTLS(tls.VersionTLS13).Talk("x")[0].Bytes)
	for _, tt := range []struct {
		name   string
		frames int
		frame  func(i int) capturetest.Frame
		want   string // in the report
	}{
		{"INVITEs with new Call-IDs", 60_000, func(i int) capturetest.Frame {
			return capturetest.Datagram{Time: floodTime(i), Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", ID: uint16(i), Payload: floodInvite(i)}.Frame()
		}, "let go of before the end for lack of memory"},
		{"refused at once", 60_000, func(i int) capturetest.Frame {
			d := capturetest.Datagram{Time: floodTime(i), Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", ID: uint16(i), Payload: floodInvite(i / 2)}
			if i%2 == 1 {
				d.Src, d.Dst = d.Dst, d.Src
				_, headers, _ := strings.Cut(d.Payload, "\r\n")
				d.Payload = "SIP/2.0 503 Service Unavailable\r\n" + headers
			}
			return d.Frame()
		}, "let go of before the end for lack of memory"},
		{"methods, and messages of no call", 60_000, func(i int) capturetest.Frame {
			text := fmt.Sprintf("M%d sip:b SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK%d\r\n\r\n", i, i)
			return capturetest.Datagram{Time: floodTime(i), Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", ID: uint16(i), Payload: text}.Frame()
		}, "SIP 60,000 messages"},
		{"first fragments", 60_000, func(i int) capturetest.Frame {
			d := capturetest.Datagram{Time: floodTime(i), Src: floodHost(i) + ":5060", Dst: "10.0.0.2:5060", ID: uint16(i), Payload: floodInvite(i) + strings.Repeat("x", 1400)}
			return d.Fragments(1400)[1]
		}, "fragments never completed"},
		{"connections with half a message", 60_000, func(i int) capturetest.Frame {
			s := capturetest.Segment{Datagram: capturetest.Datagram{Time: floodTime(i), Src: floodHost(i/2) + ":5060", Dst: "10.0.0.2:5060", ID: uint16(i)}, Seq: 1, Flags: "S"}
			if i%2 == 1 {
				s.Seq, s.Flags, s.Payload = 2, "A", floodInvite(i)[:200]
			}
			return s.Frame()
		}, "SIP"},
		{"TLS without a key, in records of one byte", 30_000, func(i int) capturetest.Frame {
			s := capturetest.Segment{Datagram: capturetest.Datagram{Time: floodTime(i), Src: floodHost(i/20) + ":40000", Dst: "10.0.0.2:5061", ID: uint16(i)}, Seq: 1, Flags: "A"}
			records := strings.Repeat("\x17\x03\x03\x00\x01x", 60)
			switch n := i % 20; n {
			case 0:
				s.Flags = "S"
			case 1:
				s.Seq, s.Payload = 2, clientHello
			default:
				s.Seq, s.Payload = uint32(2+len(clientHello)+(n-2)*len(records)), records
			}
			return s.Frame()
		}, " TLS connections"},
		{"connections with a hole", 60_000, func(i int) capturetest.Frame {
			s := capturetest.Segment{Datagram: capturetest.Datagram{Time: floodTime(i), Src: floodHost(i/2) + ":5060", Dst: "10.0.0.2:5060", ID: uint16(i)}, Seq: 1, Flags: "S"}
			if i%2 == 1 {
				s.Seq, s.Flags, s.Payload = 1000, "A", strings.Repeat("x", 1400)
			}
			return s.Frame()
		}, "SIP"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
			runtime.GC()
			var before runtime.MemStats
			runtime.ReadMemStats(&before)
			v := &invocation{env: func(string) string { return "" }, stdout: io.Discard, stderr: io.Discard}
			v.groups()
			v.live.memory, v.log = limit, newLog("", nil)
			v.writes.name, v.keeps.failures = filepath.Join(t.TempDir(), "ring.pcapng"), t.TempDir()
			for flag, value := range map[string]string{"ring-files": "2", "ring-size": "1M"} {
				if err := v.keeps.given.Set(flag, value); err != nil {
					t.Fatal(err)
				}
			}
			share := v.shares()
			src, err := capture.Open(share.capture(capture.Config{Stdin: &flood{frames: tt.frames, frame: tt.frame}}), "-")
			if err != nil {
				t.Fatal(err)
			}
			defer src.Close()
			in := &input{Source: src, names: []string{"-"}, watched: true}
			if err := v.keep(in); err != nil {
				t.Fatal(err)
			}
			sum := newSummary(in, v.selecting(in, nil), share.kept())
			var p peak
			if err := v.observe(context.Background(), in, sum, &p); err != nil {
				t.Fatal(err)
			}
			if p.heap > uint64(limit) {
				t.Errorf("%d MiB in use, want at most %d", p.heap>>20, limit>>20)
			}
			t.Logf("%d MiB in use, %d before", p.heap>>20, (before.HeapInuse+before.StackInuse)>>20)
			var text bytes.Buffer
			if err := report.Report(&text, sum.data(), report.Options{}); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(text.String(), tt.want) {
				t.Errorf("no %q in\n%s", tt.want, text.String())
			}
			if k := sum.last.kept; k.Frames+k.Dropped != uint64(tt.frames) {
				t.Errorf("of %d frames %d were written and %d not", tt.frames, k.Frames, k.Dropped)
			}
			counts := sum.totals.Counts(callflow.Tally{})
			if len(counts.Requests) > 300 || len(sum.last.Stray.Requests) > 300 {
				t.Errorf("%d methods are told apart", len(counts.Requests)+len(sum.last.Stray.Requests))
			}
		})
	}
}
