package diagnose

import (
	"fmt"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

var slowAnswer = Rule{
	ID: "slow-answer", Severity: callflow.Warning,
	Title: "a call took long to ring, or to get any response",
	Doc: "The post-dial delay, from the INVITE to the first 18x or the final response, or the time to the first response of any kind is above the limit that an option sets " +
		"(`--slow-answer 5s`). The summary tells how much of it went by until the first response. Silent without a limit.",
	Hint:      "Which hop waits? The ladder shows where the time goes: a late 100 is the server itself, a late 180 one behind it (routing, DNS, the callee's network).",
	Reference: "RFC 6076 §4.3",
	needs:     answered | refused | pending,
	call: func(s *subject) {
		limit := s.opt.SlowAnswer
		if limit == 0 || s.c.Kind != callflow.KindCall || s.legNumber > 0 {
			return
		}
		request, response := s.firstResponse()
		if response < 0 {
			return
		}
		m := s.leg.Message(response)
		first := m.Time.Sub(s.leg.Message(request).Time)
		f := finding{at: response, messages: []int{request, response}}
		switch {
		case s.c.PostDialDelay > limit:
			f.summary = fmt.Sprintf("%s to %s took %s to ring or to be answered, %s of it to the first response, %s", s.party(s.c.Src()), cmpOr(s.c.RequestURI(), s.c.To()),
				span(s.c.PostDialDelay), span(first), s.response(response))
		case first > limit:
			f.summary = fmt.Sprintf("%s took %s to give its first response, %s", s.party(m.Src), span(first), s.response(response))
		default:
			return
		}
		s.add(f)
	},
}

// firstResponse is the call's first INVITE that got a response, and that; -1 where there is none.
func (s *subject) firstResponse() (request, response int) {
	for i := range s.some() {
		t := &s.txs[i]
		if !t.Is(sipmsg.INVITE) || t.InDialog || t.Request < 0 {
			continue
		}
		at := t.Trying
		for _, o := range [...]int32{t.Provisional, t.Final} {
			if o >= 0 && (at < 0 || o < at) {
				at = o
			}
		}
		if at >= 0 {
			return int(t.Request), int(at)
		}
	}
	return -1, -1
}
