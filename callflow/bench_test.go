package callflow_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// callText is a call of six messages.
func callText(n int) []string {
	head := func(start string, cseq string, tag string) string {
		return fmt.Sprintf("%s\r\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK-%d-%s\r\nFrom: \"Alice\" <sip:1001@example.com>;tag=a%d\r\n"+
			"To: <sip:1002@example.com>%s\r\nCall-ID: %d@10.0.0.1\r\nCSeq: %s\r\nMax-Forwards: 70\r\nUser-Agent: phone 1.0\r\n"+
			"Contact: <sip:1001@10.0.0.1:5060>\r\nContent-Length: 0\r\n\r\n", start, n, cseq[:1], n, tag, n, cseq)
	}
	to := fmt.Sprintf(";tag=b%d", n)
	return []string{
		head("INVITE sip:1002@example.com SIP/2.0", "1 INVITE", ""),
		head("SIP/2.0 100 Trying", "1 INVITE", ""),
		head("SIP/2.0 180 Ringing", "1 INVITE", to),
		head("SIP/2.0 200 OK", "1 INVITE", to),
		head("BYE sip:1002@example.com SIP/2.0", "2 BYE", to),
		head("SIP/2.0 200 OK", "2 BYE", to),
	}
}

// BenchmarkBuilder builds calls of six messages, which are parsed outside of the time.
func BenchmarkBuilder(b *testing.B) {
	const calls = 1000
	var events []callflow.Event
	alice, bob := netip.MustParseAddrPort("10.0.0.1:5060"), netip.MustParseAddrPort("10.0.0.2:5060")
	for n := range calls {
		for i, raw := range callText(n) {
			m := new(sipmsg.Message)
			if !m.Parse([]byte(raw)) {
				b.Fatalf("not parsed: %s", raw)
			}
			e := callflow.Event{Time: time.Unix(int64(n), int64(i)), Src: alice, Dst: bob, Transport: callflow.UDP, Message: m}
			if m.Status != 0 {
				e.Src, e.Dst = bob, alice
			}
			events = append(events, e)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		bld := callflow.NewBuilder()
		for i := range events {
			bld.Add(&events[i])
		}
		if got := len(bld.Finish()); got != calls {
			b.Fatalf("%d calls, want %d", got, calls)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(events)), "ns/message")
}

// BenchmarkMetrics sums up 20,000 calls in each way that there is.
func BenchmarkMetrics(b *testing.B) {
	const n = 20_000
	bld := callflow.NewBuilder()
	alice, bob := netip.MustParseAddrPort("10.0.0.1:5060"), netip.MustParseAddrPort("10.0.0.2:5060")
	m := new(sipmsg.Message)
	for n := range n {
		src := netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, 1, byte(n)}), alice.Port())
		for i, raw := range callText(n) {
			if !m.Parse([]byte(raw)) {
				b.Fatalf("not parsed: %s", raw)
			}
			e := callflow.Event{Time: time.Unix(int64(n), int64(i+n%7)), Src: src, Dst: bob, Transport: callflow.UDP, Message: m}
			if m.Status != 0 {
				e.Src, e.Dst = bob, src
			}
			bld.Add(&e)
		}
	}
	calls := bld.Finish()
	for name, sum := range map[string]func(){
		"measure":    func() { callflow.Measure(calls, nil) },
		"responses":  func() { callflow.MeasureResponses(calls) },
		"dimensions": func() { callflow.Dimensions(calls) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sum()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/call")
		})
	}
}
