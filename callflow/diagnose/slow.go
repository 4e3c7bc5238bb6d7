package diagnose

import (
	"fmt"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

var slowAnswer = Rule{
	ID: "slow-answer", Severity: callflow.Warning,
	Title: "a call took long to ring, or to get any response",
	Doc: "The post-dial delay, from the INVITE to the first 18x or the final response, or the time to the first response of any kind is above the limit that an option sets. " +
		"Silent without a limit.",
	Hint:      "Which hop waits? The ladder shows where the time goes: a late 100 is the server itself, a late 180 one behind it (routing, DNS, the callee's network).",
	Reference: "RFC 6076 §4.3",
	needs:     answered | refused | pending,
	call: func(s *subject) {
		if s.c.Kind != callflow.KindCall || s.legNumber > 0 {
			return
		}
		if limit := s.opt.SlowAnswer; limit > 0 && s.c.PostDialDelay > limit {
			s.add(finding{at: 0, summary: fmt.Sprintf("%s to %s took %s to ring or to be answered, more than %s", s.c.Src, s.c.RequestURI, span(s.c.PostDialDelay), span(limit))})
			return
		}
		limit := s.opt.SlowTrying
		if limit == 0 {
			return
		}
		for i := range s.txs {
			t := &s.txs[i]
			if t.Method != sipmsg.INVITE || t.InDialog || t.Request < 0 {
				continue
			}
			at := t.Trying
			for _, o := range [...]int32{t.Provisional, t.Final} {
				if o >= 0 && (at < 0 || o < at) {
					at = o
				}
			}
			if at < 0 {
				continue
			}
			m := s.leg.Message(int(at))
			if d := m.Time.Sub(s.leg.Message(int(t.Request)).Time); d > limit {
				s.add(finding{at: int(at), messages: []int{int(t.Request), int(at)}, summary: fmt.Sprintf("%s took %s to give its first response, %s, more than %s",
					s.party(m.Src), span(d), s.response(int(at)), span(limit))})
				return
			}
		}
	},
}
