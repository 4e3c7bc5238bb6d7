package main

import (
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"sipcap/callflow/callflowtest"
	"sipcap/capture/capturetest"
)

// mkpcap makes a capture: mkpcap OUT LADDER. The ladder is in the language of callflowtest, of
// which a message is a frame; "media N" in a line of its own puts N packets of RTP at the end.
func mkpcap(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mkpcap OUT LADDER")
	}
	text, media, err := ladderMedia(ts.ReadFile(args[1]))
	ts.Check(err)
	ladder, err := callflowtest.Parse(text)
	ts.Check(err)

	var frames []capturetest.Frame
	ids := make(map[string]uint16) // of what is only seen again
	for _, e := range ladder.Events {
		raw := string(e.Message.Raw)
		if !e.Duplicate {
			ids[raw] = uint16(len(frames) + 1)
		}
		frames = append(frames, capturetest.Datagram{
			Time: e.Time, Src: e.Src.String(), Dst: e.Dst.String(), ID: ids[raw], Payload: raw,
		}.Frame())
	}
	end := callflowtest.Epoch
	if n := len(ladder.Events); n > 0 {
		end = ladder.Events[n-1].Time
	}
	for i := range media {
		frames = append(frames, capturetest.Datagram{
			Time: end, Src: "10.0.0.1:40000", Dst: "10.0.0.3:40000", ID: uint16(0x8000 + i),
			Payload: "\x80\x00\x00\x01\x00\x00\x00\xa0\x00\x00\x00\x01" + strings.Repeat("\xd5", 160),
		}.Frame())
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), capturetest.Pcap{}.Bytes(frames...), 0o666))
}

// ladderMedia takes the lines of media out of a ladder and counts the packets they ask for.
func ladderMedia(text string) (rest string, packets int, err error) {
	var b strings.Builder
	for line := range strings.Lines(text) {
		n, ok := strings.CutPrefix(line, "media ")
		if !ok {
			b.WriteString(line)
			continue
		}
		more, err := strconv.Atoi(strings.TrimSpace(n))
		if err != nil {
			return "", 0, err
		}
		packets += more
	}
	return b.String(), packets, nil
}
