package capture_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"sipcap/capture"
	"sipcap/capture/capturetest"
)

// exampleCapture is a small capture of three frames, one of which was captured twice.
func exampleCapture() []byte {
	start := time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	request := capturetest.Datagram{
		Time: start, Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", ID: 7, VLAN: []uint16{100},
		Payload: "OPTIONS sip:10.0.0.2 SIP/2.0\r\n\r\n",
	}
	mirrored := request
	mirrored.Time = start.Add(20 * time.Microsecond)
	mirrored.TTL = 63
	arp := capturetest.Frame{Time: start.Add(time.Millisecond), Data: capturetest.Ethernet.Wrap(0x0806, make([]byte, 28))}
	return capturetest.Pcap{}.Bytes(request.Frame(), mirrored.Frame(), arp)
}

func ExampleOpen() {
	src, err := capture.Open(capture.Config{Stdin: bytes.NewReader(exampleCapture())}, "-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer src.Close()
	for {
		p, err := src.Next()
		if err == io.EOF {
			break
		}
		fmt.Printf("frame %d: %s > %s %s, VLAN %d, %d bytes\n", p.Frame.Number, p.Src, p.Dst, p.Transport, p.VLAN, len(p.Payload))
	}
	info := src.Info()
	for _, reason := range capture.SkipReasons() {
		if skip, ok := info.Skipped[reason.Reason]; ok {
			fmt.Printf("%d of %d frames skipped, first frame %d: %s\n", skip.Count, info.Frames, skip.First.Number, reason.Reason)
		}
	}
	// Output:
	// frame 1: 10.0.0.1:5060 > 10.0.0.2:5060 udp, VLAN [100], 32 bytes
	// frame 2: 10.0.0.1:5060 > 10.0.0.2:5060 udp, VLAN [100], 32 bytes
	// 1 of 3 frames skipped, first frame 3: not-ip
}

func ExampleSource_Frames() {
	src, err := capture.Open(capture.Config{Stdin: bytes.NewReader(exampleCapture()), Again: true}, "-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer src.Close()
	var second capture.FrameSet
	for {
		p, err := src.Next()
		if err == io.EOF {
			break
		}
		if p.TTL == 63 { // behind the router
			second.Add(p.Frame)
		}
	}

	frames, err := src.Frames(&second)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer frames.Close()
	var file bytes.Buffer
	w, err := capture.NewWriter(&file, capture.FileFormat{Format: "pcapng", Compression: "gzip"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for {
		f, err := frames.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		f.Comments = append(f.Comments, "behind the router")
		if err := w.Write(f); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("frame %d, %d bytes, link type %d\n", f.Ref.Number, len(f.Data), f.Origin.LinkType)
	}
	fmt.Println(w.Close())
	// Output:
	// frame 2, 78 bytes, link type 1
	// <nil>
}

func ExampleFormatOf() {
	fmt.Println(capture.FormatOf("case.pcapng.gz"))
	fmt.Println(capture.FormatOf("case.txt"))
	// Output:
	// {pcapng gzip} true
	// { } false
}

func ExampleOpen_notACapture() {
	_, err := capture.Open(capture.Config{Stdin: strings.NewReader("<html>Log in first</html>")}, "-")
	fmt.Println(err)
	fmt.Println(errors.Is(err, capture.ErrNotCapture))
	// Output:
	// open -: not a pcap, pcapng or snoop capture: it looks like an HTML page
	// true
}

func ExampleDeduper() {
	src, err := capture.Open(capture.Config{Stdin: bytes.NewReader(exampleCapture())}, "-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer src.Close()
	var d capture.Deduper
	for {
		p, err := src.Next()
		if err == io.EOF {
			break
		}
		if first, delay, dup := d.Seen(p); dup {
			fmt.Printf("frame %d is frame %d again, %v later\n", p.Frame.Number, first.Number, delay)
		}
	}
	// Output:
	// frame 2 is frame 1 again, 20µs later
}
