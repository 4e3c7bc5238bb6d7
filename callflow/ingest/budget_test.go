package ingest

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"sipcap/capture"
	ct "sipcap/capture/capturetest"
)

// allocationBudget is how many allocations a message may cost on its way from a packet to its leg.
const allocationBudget = 1

// answered is a call of seven messages with media, between one of fifty phones and a server.
func answered(n int) []ct.Frame {
	phone, server := fmt.Sprintf("203.0.113.%d:5060", 1+n%50), "198.51.100.10:5060"
	offer := func(host string) string {
		return fmt.Sprintf("v=0\no=- %d 1 IN IP4 %s\ns=-\nc=IN IP4 %[2]s\nt=0 0\nm=audio %d RTP/AVP 8 101\n"+
			"a=rtpmap:8 PCMA/8000\na=rtpmap:101 telephone-event/8000\n", n, host, 10000+2*(n%20000))
	}
	var frames []ct.Frame
	for step, m := range []struct {
		up                      bool
		start, cseq, more, body string
	}{
		{true, "INVITE sip:200@sip.example.net SIP/2.0", "1 INVITE", "Contact: <sip:100@" + phone + ">\n", offer("203.0.113.1")},
		{false, "SIP/2.0 100 Trying", "1 INVITE", "", ""},
		{false, "SIP/2.0 180 Ringing", "1 INVITE", "", ""},
		{false, "SIP/2.0 200 OK", "1 INVITE", "Contact: <sip:198.51.100.10>\n", offer("198.51.100.11")},
		{true, "ACK sip:198.51.100.10 SIP/2.0", "1 ACK", "", ""},
		{true, "BYE sip:198.51.100.10 SIP/2.0", "2 BYE", "", ""},
		{false, "SIP/2.0 200 OK", "2 BYE", "", ""},
	} {
		d := ct.Datagram{Time: time.Unix(1700000000+int64(n), int64(step)*1e8), Src: server, Dst: phone, ID: uint16(7*n + step + 1)}
		agent, tag := "Server: Example SBC 7.2", ""
		if m.up {
			d.Src, d.Dst, agent = phone, server, "User-Agent: Example Phone 3.1"
		}
		if step > 1 {
			tag = fmt.Sprintf(";tag=s%08x", n)
		}
		if m.body != "" {
			m.more += "Content-Type: application/sdp\n"
		}
		body := strings.ReplaceAll(m.body, "\n", "\r\n")
		d.Payload = strings.ReplaceAll(fmt.Sprintf("%s\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%08x%s\nMax-Forwards: 70\nFrom: <sip:100@sip.example.net>;tag=p%08x\n"+
			"To: <sip:200@sip.example.net>%s\nCall-ID: %08x@203.0.113.1\nCSeq: %s\n%s\n%sContent-Length: %d\n\n",
			m.start, phone, n, m.cseq[:1], n, tag, n, m.cseq, agent, m.more, len(body)), "\n", "\r\n") + body
		frames = append(frames, d.Frame())
	}
	return frames
}

// TestAllocationBudget counts the allocations of whole runs over a capture and over one of thrice its calls: what
// the second has more is what messages cost.
func TestAllocationBudget(t *testing.T) {
	file := func(calls int) []byte {
		var frames []ct.Frame
		for n := range calls {
			frames = append(frames, answered(n)...)
		}
		return ct.Pcap{}.Bytes(frames...)
	}
	const few, many = 1000, 3000
	for _, workers := range []int{1, 2} {
		less := allocations(t, file(few), few, workers)
		more := allocations(t, file(many), many, workers)
		a := float64(more-less) / float64(7*(many-few))
		t.Logf("%d workers: %.2f allocations a message", workers, a)
		if a > allocationBudget {
			t.Errorf("%d workers: %.2f allocations a message, want at most %d", workers, a, allocationBudget)
		}
	}
}

// allocations is how many a run over a capture makes, that of its calls to the last included.
func allocations(t *testing.T, content []byte, calls, workers int) uint64 {
	t.Helper()
	src, err := capture.Open(capture.Config{Stdin: bytes.NewReader(content)}, "-")
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	res, err := Run(context.Background(), src, Config{Workers: workers})
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Calls) != calls || res.Calls[0].Messages != 7 {
		t.Fatalf("%d calls, the first of %d messages; want %d, of 7", len(res.Calls), res.Calls[0].Messages, calls)
	}
	return after.Mallocs - before.Mallocs
}
