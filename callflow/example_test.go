package callflow_test

import (
	"fmt"
	"net/netip"
	"time"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/sipmsg"
)

func ExampleBuilder() {
	alice, bob := netip.MustParseAddrPort("192.0.2.1:5060"), netip.MustParseAddrPort("192.0.2.2:5060")
	header := "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK776asdhds\r\n" +
		"From: <sip:alice@example.com>;tag=1928301774\r\n" +
		"To: <sip:bob@example.com>%s\r\n" +
		"Call-ID: a84b4c76e66710\r\nCSeq: 1 %s\r\nContent-Length: 0\r\n\r\n"

	b := callflow.NewBuilder()
	var m sipmsg.Message // used for each message again: the builder keeps nothing of it
	for i, e := range []struct {
		src, dst netip.AddrPort
		text     string
	}{
		{alice, bob, "INVITE sip:bob@example.com SIP/2.0\r\n" + fmt.Sprintf(header, "", "INVITE")},
		{bob, alice, "SIP/2.0 180 Ringing\r\n" + fmt.Sprintf(header, ";tag=a6c85cf", "INVITE")},
		{bob, alice, "SIP/2.0 486 Busy Here\r\n" + fmt.Sprintf(header, ";tag=a6c85cf", "INVITE")},
		{alice, bob, "ACK sip:bob@example.com SIP/2.0\r\n" + fmt.Sprintf(header, ";tag=a6c85cf", "ACK")},
	} {
		if !m.Parse([]byte(e.text)) {
			continue
		}
		b.Add(&callflow.Event{
			Time: time.Unix(int64(i), 0), Src: e.src, Dst: e.dst, Transport: callflow.UDP,
			Frame: callflow.FrameRef{Number: uint64(i + 1)}, Message: &m,
		})
	}
	calls := b.Finish()
	callflow.Number(calls)
	for _, c := range calls {
		fmt.Println(c.ID, c.From(), c.To(), c.State, c.Status, c.Reason(), c.RingTime)
	}
	// Output: 1 sip:alice@example.com sip:bob@example.com busy 486 Busy Here 1s
}

// A B2BUA gives each of its sides a Call-ID: two legs, and one call.
func ExampleJoin() {
	l, err := callflowtest.Parse(`
endpoints alice=10.1.1.40:5060 pbx=10.1.2.9:5060 carrier=203.0.113.7:5060
call a84b4c76@10.1.1.40
0.000 alice -> pbx     INVITE caller=1001 to=+4930123456
call 7f21-b
0.010 pbx   -> carrier INVITE caller=+4930777000 to=+4930123456
0.100 carrier -> pbx   503
call a84b4c76@10.1.1.40
0.110 pbx   -> alice   480
`)
	if err != nil {
		fmt.Println(err)
		return
	}
	b := callflow.NewBuilder()
	for _, e := range l.Events {
		b.Add(e)
	}
	for _, c := range callflow.Join(b.Finish()) {
		fmt.Println(c.ID, c.From(), c.Status, c.Reason())
		for i, j := range c.Joins() {
			fmt.Println("  and", c.Legs()[i+1].CallID, c.Part(i+1).Status, j.Names(), j.Score)
		}
	}
	// Output:
	// 1 sip:1001@example.com 480 Temporarily Unavailable
	//   and 7f21-b 503 [through called] 60
}
