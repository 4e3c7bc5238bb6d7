package ingest_test

import (
	"context"
	"fmt"

	"sipcap/callflow"
	"sipcap/callflow/ingest"
	"sipcap/capture"
)

func ExampleRun() {
	src, err := capture.Open(capture.Config{}, "../../testdata/pcaps/busy-486.pcap")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer src.Close()
	res, err := ingest.Run(context.Background(), src, ingest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range res.Calls {
		fmt.Println(c.From(), c.To(), c.State, c.Status, c.Reason())
	}
	count := callflow.Count(res.Calls, res.Stray)
	fmt.Println(count.Messages, "messages in", res.Capture.Frames, "frames")
	// Output:
	// sip:1001@voice.example.net sip:+4930123456@voice.example.net busy 486 Busy Here
	// 4 messages in 4 frames
}
