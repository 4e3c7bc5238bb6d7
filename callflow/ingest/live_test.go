package ingest_test

import (
	"fmt"
	"io"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sipcap/callflow"
	"sipcap/callflow/ingest"
	"sipcap/capture"
)

// script is a source that plays packets and silences.
type script struct {
	steps  []any // a capture.Packet, or the time until which nothing comes
	frames uint64
}

func (s *script) Next() (*capture.Packet, error) {
	if len(s.steps) == 0 {
		return nil, io.EOF
	}
	step := s.steps[0]
	s.steps = s.steps[1:]
	if until, ok := step.(time.Time); ok {
		return nil, &capture.Idle{Now: until}
	}
	p := step.(capture.Packet)
	s.frames++
	p.Frame.Number = s.frames
	return &p, nil
}

func (s *script) Info() capture.Info { return capture.Info{Frames: s.frames} }

// A call is told when it is over and nothing straggles any more, also where nothing comes after it.
func TestLive(t *testing.T) {
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	alice, bob := netip.MustParseAddrPort("10.0.0.1:5060"), netip.MustParseAddrPort("10.0.0.2:5060")
	packet := func(after time.Duration, src, dst netip.AddrPort, text string) capture.Packet {
		return capture.Packet{Time: start.Add(after), Src: src, Dst: dst, Transport: capture.UDP, Payload: []byte(text)}
	}
	sip := func(line string) string {
		return line + "\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:a@a>;tag=1\r\nTo: <sip:b@b>\r\nCall-ID: one\r\nCSeq: 1 INVITE\r\n\r\n"
	}
	src := &script{steps: []any{
		packet(0, alice, bob, sip("INVITE sip:b@b SIP/2.0")),
		packet(100*time.Millisecond, bob, alice, sip("SIP/2.0 404 Not Found")),
		packet(200*time.Millisecond, alice, bob, "\x80\x00media"),
		packet(300*time.Millisecond, alice, bob, "INVITE but no SIP"),
		start.Add(20 * time.Second),
		packet(21*time.Second, alice, bob, sip("OPTIONS sip:b@b SIP/2.0")[:40]),
		start.Add(40 * time.Second),
		packet(41*time.Second, alice, bob, sip("INVITE sip:b@b SIP/2.0")),
	}}
	var events []string
	res, err := ingest.Run(t.Context(), src, ingest.Config{Workers: 4, Live: &ingest.Live{
		OnCall: func(c *callflow.Call) { events = append(events, fmt.Sprint("call ", c.State, " ", c.Status)) },
		OnTick: func(k ingest.Tick) {
			events = append(events, fmt.Sprintf("%s: %d legs, %d frames", k.Now.Sub(start), k.Standing.Legs, k.Capture.Frames))
		},
		Every: 10 * time.Second,
	}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"0s: 0 legs, 1 frames", "20s: 1 legs, 4 frames", "call failed 404", "40s: 0 legs, 5 frames"}
	if d := cmp.Diff(want, events); d != "" {
		t.Errorf("what was told (-want +got):\n%s", d)
	}
	if len(res.Calls) != 1 || res.Calls[0].State != callflow.NoResponse {
		t.Errorf("left at the end: %d calls", len(res.Calls))
	}
	skipped := uint64(0)
	for _, s := range res.Capture.Skipped {
		skipped += s.Count
	}
	if res.Capture.Used+skipped != res.Capture.Frames {
		t.Errorf("%d frames, %d used, %d skipped", res.Capture.Frames, res.Capture.Used, skipped)
	}
}
