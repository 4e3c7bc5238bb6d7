package ingest

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"sipcap/callflow"
	"sipcap/capture"
	"sipcap/capture/capturetest"
)

// TestUnreachable: ICMP errors get to the call that they quote, once each, and the account
// balances for those that do not.
func TestUnreachable(t *testing.T) {
	message := func(id string) capturetest.Datagram {
		return capturetest.Datagram{
			Time: time.Unix(1, 0), Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", ID: 5,
			Payload: "INVITE sip:bob@example.com SIP/2.0\r\nCall-ID: " + id + "\r\nCSeq: 1 INVITE\r\n\r\n",
		}
	}
	quote := func(id uint16, d capturetest.Datagram, bytes int) capturetest.Frame {
		router := capturetest.Datagram{Time: time.Unix(2, 0), Src: "10.0.0.254:0", Dst: "10.0.0.1:0", ID: id}
		return router.CarryFrame(1, append([]byte("\x03\x01\x00\x00\x00\x00\x00\x00"), d.Packet()[:bytes]...))
	}
	one, two := message("one"), message("two")
	whole := len(one.Packet())
	file := capturetest.Pcap{}.Bytes(
		one.Frame(),
		quote(1, two, 28),      // too little, and the message was not captured
		quote(2, one, whole-4), // used
		quote(2, one, whole-4), // the same packet again
		quote(3, two, whole),   // of a call that is not there
		quote(4, one, whole),   // used
	)
	for _, workers := range []int{1, 4} {
		src, err := capture.Open(capture.Config{Stdin: bytes.NewReader(file)}, "-")
		if err != nil {
			t.Fatal(err)
		}
		res, err := Run(context.Background(), src, Config{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		errors := res.Calls[0].Leg().Unreachable()
		if len(errors) != 2 || errors[0].Frame.Number != 3 || errors[1].Frame.Number != 6 || errors[0].Message != 0 ||
			errors[0].From.String() != "10.0.0.254" || errors[0].Reason() != "host unreachable" {
			t.Errorf("%d workers: errors %+v, want those of frames 3 and 6", workers, errors)
		}
		want := callflow.Skipped{Reason: "icmp-unclear", Count: 2, First: callflow.FrameRef{Number: 2}}
		if c := res.Capture; c.Frames != 6 || c.Used != 4 || c.Repeats != 1 || len(c.Skipped) != 1 || c.Skipped[0] != want {
			t.Errorf("%d workers: %+v, want 6 frames, 4 used, 1 twice, skipped %+v", workers, c, want)
		}
		src.Close()
	}
}

// TestUnreachableHeader: routers that quote UDP's header and no more mean the message that was sent with
// that length and checksum, and never one of several calls.
func TestUnreachableHeader(t *testing.T) {
	const a, b = "aabb@host", "bbaa@host" // their messages have the same length and checksum
	sent := func(second float64, id uint16, callID string) capturetest.Datagram {
		return capturetest.Datagram{
			Time: time.UnixMilli(int64(1000 * second)), Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", ID: id,
			Payload: "INVITE sip:bob@example.com SIP/2.0\r\nCall-ID:  " + callID + "\r\nCSeq: 1 INVITE\r\n\r\n",
		}
	}
	if one, two := sent(0, 1, a), sent(0, 1, b); string(one.Transport()[:8]) != string(two.Transport()[:8]) {
		t.Fatal("the messages differ in their headers")
	}
	six := sent(1, 0, a)
	six.Src, six.Dst = "[2001:db8::1]:5060", "[2001:db8::2]:5060"
	other := sent(1, 1, a)
	other.Dst = "10.0.0.2:5062"
	whole := func(d ...capturetest.Datagram) (frames []capturetest.Frame) {
		for _, d := range d {
			frames = append(frames, d.Frame())
		}
		return frames
	}
	noSum := func(d capturetest.Datagram) []byte {
		b := d.Packet()
		b[20+6], b[20+7] = 0, 0
		return b
	}
	before := func(sum string, d capturetest.Datagram) []capturetest.Frame { // a card completes the checksum
		f := d.Frame()
		copy(f.Data[14+20+6:], sum)
		return []capturetest.Frame{f}
	}
	length := 8 + len(sent(1, 1, a).Payload)
	pseudo := 2*0x0a00 + 1 + 2 + 17 + length // addresses, protocol and length
	partial := string([]byte{byte(pseudo >> 8), byte(pseudo)})
	long := sent(1, 9, a)
	long.Payload += strings.Repeat("x", 2000)
	parts := append(long.Fragments(1500), sent(1, 1, b).Frame())
	for _, tt := range []struct {
		name   string
		sent   []capturetest.Frame
		second float64 // of the error
		quoted []byte
		want   string // Call-ID and index of the message; "" for none
	}{
		{"one message", whole(sent(1, 1, a)), 2, sent(1, 1, a).Packet(), a + " 0"},
		{"sent again", whole(sent(1, 1, a), sent(1.5, 2, a), sent(2.5, 3, a)), 3, sent(1, 2, a).Packet(), a + " 1"},
		{"sent again, identification rewritten", whole(sent(1, 1, a), sent(1.5, 2, a), sent(2.5, 3, a)), 3, sent(1, 4711, a).Packet(), a + " 2"},
		{"captured twice", whole(sent(1, 1, a), sent(1, 1, a)), 2, sent(1, 1, a).Packet(), a + " 0"},
		{"of two calls, told by the identification", whole(sent(1, 1, a), sent(1, 2, b)), 2, sent(1, 1, a).Packet(), a + " 0"},
		{"of two calls, without identification", whole(sent(1, 0, a), sent(1, 0, b)), 2, sent(1, 0, a).Packet(), ""},
		{"of two calls, another identification", whole(sent(1, 1, a), sent(1, 2, b)), 2, sent(1, 3, a).Packet(), ""},
		{"of two calls, one later", whole(sent(1, 0, a), sent(3, 0, b)), 2, sent(1, 0, a).Packet(), a + " 0"},
		{"another call of the same length", whole(sent(1, 0, "ccdd@host")), 2, sent(1, 0, a).Packet(), ""},
		{"without a checksum", whole(sent(1, 7, a), sent(1, 8, b)), 2, noSum(sent(1, 7, a)), a + " 0"},
		{"without a checksum and identification", whole(sent(1, 0, a)), 2, noSum(sent(1, 0, a)), ""},
		{"captured before its checksum was computed", before(partial, sent(1, 1, a)), 2, sent(1, 1, a).Packet(), a + " 0"},
		{"captured without its checksum", before("\x00\x00", sent(1, 1, a)), 2, sent(1, 1, a).Packet(), a + " 0"},
		{"another port", whole(other), 2, sent(1, 1, a).Packet(), ""},
		{"before the message", whole(sent(3, 1, a)), 2, sent(3, 1, a).Packet(), ""},
		{"long after", whole(sent(1, 1, a)), 62, sent(1, 1, a).Packet(), ""},
		{"after the time for fragments", whole(sent(1, 1, a)), 61, sent(1, 1, a).Packet(), a + " 0"},
		{"in fragments", parts, 2, parts[0].Data[14:], a + " 0"},
		{"IPv6", whole(six), 2, six.Packet(), a + " 0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			router, protocol, header := capturetest.Datagram{Src: "10.0.0.254:0", Dst: "10.0.0.1:0", ID: 99}, uint8(1), 20
			if tt.quoted[0]>>4 == 6 {
				router, protocol, header = capturetest.Datagram{Src: "[2001:db8::f]:0", Dst: "[2001:db8::1]:0"}, 58, 40
			}
			router.Time = time.UnixMilli(int64(1000 * tt.second))
			report := router.CarryFrame(protocol, append([]byte("\x03\x01\x00\x00\x00\x00\x00\x00"), tt.quoted[:header+8]...))
			frames := append(tt.sent, report)
			slices.SortStableFunc(frames, func(a, b capturetest.Frame) int { return a.Time.Compare(b.Time) })
			for _, workers := range []int{1, 4} {
				src, err := capture.Open(capture.Config{Stdin: bytes.NewReader(capturetest.Pcap{}.Bytes(frames...))}, "-")
				if err != nil {
					t.Fatal(err)
				}
				res, err := Run(context.Background(), src, Config{Workers: workers})
				if err != nil {
					t.Fatal(err)
				}
				got := ""
				for _, c := range res.Calls {
					for _, u := range c.Leg().Unreachable() {
						got += fmt.Sprintf("%s %d", c.CallID(), u.Message)
					}
				}
				if got != tt.want {
					t.Errorf("%d workers: the error is about %q, want %q", workers, got, tt.want)
				}
				checkBalance(t, tt.name, &res.Capture)
				src.Close()
			}
		})
	}
}

// TestRecentLimit: what is remembered is limited, and so is the search.
func TestRecentLimit(t *testing.T) {
	packet := func(i int, port uint16) *capture.Packet {
		return &capture.Packet{
			Time: time.Unix(1, 0), Transport: capture.UDP, Payload: make([]byte, i+1), Frame: capture.FrameRef{Number: uint64(i + 1)},
			Src: netip.MustParseAddrPort("10.0.0.1:5060"), Dst: netip.AddrPortFrom(netip.MustParseAddr("10.0.0.2"), port),
		}
	}
	quote := func(p *capture.Packet) *capture.ICMPError {
		return &capture.ICMPError{Src: p.Src, Dst: p.Dst, Length: len(p.Payload), Sum: capture.UDPChecksum(p.Src, p.Dst, p.Payload)}
	}
	var r recent
	note := func(p *capture.Packet, callID []byte) { r.note(capture.HashWay(p.Src, p.Dst), p, callID, 1) }
	if s, _ := r.quoted(quote(packet(0, 1)), time.Unix(1, 0)); s != nil {
		t.Error("found among none")
	}
	for i := range maxRecent + 10 {
		note(packet(i, uint16(i)), []byte("id"))
	}
	for i, want := range map[int]bool{0: false, 9: false, 10: true, maxRecent + 9: true} {
		if s, _ := r.quoted(quote(packet(i, uint16(i))), time.Unix(1, 0)); (s != nil) != want || s != nil && s.frame.Number != uint64(i+1) {
			t.Errorf("message %d: got %+v, want %t", i, s, want)
		}
	}
	r = recent{}
	for i := range 2 * maxRecentChain {
		note(packet(i, 5060), []byte("id"))
	}
	for i, want := range map[int]bool{maxRecentChain - 1: false, maxRecentChain: true} {
		if s, _ := r.quoted(quote(packet(i, 5060)), time.Unix(1, 0)); (s != nil) != want {
			t.Errorf("of %d messages the one numbered %d: got %+v, want %t", 2*maxRecentChain, i, s, want)
		}
	}
	r = recent{}
	note(packet(1, 1), bytes.Repeat([]byte("x"), 1000))
	if r.next != 0 {
		t.Error("an absurd Call-ID is kept")
	}
}

// TestUnreachableLive: where a source has no end, an error gets to its call as it comes, so that
// the call has it when it is let go of.
func TestUnreachableLive(t *testing.T) {
	invite := capturetest.Datagram{
		Time: time.Unix(1, 0), Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060",
		Payload: "INVITE sip:bob@example.com SIP/2.0\r\nCall-ID: one\r\nCSeq: 1 INVITE\r\n\r\n",
	}
	router := capturetest.Datagram{Time: time.Unix(2, 0), Src: "10.0.0.254:0", Dst: "10.0.0.1:0"}
	other := capturetest.Datagram{Time: time.Unix(1000, 0), Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", Payload: "\x80media"}
	file := capturetest.Pcap{}.Bytes(
		invite.Frame(),
		router.CarryFrame(1, append([]byte("\x03\x01\x00\x00\x00\x00\x00\x00"), invite.Packet()...)),
		other.Frame(),
	)
	src, err := capture.Open(capture.Config{Stdin: bytes.NewReader(file)}, "-")
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var calls []*callflow.Call
	if _, err := Run(context.Background(), src, Config{Live: &Live{OnCall: func(c *callflow.Call) { calls = append(calls, c) }}}); err != nil {
		t.Fatal(err)
	}
	if len(calls) != 1 || len(calls[0].Leg().Unreachable()) != 1 || calls[0].Leg().Unreachable()[0].Message != 0 {
		t.Errorf("%d calls were let go of, want one with its error", len(calls))
	}
}
