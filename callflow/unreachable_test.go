package callflow

import (
	"net/netip"
	"testing"
	"time"

	"sipcap/sipmsg"
)

func TestUnreachableReason(t *testing.T) {
	four, six := netip.MustParseAddrPort("10.0.0.1:5060"), netip.MustParseAddrPort("[2001:db8::1]:5060")
	for _, tt := range []struct {
		src        netip.AddrPort
		kind, code uint8
		want       string
	}{
		{four, 3, 3, "port unreachable"}, {four, 3, 13, "communication administratively prohibited"},
		{four, 3, 77, "destination unreachable"}, {four, 11, 0, "time to live exceeded"}, {four, 99, 0, "not delivered"},
		{six, 1, 4, "port unreachable"}, {six, 3, 0, "hop limit exceeded"}, {six, 2, 9, "packet too big"}, {six, 11, 0, "not delivered"},
	} {
		u := Unreachable{Src: tt.src, Type: tt.kind, Code: tt.code}
		if got := u.Reason(); got != tt.want {
			t.Errorf("%s %d/%d: got %q, want %q", tt.src, tt.kind, tt.code, got, tt.want)
		}
	}
}

func TestAddUnreachable(t *testing.T) {
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	alice, bob := netip.MustParseAddrPort("10.0.0.1:5060"), netip.MustParseAddrPort("10.0.0.3:5060")
	parse := func(text string) *sipmsg.Message {
		m := new(sipmsg.Message)
		if !m.Parse([]byte(text)) {
			t.Fatalf("not SIP: %q", text)
		}
		return m
	}
	invite := "INVITE sip:bob@b SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:a@a>;tag=1\r\nTo: <sip:bob@b>\r\nCall-ID: one\r\nCSeq: 1 INVITE\r\n\r\n"
	options := "OPTIONS sip:bob@b SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK2\r\nFrom: <sip:a@a>;tag=1\r\nTo: <sip:bob@b>\r\nCall-ID: one\r\nCSeq: 2 OPTIONS\r\n\r\n"
	b := NewBuilder()
	leg := b.Add(&Event{Time: start, Src: alice, Dst: bob, Transport: UDP, Message: parse(invite)}).Leg
	b.Add(&Event{Time: start.Add(time.Second), Src: alice, Dst: bob, Transport: UDP, Message: parse(options)})
	cut := invite[:len(invite)-20] // the Call-ID is there, CSeq is not
	for name, tt := range map[string]struct {
		after    time.Duration
		src, dst netip.AddrPort
		quoted   string
		want     int // the message, -1 for none, -2 where no leg takes the error
	}{
		"the INVITE":           {2 * time.Second, alice, bob, invite, 0},
		"cut":                  {2 * time.Second, alice, bob, cut, 0},
		"the OPTIONS":          {2 * time.Second, alice, bob, options, 1},
		"before the OPTIONS":   {time.Millisecond, alice, bob, options, -1},
		"the other way":        {2 * time.Second, bob, alice, invite, -1},
		"before all":           {-time.Second, alice, bob, invite, -2},
		"of an unknown callid": {2 * time.Second, alice, bob, invite[:100] + "Call-ID: two\r\n\r\n", -2},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(leg.Unreachable())
			ok := b.AddUnreachable(Unreachable{Time: start.Add(tt.after), Src: tt.src, Dst: tt.dst, Type: 3, Code: 3}, parse(tt.quoted))
			got := -2
			if errors := leg.Unreachable(); len(errors) > before {
				got = errors[before].Message
			}
			if got != tt.want || ok != (tt.want > -2) {
				t.Errorf("got %d, %t; want %d", got, ok, tt.want)
			}
		})
	}
	for range maxUnreachable {
		b.AddUnreachable(Unreachable{Time: start.Add(time.Hour), Src: alice, Dst: bob}, parse(invite))
	}
	if got := len(leg.Unreachable()); got != maxUnreachable {
		t.Errorf("%d errors kept, want %d", got, maxUnreachable)
	}
}

// TestAddUnreachableOf: the message is known by its frame.
func TestAddUnreachableOf(t *testing.T) {
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	alice, bob := netip.MustParseAddrPort("10.0.0.1:5060"), netip.MustParseAddrPort("10.0.0.3:5060")
	var m sipmsg.Message
	m.Parse([]byte("OPTIONS sip:bob@b SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:a@a>;tag=1\r\nTo: <sip:bob@b>\r\nCall-ID: one\r\nCSeq: 1 OPTIONS\r\n\r\n"))
	b := NewBuilder()
	var leg *Leg
	for i := range 3 {
		leg = b.Add(&Event{Time: start.Add(time.Duration(i) * time.Second), Src: alice, Dst: bob, Transport: UDP, Frame: FrameRef{File: 1, Number: uint64(i + 1)}, Message: &m}).Leg
	}
	for _, tt := range []struct {
		callID string
		frame  FrameRef
		want   int // -1: no message
	}{{"one", FrameRef{1, 2}, 1}, {"one", FrameRef{1, 3}, 2}, {"one", FrameRef{0, 2}, -1}, {"two", FrameRef{1, 2}, -1}} {
		before := len(leg.Unreachable())
		ok := b.AddUnreachableOf(Unreachable{Time: start.Add(time.Minute), Src: alice, Dst: bob}, HashCallID([]byte(tt.callID)), tt.frame)
		got := -1
		if errors := leg.Unreachable(); len(errors) > before {
			got = errors[before].Message
		}
		if got != tt.want || ok != (tt.want >= 0) {
			t.Errorf("%s, %v: message %d, %t; want %d", tt.callID, tt.frame, got, ok, tt.want)
		}
	}
}
