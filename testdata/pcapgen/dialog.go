package main

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// start is when the first message of the first capture is sent. Each capture has a minute and
// Call-IDs of its own, so that the folder can be read as one.
var start = time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)

// A sent is one message on its way.
type sent struct {
	after   time.Duration // since the call began
	back    bool          // from the callee
	payload string
}

// A party is one end of a call.
type party struct {
	user string
	at   netip.AddrPort
}

// A call is who calls whom, and the Call-ID's part before the @.
type call struct {
	a, b party
	id   string
}

var (
	phone   = party{"1001", netip.MustParseAddrPort("10.20.0.40:5060")}
	gateway = party{"+4930123456", netip.MustParseAddrPort("10.1.3.30:5060")}
	phone6  = party{"1001", netip.MustParseAddrPort("[fd20::40]:5060")}
	gw6     = party{"+4930123456", netip.MustParseAddrPort("[fd13::30]:5060")}
)

// answered is a call that rings for two seconds and that the caller ends after three more.
func (c call) answered() []sent {
	return []sent{
		{0, false, c.message("INVITE", 0, "i", offer(c.a, "8 0"))},
		{2 * time.Millisecond, true, c.message("INVITE", 100, "i", "")},
		{150 * time.Millisecond, true, c.message("INVITE", 180, "i", "")},
		{2000 * time.Millisecond, true, c.message("INVITE", 200, "i", offer(c.b, "8"))},
		{2004 * time.Millisecond, false, c.message("ACK", 0, "a", "")},
		{5000 * time.Millisecond, false, c.message("BYE", 0, "b", "")},
		{5003 * time.Millisecond, true, c.message("BYE", 200, "b", "")},
	}
}

// busy is a call that is turned down, and its rejection sent again before the ACK came.
func (c call) busy() []sent {
	rejection := c.message("INVITE", 486, "i", "")
	return []sent{
		{0, false, c.message("INVITE", 0, "i", offer(c.a, "8 0"))},
		{2 * time.Millisecond, true, c.message("INVITE", 100, "i", "")},
		{300 * time.Millisecond, true, rejection},
		{800 * time.Millisecond, true, rejection},
		{804 * time.Millisecond, false, c.message("ACK", 0, "i", "")},
	}
}

// keepalive is an OPTIONS and its answer.
func (c call) keepalive() []sent {
	return []sent{
		{0, false, c.message("OPTIONS", 0, "o", "")},
		{2 * time.Millisecond, true, c.message("OPTIONS", 200, "o", "")},
	}
}

var phrases = map[int]string{100: "Trying", 180: "Ringing", 200: "OK", 486: "Busy Here"}

// message is the caller's request, or with a status the callee's response to it.
func (c call) message(method string, status int, branch, body string) string {
	a, b := c.a, c.b
	var m strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&m, format+"\r\n", args...) }
	if status == 0 {
		line("%s sip:%s@%s SIP/2.0", method, b.user, b.at)
	} else {
		line("SIP/2.0 %d %s", status, phrases[status])
	}
	line("Via: SIP/2.0/UDP %s;branch=z9hG4bK-pcapgen-%s;rport", a.at, branch)
	if status == 0 {
		line("Max-Forwards: 70")
	}
	line("From: <sip:%s@voice.example.net>;tag=a1", a.user)
	if status > 100 || method == "ACK" || method == "BYE" {
		line("To: <sip:%s@voice.example.net>;tag=b1", b.user)
	} else {
		line("To: <sip:%s@voice.example.net>", b.user)
	}
	line("Call-ID: %s@%s", c.id, a.at.Addr())
	sequence := 1
	if method == "BYE" {
		sequence = 2
	}
	line("CSeq: %d %s", sequence, method)
	if method == "INVITE" && status != 100 && status < 300 {
		contact := a
		if status != 0 {
			contact = b
		}
		line("Contact: <sip:%s@%s>", contact.user, contact.at)
	}
	if body != "" {
		line("Content-Type: application/sdp")
	}
	line("Content-Length: %d", len(body))
	line("")
	m.WriteString(body)
	return m.String()
}

// offer is a session description with those static payload types.
func offer(p party, formats string) string {
	family := "IP4"
	if p.at.Addr().Is6() {
		family = "IP6"
	}
	return fmt.Sprintf("v=0\r\no=- 1 1 IN %[1]s %[2]s\r\ns=-\r\nc=IN %[1]s %[2]s\r\nt=0 0\r\nm=audio 16384 RTP/AVP %[3]s\r\na=sendrecv\r\n",
		family, p.at.Addr(), formats)
}
