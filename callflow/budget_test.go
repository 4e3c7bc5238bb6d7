package callflow

import (
	"fmt"
	"net/netip"
	"runtime"
	"testing"
	"time"

	"sipcap/sipmsg"
)

// answeredCall is a call of seven messages with media, between one of fifty phones and a server.
func answeredCall(n int) []*Event {
	phone := netip.AddrPortFrom(netip.AddrFrom4([4]byte{203, 0, 113, byte(1 + n%50)}), 5060)
	server := netip.MustParseAddrPort("198.51.100.10:5060")
	from, to := fmt.Sprintf("<sip:+4930%d@sip.example.net>", 100000+n%50), fmt.Sprintf("<sip:+4940%d@sip.example.net>", 200000+n%700)
	body := func(host string) string {
		return fmt.Sprintf("v=0\r\no=- %d 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %[2]s\r\nt=0 0\r\nm=audio %d RTP/AVP 8 0 101\r\n"+
			"a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n", 1700000000+n, host, 10000+2*(n%20000))
	}
	var events []*Event
	add := func(up bool, step int, start, cseq, more, body string) {
		e := &Event{Time: time.Unix(int64(n), int64(step)*1e7), Src: server, Dst: phone, Transport: UDP, Frame: FrameRef{Number: uint64(7*n + step + 1)}}
		via, agent := ";rport=5060;received="+phone.Addr().String(), "Server: Example SBC 7.2"
		if up {
			e.Src, e.Dst = phone, server
			via, agent = ";rport", "User-Agent: Example Phone 3.1"
		}
		tag := ""
		if step > 1 {
			tag = fmt.Sprintf(";tag=s%08x", n)
		}
		if body != "" {
			more += "Content-Type: application/sdp\r\n"
		}
		raw := fmt.Sprintf("%s\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%08x%s%s\r\nMax-Forwards: 70\r\nFrom: %s;tag=p%08x\r\nTo: %s%s\r\n"+
			"Call-ID: %08x-%08x@%s\r\nCSeq: %s\r\n%s\r\n%sContent-Length: %d\r\n\r\n%s",
			start, phone, n, cseq[:1], via, from, n, to, tag, n, n*7919, phone.Addr(), cseq, agent, more, len(body), body)
		e.Message = new(sipmsg.Message)
		e.Message.Parse([]byte(raw))
		events = append(events, e)
	}
	contact := fmt.Sprintf("Contact: <sip:+4930%d@%s>\r\n", 100000+n%50, phone)
	add(true, 0, "INVITE "+to[1:len(to)-1]+" SIP/2.0", "1 INVITE", contact, body(phone.Addr().String()))
	add(false, 1, "SIP/2.0 100 Trying", "1 INVITE", "", "")
	add(false, 2, "SIP/2.0 180 Ringing", "1 INVITE", "", "")
	add(false, 3, "SIP/2.0 200 OK", "1 INVITE", "Contact: <sip:198.51.100.10>\r\n", body("198.51.100.11"))
	add(true, 4, "ACK sip:198.51.100.10 SIP/2.0", "1 ACK", "", "")
	add(true, 5, "BYE sip:198.51.100.10 SIP/2.0", "2 BYE", "", "")
	add(false, 6, "SIP/2.0 200 OK", "2 BYE", "", "")
	return events
}

// messageBudget is how many bytes a message of a call of seven takes, beyond the call's own strings.
const messageBudget = 127

// TestMessageBudget measures what messages take in memory once they are calls.
func TestMessageBudget(t *testing.T) {
	const calls = 8000
	heap := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := heap()
	b, messages := NewBuilder(), int64(0)
	for n := range calls {
		for _, e := range answeredCall(n) {
			b.Add(e)
			messages++
		}
	}
	list := Join(b.Finish())
	strings := b.text.copied
	b = nil
	took := heap() - before
	if len(list) != calls || list[7].State != Completed {
		t.Fatalf("%d calls, the eighth %s; want %d, %s", len(list), list[7].State, calls, Completed)
	}
	runtime.KeepAlive(list)
	runtime.KeepAlive(b)
	t.Logf("%d bytes a message, and %d of strings", (took-strings)/messages, strings/messages)
	if got := (took - strings) / messages; got > messageBudget {
		t.Errorf("a message takes %d bytes beyond strings, want at most %d", got, messageBudget)
	}
}

// TestAddAllocations holds that building is no matter of allocations.
func TestAddAllocations(t *testing.T) {
	var events []*Event
	for n := range 2000 {
		events = append(events, answeredCall(n)...)
	}
	got := testing.AllocsPerRun(3, func() {
		b := NewBuilder()
		for _, e := range events {
			b.Add(e)
		}
		b.Finish()
	}) / float64(len(events))
	t.Logf("%.2f allocations a message", got)
	if got > 0.03 {
		t.Errorf("%.2f allocations a message, want at most 0.03", got)
	}
}
