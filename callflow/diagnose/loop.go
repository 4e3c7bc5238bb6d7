package diagnose

import (
	"fmt"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

var routingLoop = Rule{
	ID: "routing-loop", Severity: callflow.Error,
	Title: "a request runs in a circle, or ran out of hops",
	Doc: "A server found the loop (482) or ran out of Max-Forwards (483: the summary tells with how many the request came), or the same request was seen to pass the same hop three times, " +
		"each time with more Via or fewer Max-Forwards. Twice may be a spiral, which is allowed: a forwarded call comes by again on its way to another target.",
	Hint:      "Which two servers send it to each other? Look at their routes for this number: a default route that points back, or a forwarding to itself.",
	Reference: "RFC 3261 §16.3",
	travels:   true,
	needs:     refused | deep,
	call: func(s *subject) {
		if t := s.origin(func(status int) bool { return status == 482 || status == 483 }); t != nil && s.c.Kind != callflow.KindOptions {
			at := int(t.Final)
			m := s.leg.Message(at)
			s.add(finding{at: at, messages: captured(int(t.Request), at), milder: s.succeeded(),
				summary: fmt.Sprintf("%s refuses %s with %s: %s", s.party(m.Src), s.method(t), s.response(at), loopWords(t))})
			return
		}
		for i := range s.some() {
			if s.loops(&s.txs[i]) {
				return
			}
		}
	},
}

// loopPasses is how often a request passes the same hop until that is a loop and no spiral.
const loopPasses = 3

func loopWords(t *callflow.Transaction) string {
	switch {
	case t.Status == 482:
		return "it has seen the request before"
	case t.Request < 0 || t.MaxForwards == callflow.NoMaxForwards:
		return "the request passed too many servers"
	case t.Vias == 1:
		return fmt.Sprintf("its sender gave it Max-Forwards %d", t.MaxForwards)
	}
	return fmt.Sprintf("the request had passed %s, and Max-Forwards was %d", count(int(t.Vias)-1, "server"), t.MaxForwards)
}

// loops tells of a request that passes its hop again and again, in the same direction.
func (s *subject) loops(t *callflow.Transaction) bool {
	if t.Request < 0 || t.InDialog || t.Is(sipmsg.CANCEL) || t.Is(sipmsg.ACK) {
		return false
	}
	var again []int // most pass once
	last := t
	for k := range s.some() {
		o := &s.txs[k]
		if o.Request > t.Request && s.method(o) == s.method(t) && o.CSeq == t.CSeq && (o.Vias > last.Vias || o.MaxForwards < last.MaxForwards) && o.Client == t.Client && o.Server == t.Server && s.sameParty(o, t) {
			again = append(again, int(o.Request))
			last = o
		}
	}
	if len(again)+1 < loopPasses {
		return false
	}
	passes := append([]int{int(t.Request)}, again...)
	m := s.leg.Message(passes[0])
	summary := fmt.Sprintf("%s passed from %s to %s %s, with %d Via at first and %d at last", s.method(t), m.Src, m.Dst, times(len(passes)), t.Vias, last.Vias)
	if t.MaxForwards != callflow.NoMaxForwards {
		summary += fmt.Sprintf(", Max-Forwards %d and %d", t.MaxForwards, last.MaxForwards)
	}
	s.add(finding{at: passes[len(passes)-1], messages: passes, summary: summary})
	return true
}
