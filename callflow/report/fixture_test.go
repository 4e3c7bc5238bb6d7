package report

import (
	"net/netip"
	"time"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

var (
	phone = netip.MustParseAddrPort("10.1.1.40:5060")
	sbc   = netip.MustParseAddrPort("10.1.2.9:5060")
	gw    = netip.MustParseAddrPort("192.0.2.77:5060")
	t0    = time.Date(2021, 3, 4, 10, 25, 41, 203_000_000, time.UTC)
)

// callSeven was answered, its 200 OK never acknowledged.
func callSeven() *callflow.Call {
	c := &callflow.Call{
		ID: 7, Kind: callflow.KindCall, Legs: []*callflow.Leg{{CallID: "3c267a5b91f0-k2sj8dd0@10.1.1.40"}},
		From: "sip:1001@pbx.example", To: "sip:+4930123456@pbx.example;user=phone", RequestURI: "sip:+4930123456@10.1.2.9",
		Src: phone, Dst: sbc, Start: t0, End: t0.Add(36190 * time.Millisecond),
		State: callflow.Completed, Outcome: callflow.OutcomeSuccess, Status: 200,
		Messages: 17, Retransmissions: 10, Duplicates: 1, Hops: 1, Attempts: 1,
		PostDialDelay: 900 * time.Millisecond, Setup: 4190 * time.Millisecond, RingTime: 3290 * time.Millisecond,
		TalkTime: 32 * time.Second, EndedBy: callflow.Callee,
		Codecs: []string{"PCMA"}, UserAgents: []string{"snom300/8.7.3.25", "Asterisk PBX 16.2"},
	}
	f := &callflow.Finding{ID: "missing-ack", Severity: callflow.Error, Cause: callflow.CauseCall, Call: c,
		Summary: "200 OK sent 11 times in 32 s, never acknowledged; Contact is sip:100@192.168.1.20 (private)",
		Hint:    "look at the Contact of the 200 OK: the ACK goes there",
		Frames:  []callflow.FrameRef{{Number: 812}, {Number: 840}}, Reference: "RFC 3261 §13.2.2.4", At: 3}
	g := &callflow.Finding{ID: "dropped-without-ack", Severity: callflow.Error, Cause: callflow.CauseCall, Call: c,
		Summary: "the callee gave the call up 32.0 s after its 200 OK", FollowsFrom: "missing-ack",
		Frames: []callflow.FrameRef{{Number: 1190}}, Reference: "RFC 3261 §13.3.1.4", At: 14}
	c.Findings = []*callflow.Finding{f, g}
	return c
}

func sdp(role string, codecs ...string) *callflow.SDP {
	s := callflow.Stream{Type: "audio", Codecs: codecs, Direction: "sendrecv", Addr: netip.MustParseAddrPort("10.1.1.40:4000")}
	if role == "hold" {
		s.Direction, s.Hold = "sendonly", true
	}
	return &callflow.SDP{Streams: []callflow.Stream{s}}
}

func at(ms int) (time.Time, time.Duration) {
	d := time.Duration(ms) * time.Millisecond
	return t0.Add(d), d
}

func request(ms, from, to int, frame uint64, m sipmsg.Method, cseq uint32) callflow.Rung {
	r := callflow.Rung{From: from, To: to, Frame: callflow.FrameRef{Number: frame}, Method: m, CSeqMethod: m, CSeq: cseq}
	r.Time, r.Delta = at(ms)
	return r
}

func response(ms, from, to int, frame uint64, status int, m sipmsg.Method, cseq uint32) callflow.Rung {
	r := callflow.Rung{From: from, To: to, Frame: callflow.FrameRef{Number: frame}, Status: status, CSeqMethod: m, CSeq: cseq}
	r.Time, r.Delta = at(ms)
	return r
}

func ladderSeven() *callflow.Ladder {
	c := callSeven()
	l := &callflow.Ladder{Call: c, Columns: []callflow.Column{
		{Addrs: []netip.AddrPort{phone}, Name: "snom300/8.7.3.25"},
		{Addrs: []netip.AddrPort{sbc}, Name: "Asterisk PBX 16.2"},
	}}
	inv := request(0, 0, 1, 712, sipmsg.INVITE, 1)
	inv.Role, inv.SDP = callflow.Offer, sdp("", "PCMA", "PCMU", "telephone-event")
	inv.Duplicates = 1
	ok := response(4190, 1, 0, 812, 200, sipmsg.INVITE, 1)
	ok.Role, ok.SDP = callflow.Answer, sdp("", "PCMA")
	ok.Repeats, ok.RepeatSpan = 10, 32*time.Second
	ok.Findings = c.Findings[:1]
	ack := request(4190, 0, 1, 0, sipmsg.ACK, 1)
	ack.Kind = callflow.Inferred
	ack.Note = "not captured: BYE came within the dialog"
	bye := request(36190, 1, 0, 1190, sipmsg.BYE, 1)
	bye.Findings = c.Findings[1:]
	l.Rows = []callflow.Rung{inv, response(11, 1, 0, 713, 100, sipmsg.INVITE, 1), response(900, 1, 0, 730, 180, sipmsg.INVITE, 1), ok, ack,
		{Kind: callflow.Gap, Delta: 28 * time.Second}, bye, response(36195, 0, 1, 1191, 200, sipmsg.BYE, 1)}
	return l
}
