package diagnose

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

var captureOneWay = Rule{
	ID: "capture-one-way", Severity: callflow.Warning,
	Title: "one direction only was captured",
	Doc: "Between two addresses only one side's messages are in the capture, and they prove that the other side sent some too: an ACK or a PRACK that " +
		"has nothing to acknowledge, a response without its request. What follows from it is told with the capture as its cause.",
	Hint:      "Mirror both directions (rx and tx) of the port; with two links, or routing that differs by direction, capture at both and give sipcap both files.",
	Reference: "",
	all:       oneWayHops,
}

// directions of a hop that were seen, and what proves the one that was not.
type directions struct {
	a, b  bool // messages of Hop.A, of Hop.B
	proof []callflow.FrameRef
	parts int // transactions that prove
}

func oneWayHops(sc *scene) {
	seen := map[callflow.Hop]*directions{}
	var order []callflow.Hop
	// Most calls show both directions of their hops; only hops that a call shows one of are looked at again.
	var scratch []directions
	visit := func(c *callflow.Call, f func(hop callflow.Hop, d *directions)) {
		for _, leg := range c.Legs() {
			scratch = legDirections(leg, scratch)
			for i := range scratch {
				f(leg.Hop(i), &scratch[i])
			}
		}
	}
	for _, c := range sc.survey.oneSided {
		visit(c, func(hop callflow.Hop, d *directions) {
			if d.parts > 0 && d.a != d.b && seen[hop] == nil {
				seen[hop] = &directions{}
				order = append(order, hop)
			}
		})
	}
	if len(seen) == 0 {
		return
	}
	for _, c := range sc.calls {
		visit(c, func(hop callflow.Hop, d *directions) {
			if sum := seen[hop]; sum != nil {
				sum.a, sum.b = sum.a || d.a, sum.b || d.b
				sum.parts += d.parts
				if len(sum.proof) < frameLimit {
					sum.proof = append(sum.proof, d.proof...)
				}
			}
		})
	}
	sc.oneWay = map[callflow.Hop]netip.Addr{}
	var hops []string
	var frames []callflow.FrameRef
	for _, hop := range order {
		d := seen[hop]
		if d.a == d.b {
			continue
		}
		src, dst := hop.A, hop.B
		if d.b {
			src, dst = dst, src
		}
		sc.oneWay[hop] = src
		frames = append(frames, d.proof...)
		hops = append(hops, fmt.Sprintf("from %s to %s", src, dst))
	}
	if len(hops) == 0 {
		return
	}
	slices.Sort(hops)
	if n := len(hops); n > itemLimit {
		hops = append(hops[:itemLimit:itemLimit], fmt.Sprintf("and on %d more hops", n-itemLimit))
	}
	sc.add(&callflow.Finding{Cause: callflow.CauseCapture, Frames: frames,
		Summary: "only messages " + strings.Join(hops, ", ") + " were captured, none of the other direction"})
}

// legDirections tells for each hop of a leg which directions it saw. What proves a direction
// that was not is counted in parts.
func legDirections(leg *callflow.Leg, d []directions) []directions {
	ends, txs := leg.Endpoints(), leg.Transactions()
	d = d[:0]
	for range leg.HopCount() {
		d = append(d, directions{})
	}
	for i := range txs {
		t := &txs[i]
		h, hop := &d[t.Hop], leg.Hop(int(t.Hop))
		answers := t.Trying >= 0 || t.Provisional >= 0 || t.Final >= 0
		fromA := ends[t.Client].Addr() == hop.A
		if hop.A == hop.B {
			fromA = ends[t.Client].Port() < ends[t.Server].Port()
		}
		h.a = h.a || t.Request >= 0 && fromA || answers && !fromA
		h.b = h.b || t.Request >= 0 && !fromA || answers && fromA
	}
	for i := range txs {
		t := &txs[i]
		if h := &d[t.Hop]; h.a != h.b && h.parts < itemLimit {
			if at := provesOther(txs, t); at >= 0 {
				h.parts++
				h.proof = append(h.proof, leg.Message(at).Frame)
			}
		}
	}
	return d
}

// provesOther is a message of a transaction that proves one of the other direction, -1 where none does.
func provesOther(txs []callflow.Transaction, t *callflow.Transaction) int {
	answers := t.Trying >= 0 || t.Provisional >= 0 || t.Final >= 0
	switch {
	case t.Is(sipmsg.INVITE) && t.Request >= 0 && t.ACK >= 0 && !answers:
		return int(t.ACK)
	case t.Is(sipmsg.PRACK) && t.Request >= 0 && !answers:
		return int(t.Request)
	case t.Request < 0 && t.Final >= 0 && t.Is(sipmsg.INVITE) && !acknowledged(txs, t):
		return int(t.Final)
	case t.Request < 0 && t.Final >= 0 && !t.Is(sipmsg.INVITE) && otherResponses(txs, t):
		return int(t.Final)
	}
	return -1
}

// acknowledged tells whether an ACK for an INVITE was captured, on whichever hop.
func acknowledged(txs []callflow.Transaction, t *callflow.Transaction) bool {
	for i := range txs {
		if o := &txs[i]; o.CSeq == t.CSeq && (o.Is(sipmsg.ACK) || o.Is(sipmsg.INVITE) && o.ACK >= 0) {
			return true
		}
	}
	return false
}

// otherResponses tells whether another transaction on the same hop has responses alone too: one
// may be at the edge of the capture.
func otherResponses(txs []callflow.Transaction, t *callflow.Transaction) bool {
	for i := range txs {
		if o := &txs[i]; o != t && o.Hop == t.Hop && o.Request < 0 && o.Final >= 0 {
			return true
		}
	}
	return false
}
