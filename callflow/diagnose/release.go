package diagnose

import (
	"fmt"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

var byeUnanswered = Rule{
	ID: "bye-unanswered", Severity: callflow.Warning,
	Title: "a BYE was sent again and never answered",
	Doc: "For its sender the call is over all the same; the other side may hold it up, and charge for it, until a timer ends it. " +
		"The same fault as no-response, later: the peer is gone, or the BYE goes where nobody listens.",
	Hint:      "Where does the BYE go? Compare its destination with the Contact and Record-Route of the 2xx; a NAT binding may have timed out in a long call.",
	Reference: "RFC 3261 §15.1.1",
	needs:     unanswered,
	call: func(s *subject) {
		var far *callflow.Transaction
		var evidence []int
		for i := range s.txs {
			t := &s.txs[i]
			if t.Method != sipmsg.BYE || t.Request < 0 || t.Requests < 2 || t.Final >= 0 || t.Trying >= 0 || t.Provisional >= 0 {
				continue
			}
			evidence = append(append(evidence, int(t.Request)), s.repeats(int(t.Request))...)
			s.explain(int(t.Request))
			if far == nil || t.Vias > far.Vias {
				far = t
			}
		}
		if far == nil {
			return
		}
		deaf, follows := s.deaf(far)
		follows = cmpOr(follows, s.undelivered(sipmsg.BYE))
		sent := s.repeats(int(far.Request))
		m, last := s.leg.Message(int(far.Request)), s.leg.Message(sent[len(sent)-1])
		s.add(finding{
			at: int(far.Request), messages: evidence, capture: deaf, follows: follows,
			summary: fmt.Sprintf("BYE from %s to %s was sent %s in %s and never answered", m.Src, m.Dst, times(len(sent)+1), span(last.Time.Sub(m.Time))),
		})
	},
}
