package callflow

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"sipcap/sipmsg"
)

// TestRecordRest: what does not fit the record of a message is told all the same.
func TestRecordRest(t *testing.T) {
	b := NewBuilder()
	alice, bob := netip.MustParseAddrPort("10.0.0.1:5060"), netip.MustParseAddrPort("10.0.0.2:5060")
	var leg *Leg
	add := func(start, cseq, body string, duplicate bool) int {
		var m sipmsg.Message
		raw := fmt.Sprintf("%s\r\nVia: SIP/2.0/TCP 10.0.0.1;branch=z9hG4bK%s\r\nFrom: <sip:a@a>;tag=a\r\nTo: <sip:b@b>;tag=b\r\n"+
			"Call-ID: long\r\nCSeq: %s\r\nContent-Length: %d\r\n\r\n%s", start, strings.ReplaceAll(cseq, " ", ""), cseq, len(body), body)
		if !m.Parse([]byte(raw)) {
			t.Fatal("not SIP")
		}
		s := b.Add(&Event{Time: time.Unix(0, 0), Src: alice, Dst: bob, Transport: TCP, Message: &m, Duplicate: duplicate})
		leg = s.Leg
		if got := leg.Message(s.Index).Length; got != len(raw) {
			t.Errorf("message %d: got a length of %d, want %d", s.Index, got, len(raw))
		}
		return s.Index
	}
	first := add("INFO sip:b@b SIP/2.0", "1 INFO", "", false)
	long := add("MESSAGE sip:b@b SIP/2.0", "2 MESSAGE", strings.Repeat("x", 1<<20), false)
	add("MESSAGE sip:b@b SIP/2.0", "2 MESSAGE", strings.Repeat("x", longMessage), true) // is as long as the other for a record
	alone := add("OPTIONS sip:b@b SIP/2.0", "3 OPTIONS", "", true)
	seen := add("MESSAGE sip:b@b SIP/2.0", "2 MESSAGE", strings.Repeat("x", 1<<20), true)
	for range farBack {
		add("SIP/2.0 100 Trying", "4 INVITE", "", false)
	}
	again := add("INFO sip:b@b SIP/2.0", "1 INFO", "", false)
	for _, c := range []struct {
		message, original int
		cseq              uint32
	}{{first, -1, 1}, {long, -1, 2}, {long + 1, -1, 2}, {alone, -1, 3}, {seen, long, 2}, {seen + 1, -1, 4}, {seen + 2, seen + 1, 4}, {again, first, 1}} {
		if m := leg.Message(c.message); m.Original != c.original || m.CSeq != c.cseq {
			t.Errorf("message %d: got CSeq %d and %d as original, want %d and %d", c.message, m.CSeq, m.Original, c.cseq, c.original)
		}
	}
}
