package ingest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"sipcap/callflow"
	"sipcap/capture"
	ct "sipcap/capture/capturetest"
)

// TestAccountOfFiles: each file has its own account, also where a packet's fragments are in two
// of them, and the first frame of each reason.
func TestAccountOfFiles(t *testing.T) {
	datagram := func(id uint16, payload string) ct.Datagram {
		return ct.Datagram{Time: time.Unix(int64(id), 0), Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", ID: id, Payload: payload}
	}
	parts := datagram(3, options("a", "body")).Fragments(140)
	media := datagram(5, "\x80\x00"+options("media", "")).Fragments(140)
	a := ct.Pcap{}.Bytes(datagram(1, "\x80\x00").Frame(), ct.Frame{Time: time.Unix(2, 0), Data: ct.Ethernet.Wrap(0x0806, make([]byte, 28))}, parts[0])
	b := ct.Pcap{}.Bytes(append(append(slices.Clone(parts[1:]), datagram(4, "\r\n\r\n").Frame(), media[0]), media[1:]...)...)
	src, err := capture.Open(capture.Config{}, ct.WriteFile(t, "a", a), ct.WriteFile(t, "b", b))
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	res, err := Run(context.Background(), src, Config{})
	if err != nil {
		t.Fatal(err)
	}
	c := &res.Capture
	checkBalance(t, "two files", c)
	later := uint64(len(parts) - 1)
	ref := func(file uint32, number uint64) callflow.FrameRef {
		return callflow.FrameRef{File: file, Number: number}
	}
	for i, want := range []struct {
		used    uint64
		skipped []callflow.Skipped
	}{
		{1, []callflow.Skipped{{Reason: "not-ip", Count: 1, First: ref(0, 2)}, {Reason: "not-sip", Count: 1, First: ref(0, 1)}}},
		{later, []callflow.Skipped{{Reason: "keep-alive", Count: 1, First: ref(1, later+1)}, {Reason: "not-sip", Count: uint64(len(media)), First: ref(1, later+2)}}},
	} {
		if f := c.Files[i]; f.Used != want.used || !slices.Equal(f.Skipped, want.skipped) {
			t.Errorf("file %d: %d used, %+v; want %d, %+v", i, f.Used, f.Skipped, want.used, want.skipped)
		}
	}
	all := []callflow.Skipped{
		{Reason: "keep-alive", Count: 1, First: ref(1, later+1)}, {Reason: "not-ip", Count: 1, First: ref(0, 2)},
		{Reason: "not-sip", Count: 1 + uint64(len(media)), First: ref(0, 1)},
	}
	if !slices.Equal(c.Skipped, all) {
		t.Errorf("in all %+v, want %+v", c.Skipped, all)
	}
}

// TestGivenUp: what capture's limits took reaches the result.
func TestGivenUp(t *testing.T) {
	var frames []ct.Frame
	for i := range 40 {
		d := ct.Datagram{Time: time.Unix(int64(i), 0), Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", ID: uint16(i), Payload: options("a", "body")}
		frames = append(frames, d.Fragments(140)[0])
		d.Src = fmt.Sprintf("10.0.0.1:%d", 10000+i)
		frames = append(frames, ct.Segment{Datagram: d, Seq: 1}.Frame(), ct.Segment{Datagram: d, Seq: 1000}.Frame())
	}
	src, err := capture.Open(capture.Config{
		Stdin: bytes.NewReader(ct.Pcap{}.Bytes(frames...)), FragmentBytes: 1, Streams: 1, StreamBytes: 1, FragmentTimeout: time.Hour,
	}, "-")
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	res, err := Run(context.Background(), src, Config{})
	if err != nil {
		t.Fatal(err)
	}
	want := callflow.GivenUp{Fragments: 40, Connections: 39, Gaps: 40}
	if got := res.Capture.GivenUp; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	checkBalance(t, "limits", &res.Capture)
}
