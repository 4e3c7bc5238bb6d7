package diagnose

import (
	"fmt"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

var routingLoop = Rule{
	ID: "routing-loop", Severity: callflow.Error,
	Title: "a request runs in a circle",
	Doc: "A server found the loop (482) or ran out of Max-Forwards (483), or the same request was seen to pass the same hop three times, " +
		"each time through more proxies. Twice may be a spiral, which is allowed: a forwarded call comes by again on its way to another target.",
	Hint:      "Which two servers send it to each other? Look at their routes for this number: a default route that points back, or a forwarding to itself.",
	Reference: "RFC 3261 §16.3",
	needs:     refused | deep,
	call: func(s *subject) {
		if t := s.origin(func(status int) bool { return status == 482 || status == 483 }); t != nil && s.c.Kind != callflow.KindOptions {
			at := int(t.Final)
			m := s.leg.Message(at)
			s.add(finding{at: at, messages: captured(int(t.Request), at), milder: s.succeeded(),
				summary: fmt.Sprintf("%s refuses %s with %s: %s", s.party(m.Src), t.Method, s.response(at), loopWords(t.Status))})
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

func loopWords(status uint16) string {
	if status == 482 {
		return "it has seen the request before"
	}
	return "the request passed too many servers"
}

// loops tells of a request that passes its hop again and again, in the same direction.
func (s *subject) loops(t *callflow.Transaction) bool {
	if t.Request < 0 || t.InDialog || t.Method == sipmsg.CANCEL || t.Method == sipmsg.ACK {
		return false
	}
	passes := []int{int(t.Request)}
	vias := t.Vias
	for k := range s.some() {
		o := &s.txs[k]
		if o.Request > t.Request && o.Method == t.Method && o.CSeq == t.CSeq && o.Vias > vias && o.Client == t.Client && o.Server == t.Server && s.sameParty(o, t) {
			passes = append(passes, int(o.Request))
			vias = o.Vias
		}
	}
	if len(passes) < loopPasses {
		return false
	}
	m := s.leg.Message(passes[0])
	s.add(finding{at: passes[len(passes)-1], messages: passes, summary: fmt.Sprintf("%s passed from %s to %s %s, with %d Via at first and %d at last",
		t.Method, m.Src, m.Dst, times(len(passes)), t.Vias, vias)})
	return true
}
