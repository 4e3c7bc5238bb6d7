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

// A leg of 80,000 messages takes no time that grows with its square.
func TestFlood(t *testing.T) {
	for _, tt := range []struct{ request, response string }{
		{"INVITE", "486 Busy Here"}, {"INVITE", "200 OK"}, {"INVITE", "401 Unauthorized"}, {"INVITE", ""}, {"", "200 OK"},
		{"BYE", "481 No"}, {"BYE", ""}, {"INFO", "415 No"}, {"INFO", "407 No"}, {"CANCEL", "481 No"}, {"UPDATE", "491 Pending"}, {"OPTIONS", ""},
	} {
		t.Run(tt.request+" "+tt.response, func(t *testing.T) {
			calls := flood(t, 20000, tt.request, tt.response)
			start := time.Now()
			checkFindings(t, calls, diagnose.Run(calls, nil, diagnose.Options{}))
			if d := time.Since(start); d > 20*time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}
