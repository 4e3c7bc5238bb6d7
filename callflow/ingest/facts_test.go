package ingest

import (
	"bytes"
	"context"
	"testing"
	"time"

	"sipcap/capture"
	"sipcap/capture/capturetest"
)

// TestFileFacts: what the file says of itself reaches the result.
func TestFileFacts(t *testing.T) {
	d := capturetest.Datagram{Time: time.Unix(1, 0), Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", Payload: "OPTIONS sip:b@b SIP/2.0\r\n\r\n"}
	file := capturetest.LZ4(capturetest.Snoop{Drops: 9}.Bytes(d.Frame().Cut(60)))
	src, err := capture.Open(capture.Config{Stdin: bytes.NewReader(file)}, "-")
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	res, err := Run(context.Background(), src, Config{})
	if err != nil {
		t.Fatal(err)
	}
	if f := res.Capture.Files[0]; f.Format != "snoop, lz4" || f.Dropped != 9 || f.Snapped != 1 || f.Frames != 1 || f.Bytes != 60 {
		t.Errorf("got %+v, want snoop in lz4, 9 dropped, 1 snapped, 60 bytes", f)
	}
}
