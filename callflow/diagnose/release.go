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
		"The same fault as no-response, later: the peer is gone, or the BYE goes where nobody listens. Over TCP, where nothing is sent again, it speaks after 32 s of silence.",
	Hint:      "Where does the BYE go? Compare its destination with the Contact and Record-Route of the 2xx; a NAT binding may have timed out in a long call.",
	Reference: "RFC 3261 §15.1.1",
	needs:     unanswered,
	call: func(s *subject) {
		var far *callflow.Transaction
		var evidence []int
		for i := range s.txs {
			t := &s.txs[i]
			if !s.unreleased(t) {
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
		at := int(far.Request)
		m := s.leg.Message(at)
		f := finding{
			at: at, messages: evidence, capture: deaf || s.tooSoon(at), follows: cmpOr(follows, cmpOr(s.undelivered(sipmsg.BYE), cmpOr(s.sentAstray(at), s.cause(noResponse.ID)))),
			summary: fmt.Sprintf("BYE from %s to %s got no answer in %s", s.party(m.Src), m.Dst, span(s.since(m.Time))),
		}
		if sent := s.repeats(at); len(sent) > 0 {
			f.summary = fmt.Sprintf("BYE from %s to %s was sent %s in %s and never answered",
				s.party(m.Src), m.Dst, times(len(sent)+1), span(s.leg.Message(sent[len(sent)-1]).Time.Sub(m.Time)))
		}
		s.add(f)
	},
}

// unreleased tells whether a transaction is that of a BYE that got no answer.
func (s *subject) unreleased(t *callflow.Transaction) bool {
	if !t.Is(sipmsg.BYE) || t.Request < 0 || t.Final >= 0 || t.Trying >= 0 || t.Provisional >= 0 {
		return false
	}
	m := s.leg.Message(int(t.Request))
	return t.Requests > 1 || m.Transport != callflow.UDP && s.since(m.Time) >= timerB
}
