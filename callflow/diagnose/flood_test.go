package diagnose_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/callflow/diagnose"
	"sipcap/sipmsg"
)

// flood is one leg of n transactions, each sent twice and answered twice, as an attack or a
// load generator would make it.
func flood(t testing.TB, n int, request, response string) []*callflow.Call {
	t.Helper()
	const text = "%s\r\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK%d\r\nFrom: <sip:a@a>;tag=x\r\nTo: <sip:b@b>;tag=y\r\n" +
		"Call-ID: flood\r\nCSeq: %d %s\r\nContent-Length: 0\r\n\r\n"
	alice, bob := netip.MustParseAddrPort("10.0.0.1:5060"), netip.MustParseAddrPort("10.0.0.2:5060")
	b := callflow.NewBuilder()
	frame := uint64(0)
	send := func(src, dst netip.AddrPort, line string, i int, method string) {
		var m sipmsg.Message
		if !m.Parse(fmt.Appendf(nil, text, line, i, i, method)) {
			t.Fatalf("not SIP: %s", line)
		}
		frame++
		b.Add(&callflow.Event{Time: callflowtest.Epoch.Add(time.Duration(frame) * time.Millisecond), Src: src, Dst: dst,
			Transport: callflow.UDP, Frame: callflow.FrameRef{Number: frame}, Message: &m})
	}
	method := request
	if method == "" {
		method = "INVITE" // that only the answers of were captured
	}
	for i := range n {
		for range 2 {
			if request != "" {
				send(alice, bob, request+" sip:b@b SIP/2.0", i, method)
			}
			if response != "" {
				send(bob, alice, "SIP/2.0 "+response, i, method)
			}
		}
	}
	return b.Finish()
}

// A leg takes no time that grows with its square: eight times the messages may take eight times as long, not 64. What takes no
// time to speak of is not looked at, and a busy machine gets some tries.
func TestFlood(t *testing.T) {
	const long, factor, tries, negligible = 20000, 24, 5, 50 * time.Millisecond
	for _, tt := range []struct{ request, response string }{
		{"INVITE", "486 Busy Here"}, {"INVITE", "200 OK"}, {"INVITE", "401 Unauthorized"}, {"INVITE", ""}, {"", "200 OK"},
		{"BYE", "481 No"}, {"BYE", ""}, {"INFO", "415 No"}, {"INFO", "407 No"}, {"CANCEL", "481 No"}, {"UPDATE", "491 Pending"}, {"OPTIONS", ""},
	} {
		t.Run(tt.request+" "+tt.response, func(t *testing.T) {
			measure := func(calls []*callflow.Call) time.Duration {
				start := time.Now()
				checkFindings(t, calls, diagnose.Run(calls, nil, diagnose.Options{}))
				return time.Since(start)
			}
			few := flood(t, long/8, tt.request, tt.response)
			short := measure(few)
			if testing.Short() { // under the race detector, say: this was enough
				return
			}
			many := flood(t, long, tt.request, tt.response)
			took := measure(many)
			for try := 0; try < tries && took > negligible && took > factor*short; try++ {
				took, short = min(took, measure(many)), measure(few)
			}
			if took > negligible && took > factor*short {
				t.Errorf("%d transactions take %v, an eighth of them %v", long, took, short)
			}
		})
	}
}
