package ingest

import (
	"bytes"
	"context"
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
		quote(1, one, 28),      // too little
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
		want := callflow.Skipped{Reason: "icmp", Count: 2, First: callflow.FrameRef{Number: 2}}
		if c := res.Capture; c.Frames != 6 || c.Used != 4 || c.Repeats != 1 || len(c.Skipped) != 1 || c.Skipped[0] != want {
			t.Errorf("%d workers: %+v, want 6 frames, 4 used, 1 twice, skipped %+v", workers, c, want)
		}
		src.Close()
	}
}
