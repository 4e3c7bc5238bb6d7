package ingest

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"sipcap/callflow"
	"sipcap/capture"
	ct "sipcap/capture/capturetest"
)

// options is a message of 200 bytes and a body.
func options(callID, body string) string {
	head := "OPTIONS sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/TCP 10.0.0.1;branch=z9hG4bK" + callID +
		"\r\nFrom: <sip:a@example.com>;tag=1\r\nTo: <sip:b@example.com>\r\nCSeq: 1 OPTIONS\r\nCall-ID: " + callID +
		"\r\nContent-Length: " + fmt.Sprint(len(body)) + "\r\n\r\n"
	return head + body
}

// wire makes the segments of one connection, a frame each.
type wire struct {
	frames []ct.Frame
	seq    [2]uint32
	server string // instead of 10.0.0.2:5060
}

func (w *wire) segment(dir int, flags, payload string) *wire {
	d := ct.Datagram{
		Time: time.Unix(1700000000, int64(len(w.frames))*1e6), Src: "10.0.0.1:40000", Dst: "10.0.0.2:5060", Payload: payload,
	}
	if w.server != "" {
		d.Dst = w.server
	}
	if dir == 1 {
		d.Src, d.Dst = d.Dst, d.Src
	}
	w.frames = append(w.frames, ct.Segment{Datagram: d, Seq: w.seq[dir], Flags: flags}.Frame())
	w.seq[dir] += uint32(len(payload))
	if flags == "S" || flags == "F" {
		w.seq[dir]++
	}
	return w
}

// open begins a connection, send gives it segments of the first side.
func open(segments ...string) *wire {
	return new(wire).segment(0, "S", "").segment(1, "S", "").send(segments...)
}

func (w *wire) send(segments ...string) *wire {
	for _, s := range segments {
		w.segment(0, "", s)
	}
	return w
}

// lose has the next n bytes of the first side not captured.
func (w *wire) lose(n int) *wire {
	w.seq[0] += uint32(n)
	return w
}

// swap has the last two frames captured in the other order.
func (w *wire) swap() *wire {
	n := len(w.frames)
	w.frames[n-1], w.frames[n-2] = w.frames[n-2], w.frames[n-1]
	w.frames[n-1].Time, w.frames[n-2].Time = w.frames[n-2].Time, w.frames[n-1].Time
	return w
}

// told is what comes of frames: a line a message, and what was skipped.
func told(t *testing.T, w *wire) (messages []string, skipped string) {
	t.Helper()
	messages, skipped, _ = toldBy(t, w, Config{})
	return messages, skipped
}

func toldBy(t *testing.T, w *wire, cfg Config) (messages []string, skipped string, facts callflow.Capture) {
	t.Helper()
	return toldOf(t, w, ct.Pcap{}.Bytes(w.frames...), cfg)
}

// toldOf is toldBy of a file that holds the frames.
func toldOf(t *testing.T, w *wire, file []byte, cfg Config) (messages []string, skipped string, facts callflow.Capture) {
	t.Helper()
	src, err := capture.Open(capture.Config{Stdin: bytes.NewReader(file)}, "-")
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	cfg.OnMessage = func(e *callflow.Event, _ callflow.Sighting) {
		line := fmt.Sprintf("%d %s %s", e.Frame.Number, e.Transport, e.Message.CallID())
		if len(e.Frames) > 0 {
			var numbers []uint64
			for _, f := range e.Frames {
				numbers = append(numbers, f.Number)
			}
			line += fmt.Sprint(" ", numbers)
		}
		if e.Truncated {
			line += " truncated"
		}
		if want := w.frames[e.Frame.Number-1].Time; !e.Time.Equal(want) {
			t.Errorf("%s: time %v, want that of its frame %v", line, e.Time, want)
		}
		messages = append(messages, line)
	}
	res, err := Run(context.Background(), src, cfg)
	if err != nil {
		t.Fatal(err)
	}
	checkBalance(t, t.Name(), &res.Capture)
	counts := make(map[string]uint64)
	for _, s := range res.Capture.Skipped {
		counts[s.Reason] = s.Count
	}
	if res.Capture.Frames != uint64(len(w.frames)) {
		t.Errorf("%d frames read of %d", res.Capture.Frames, len(w.frames))
	}
	var parts []string
	for _, reason := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%s %d", reason, counts[reason]))
	}
	return messages, strings.Join(parts, ", "), res.Capture
}

// frame is a WebSocket frame: flags and opcode, masked by the client.
func frame(first byte, payload string) string {
	return ct.WebSocketFrame(first, "\x12\x34\x56\x78", payload)
}

const upgrade = "GET / HTTP/1.1\r\nHost: example.com\r\nUpgrade: WebSocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n"

func TestStreams(t *testing.T) {
	a, b := options("a", "body"), options("b", "")
	bare := strings.Replace(options("c", ""), "Content-Length: 0\r\n", "", 1)
	junk := strings.Repeat("x", 1000)
	cut := len(a) - 26
	text := frame(0x81, a)
	for _, tt := range []struct {
		name    string
		wire    *wire
		want    []string
		skipped string
	}{
		{"two in a segment", open(a + b), []string{"3 tcp a", "3 tcp b"}, "tcp 2"},
		{"one over three segments", open(a[:50], a[50:100], a[100:]), []string{"5 tcp a [3 4 5]"}, "tcp 2"},
		{"the end of one with another", open(a[:50], a[50:]+b[:20], b[20:]), []string{"4 tcp a [3 4]", "5 tcp b [4 5]"}, "tcp 2"},
		{"a first segment of 20 bytes", open(a[:20], a[20:]), []string{"4 tcp a [3 4]"}, "tcp 2"},
		{"reordered", open(a[:50], a[50:]).swap().send(b), []string{"4 tcp a [3 4]", "5 tcp b"}, "tcp 2"},
		{"sent again", open(a).lose(-len(a)).send(a, b), []string{"3 tcp a", "5 tcp b"}, "tcp 3"},
		{"keep-alives", open("\r\n\r\n", a, "\r\n", b), []string{"4 tcp a", "6 tcp b"}, "keep-alive 2, tcp 2"},
		{"three line ends before", open("\r\n\r\n\r\n"+a+"\r\n", b), []string{"3 tcp a", "4 tcp b"}, "tcp 2"},
		{"keep-alives of NUL", open("\x00\x00\x00\x00", a, "\x00", b), []string{"4 tcp a", "6 tcp b"}, "keep-alive 2, tcp 2"},
		{"no Content-Length", open(bare, a, bare).segment(0, "F", ""), []string{"3 tcp c", "4 tcp a", "5 tcp c"}, "tcp 3"},
		{"no Content-Length, two in a segment", open(bare+bare+a, b), []string{"3 tcp c", "3 tcp c", "3 tcp a", "4 tcp b"}, "tcp 2"},
		{"the proxy protocol before", open("PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n", a), []string{"4 tcp a"}, "not-sip 1, tcp 2"},
		{"a gap", open(a[:cut]).lose(10).send(a[cut+10:], b), []string{"3 tcp a truncated", "5 tcp b"}, "not-sip 1, tcp 2"},
		{"the end of the capture", open(a, b[:60]), []string{"3 tcp a", "4 tcp  truncated"}, "tcp 2"},
		{"the end of the capture in the body", open(b, a[:len(a)-1]), []string{"3 tcp b", "4 tcp a truncated"}, "tcp 2"},
		{"the end of the stream in the body", open(a[:len(a)-1]).segment(0, "F", "").segment(1, "F", ""), []string{"3 tcp a truncated"}, "tcp 4"},
		{"begins in the middle", new(wire).send(a[100:], junk, b), []string{"3 tcp b"}, "not-sip 2"},
		{"SOCKS", open("\x05\x01\x00", a, b), nil, "not-sip 1, tcp 4"},
		{"HTTP", open("GET / HTTP/1.1\r\nHost: a\r\n\r\n", junk, junk, junk, junk, junk, a), nil, "not-sip 6, tcp 3"},
		{"SIP, then something else", open(a, junk, junk, junk, junk, junk, "\r\n"+b), []string{"3 tcp a", "9 tcp b"}, "not-sip 5, tcp 2"},

		{"WebSocket", open(upgrade, text), []string{"4 ws a"}, "not-sip 1, tcp 2"},
		{"WebSocket, handshake in pieces", open("GE", upgrade[2:50], upgrade[50:]+text[:9], text[9:]), []string{"6 ws a [5 6]"}, "not-sip 2, tcp 2"},
		{"WebSocket, two in a segment", open(upgrade, text+frame(0x82, b)), []string{"4 ws a", "4 ws b"}, "not-sip 1, tcp 2"},
		{"WebSocket, fragments", open(upgrade, frame(0x01, a[:50]), frame(0x89, "ping"), frame(0x00, a[50:80])+frame(0x80, a[80:])),
			[]string{"6 ws a [4 5 6]"}, "not-sip 1, tcp 2"},
		{"WebSocket, keep-alives", open(upgrade, frame(0x89, ""), frame(0x81, "\r\n\r\n"), text), []string{"6 ws a"}, "keep-alive 2, not-sip 1, tcp 2"},
		{"WebSocket, compressed", open(upgrade, frame(0xc1, "zzzz"), text), []string{"5 ws a"}, "not-sip 1, tcp 2, websocket-deflate 1"},
		{"WebSocket, other text", open(upgrade, frame(0x81, `{"json":true}`), text), []string{"5 ws a"}, "not-sip 2, tcp 2"},
		{"WebSocket, begins in the middle", new(wire).send(text, frame(0x81, b)), []string{"1 ws a", "2 ws b"}, ""},
		{"WebSocket, a gap", open(upgrade, text[:50]).lose(30).send(text[80:], frame(0x81, b)), []string{"4 ws  truncated", "6 ws b"}, "not-sip 2, tcp 2"},
		{"WebSocket, a gap in the body", open(upgrade, text[:len(text)-4]).lose(4).send(text), []string{"4 ws a truncated", "5 ws a"}, "not-sip 1, tcp 2"},
		{"WebSocket, damaged", open(upgrade, "\xf1\x80"+junk, text), nil, "not-sip 3, tcp 2"},
		{"an upgrade that is none", open("GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n" + a), []string{"3 tcp a"}, "tcp 2"},
		{"a handshake that the capture cuts", open(upgrade[:30]), nil, "not-sip 1, tcp 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, skipped := told(t, tt.wire)
			if !slices.Equal(got, tt.want) || skipped != tt.skipped {
				t.Errorf("got  %q, skipped %s;\nwant %q, skipped %s", got, skipped, tt.want, tt.skipped)
			}
		})
	}
}

func TestStreamLimits(t *testing.T) {
	a, b := options("a", strings.Repeat("x", 2*maxParts)), options("b", "")
	head := len(a) - 2*maxParts
	w := open(a[:head])
	for i := range maxParts {
		w.send(a[head+i : head+i+1])
	}
	got, _, facts := toldBy(t, w.send(b), Config{})
	if len(got) != 2 || !strings.HasSuffix(got[0], " truncated") || !strings.HasSuffix(got[1], " tcp b") || facts.GivenUp.Messages != 1 {
		t.Errorf("in too many pieces: %d messages, %d given up, want a truncated and b, and one", len(got), facts.GivenUp.Messages)
	}
	if _, _, facts = toldBy(t, w, Config{StreamBytes: 1000 * partBytes}); facts.GivenUp.Messages < 4 {
		t.Errorf("in pieces that take more than their bytes: %d given up, want them to count", facts.GivenUp.Messages)
	}
	got, _, facts = toldBy(t, open(a[:1000], a[1000:2000], b), Config{StreamBytes: 1500})
	if want := []string{"4 tcp a [3 4] truncated", "5 tcp b"}; !slices.Equal(got, want) || facts.GivenUp.Messages != 1 {
		t.Errorf("too long: %q, %d given up; want %q, and one", got, facts.GivenUp.Messages, want)
	}
}

// TestStreamGaps: what is missing is told of streams that carry SIP alone.
func TestStreamGaps(t *testing.T) {
	a := options("a", "body")
	for _, tt := range []struct {
		name          string
		wire          *wire
		gaps, missing uint64
	}{
		{"within a message", open(a[:50]).lose(5).send(a[55:], a), 1, 5},
		{"between messages", open(a).lose(len(a)).send(a).lose(7).send("x"), 2, uint64(len(a)) + 7},
		{"before the first", open().lose(100).send(a), 1, 100},
		{"not known how many", new(wire).send(a), 0, 0},
		{"no SIP", open("GET / HTTP/1.1\r\n").lose(5).send("Host: example.com\r\n\r\n"), 0, 0},
	} {
		_, _, facts := toldBy(t, tt.wire, Config{})
		if facts.Gaps != tt.gaps || facts.Missing != tt.missing {
			t.Errorf("%s: %d gaps of %d bytes, want %d of %d", tt.name, facts.Gaps, facts.Missing, tt.gaps, tt.missing)
		}
	}
}
