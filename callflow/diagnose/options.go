package diagnose

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

var optionsUnanswered = Rule{
	ID: "options-unanswered", Severity: callflow.Warning,
	Title: "keep-alive OPTIONS get no answer",
	Doc: "OPTIONS outside a dialog, sent again or given at least 4 s, without any response. Any response, also a refusal, is a sign of life. " +
		"The sender takes the peer out of service; one finding tells of all OPTIONS from one address to another. " +
		"It follows from unreachable where ICMP errors quote any of those that got no answer.",
	Hint:      "Is the peer up, does it answer others, does it know the sender? Many servers drop OPTIONS from addresses that they do not know.",
	Reference: "RFC 3261 §11",
	all: func(sc *scene) {
		type pair struct{ src, dst netip.AddrPort }
		type tally struct {
			sent, silent int
			frames       []callflow.FrameRef
			deaf         bool
			bounced      bool // an ICMP error says so
		}
		tallies := map[pair]*tally{}
		var order []pair
		for _, c := range sc.survey.options {
			p := pair{c.Src(), c.Dst()}
			t := tallies[p]
			if t == nil {
				t = &tally{}
				tallies[p] = t
				order = append(order, p)
			}
			t.sent++
			if c.State != callflow.NoResponse || c.Retransmissions == 0 && sc.since(c.Start()) < t2 {
				continue
			}
			t.silent++
			t.frames = append(t.frames, c.Leg().Frames(0)...)
			_, t.deaf = sc.oneWay[c.Leg().Hop(0)]
			t.bounced = t.bounced || undelivered(c.Leg(), sipmsg.OPTIONS)
		}
		slices.SortFunc(order, func(a, b pair) int { return cmp.Or(a.src.Compare(b.src), a.dst.Compare(b.dst)) })
		for _, p := range order {
			t := tallies[p]
			if t.silent == 0 {
				continue
			}
			f := &callflow.Finding{Cause: callflow.CauseCall, Frames: t.frames,
				Summary: fmt.Sprintf("%d of %d OPTIONS from %s to %s got no answer", t.silent, t.sent, p.src, p.dst)}
			switch {
			case t.deaf:
				f.Cause, f.FollowsFrom = callflow.CauseCapture, captureOneWay.ID
			case t.bounced:
				f.FollowsFrom = unreachable.ID
			case sc.scanners[p.src.Addr()]:
				f.FollowsFrom = scanner.ID
			}
			sc.add(f)
			if f.FollowsFrom == scanner.ID {
				f.Severity = callflow.Info
			}
		}
	},
}
