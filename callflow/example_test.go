package callflow_test

import (
	"fmt"
	"net/netip"
	"time"

	"sipcap/callflow"
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
		fmt.Println(c.ID, c.From, c.To, c.State, c.Status, c.Reason, c.RingTime)
	}
	// Output: 1 sip:alice@example.com sip:bob@example.com busy 486 Busy Here 1s
}
