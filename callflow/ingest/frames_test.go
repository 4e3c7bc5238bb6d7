package ingest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sipcap/callflow"
	"sipcap/capture"
	ct "sipcap/capture/capturetest"
)

// framesOf runs a capture and tells its frames.
func framesOf(t *testing.T, frames []ct.Frame) (*Result, *Frames, *capture.Source) {
	t.Helper()
	src, err := capture.Open(capture.Config{Stdin: bytes.NewReader(ct.Pcap{}.Bytes(frames...))}, "-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { src.Close() })
	res, err := Run(context.Background(), src, Config{KeepFrames: true, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	return res, res.Frames(), src
}

// numbers lists the frames of a set: "1 2 5".
func numbers(t *testing.T, src *capture.Source, set *capture.FrameSet) string {
	t.Helper()
	r, err := src.Frames(set)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var all []string
	for f, err := r.Next(); err == nil; f, err = r.Next() {
		all = append(all, fmt.Sprint(f.Ref.Number))
	}
	return strings.Join(all, " ")
}

// both has the second side send, too.
func (w *wire) answer(segments ...string) *wire {
	for _, s := range segments {
		w.segment(1, "", s)
	}
	return w
}

func TestFrames(t *testing.T) {
	a, b := options("a", "body"), options("b", "")
	junk := strings.Repeat("x", 1000)
	stray := strings.Replace(options("s", ""), "Call-ID", "X-Nothing", 1)
	switching := "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
	big := ct.Datagram{Time: open().frames[0].Time, Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", ID: 9, Payload: options("u", junk)}
	for _, tt := range []struct {
		name   string
		frames []ct.Frame
		want   map[string]string // by Call-ID, "" for all
	}{
		{"a message each", open(a, b).frames, map[string]string{"a": "1 2 3", "b": "1 2 4", "": "1 2 3 4"}},
		{"two in a segment, one in several", open(a+b[:20], b[20:50], b[50:]).frames, map[string]string{"a": "1 2 3", "b": "1 2 3 4 5", "": "1 2 3 4 5"}},
		{"both sides", open(a).answer(b).send("\r\n\r\n").segment(0, "A", "").segment(0, "F", "").frames,
			map[string]string{"a": "1 2 3", "b": "1 2 4", "": "1 2 3 4 5"}},
		{"keep-alives before", open("\r\n\r\n", a).answer("\r\n").frames, map[string]string{"a": "1 2 4", "": "1 2 3 4 5"}},
		{"from the middle", new(wire).send(b[90:], a).frames, map[string]string{"a": "2", "": "1 2"}},
		{"sent again, and out of order", open(a[:50], a[50:]).swap().lose(-len(a)).send(a).frames, map[string]string{"a": "1 2 3 4", "": "1 2 3 4"}},
		{"WebSocket", open(upgrade[:20], upgrade[20:]).answer(switching).send(frame(0x81, a), frame(0x89, "ping"), frame(0x81, b)).frames,
			map[string]string{"a": "1 2 3 4 5 6", "b": "1 2 3 4 5 8", "": "1 2 3 4 5 6 7 8"}},
		{"something else", append(open("GET / HTTP/1.1\r\n\r\n", junk, junk, junk, junk, junk).frames, big.Frame()), map[string]string{"u": "9", "": "9"}},
		{"fragments and copies", slices.Concat(big.Fragments(400), big.Fragments(400)[:1], big.Fragments(400)[1:]),
			map[string]string{"u": "1 2 3 4 5 6 7 8", "": "1 2 3 4 5 6 7 8"}},
		{"without a Call-ID", open(a, stray).frames, map[string]string{"a": "1 2 3", "": "1 2 3 4"}},
		{"without a Call-ID, over UDP", []ct.Frame{{Data: ct.Datagram{Src: big.Src, Dst: big.Dst, Payload: stray}.Frame().Data}, big.Frame()},
			map[string]string{"u": "2", "": "1 2"}},
		{"nothing", nil, map[string]string{"": ""}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res, frames, src := framesOf(t, tt.frames)
			if got := numbers(t, src, frames.All()); got != tt.want[""] {
				t.Errorf("all: %s, want %s", got, tt.want[""])
			}
			needed := map[string][]string{}
			for ref, calls := range frames.Needed() {
				for _, c := range calls {
					needed[c.CallID()] = append(needed[c.CallID()], fmt.Sprint(ref.Number))
				}
			}
			for _, c := range res.Calls {
				got := numbers(t, src, frames.Of([]*callflow.Call{c}))
				if got != tt.want[c.CallID()] {
					t.Errorf("call %s: %s, want %s", c.CallID(), got, tt.want[c.CallID()])
				}
				if got := strings.Join(needed[c.CallID()], " "); got != tt.want[c.CallID()] {
					t.Errorf("call %s: needs %s, want %s", c.CallID(), got, tt.want[c.CallID()])
				}
				first := c.Leg().Frames(0)
				if got := numbers(t, src, frames.With(first)); !strings.HasPrefix(tt.want[c.CallID()], got) && len(tt.frames) > 3 {
					t.Errorf("first message of %s: %s, not of its call's %s", c.CallID(), got, tt.want[c.CallID()])
				}
				for _, ref := range first {
					if !slices.Contains(frames.Calls(ref), c) {
						t.Errorf("frame %d is not of call %s", ref.Number, c.CallID())
					}
				}
			}
			if len(tt.want) != len(res.Calls)+1 {
				t.Errorf("%d calls, want %d", len(res.Calls), len(tt.want)-1)
			}
		})
	}
}

// What is encrypted is needed whole: the bytes before a message decrypt it.
func TestFramesEncrypted(t *testing.T) {
	k := &keeper{}
	s, other := &stream{id: 2}, &stream{id: 3}
	k.begin(s)
	for n := range uint64(3) {
		k.data(s, &capture.Packet{Frame: capture.FrameRef{Number: n + 1}})
	}
	k.begin(other)
	k.data(other, &capture.Packet{Frame: capture.FrameRef{Number: 9}, Frames: []capture.FrameRef{{Number: 8}, {Number: 9}}})
	k.message(s, capture.TLS)
	if k.pending != 0 {
		t.Errorf("%d frames are pending, want none", k.pending)
	}
	k.data(s, &capture.Packet{Frame: capture.FrameRef{Number: 10}})
	k.end(s)
	k.end(other)
	f := (&Result{connections: k.connections()}).Frames()
	var got []uint64
	for ref := range f.Needed() {
		got = append(got, ref.Number)
	}
	if want := []uint64{1, 2, 3, 8, 9, 10}; !slices.Equal(got, want) {
		t.Errorf("frames %d, want %d", got, want)
	}
}

// What gives no message is not remembered beyond its limit, nor after its end.
func TestFramesPending(t *testing.T) {
	k := &keeper{pending: maxPending - 2}
	s, sip := &stream{id: 2}, &stream{id: 4}
	k.begin(s)
	k.begin(sip)
	k.data(sip, &capture.Packet{Frame: capture.FrameRef{Number: 1}})
	k.message(sip, capture.TCP)
	for n := range uint64(10) {
		k.data(s, &capture.Packet{Frame: capture.FrameRef{Number: n + 2}})
		k.data(sip, &capture.Packet{Frame: capture.FrameRef{Number: n + 20}})
	}
	if c, _ := k.of(2); len(c.frames[0]) != 2 {
		t.Errorf("%d frames pending, want 2", len(c.frames[0]))
	}
	if c, _ := k.of(4); len(c.frames[0]) != 11 {
		t.Errorf("%d frames of a stream with messages, want 11", len(c.frames[0]))
	}
	k.end(s)
	if len(k.byID) != 1 || k.pending != maxPending-2 {
		t.Errorf("%d connections, %d frames pending", len(k.byID), k.pending)
	}
}
