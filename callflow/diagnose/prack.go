package diagnose

import (
	"fmt"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

var prackMissing = Rule{
	ID: "prack-missing", Severity: callflow.Error,
	Title: "a reliable provisional response was sent again and never acknowledged by PRACK",
	Doc: "The callee sends a provisional response with Require: 100rel until the PRACK comes, and refuses the INVITE with 5xx when none came in 32 s. " +
		"It is a warning where the call was answered all the same. Either the caller does not do what it said that it supports, or the PRACK goes astray.",
	Hint:      "Does the INVITE offer 100rel in Supported or Require? Where should the PRACK go: compare Contact and Record-Route of the provisional response with what the caller can reach.",
	Reference: "RFC 3262 §3",
	needs:     repeated,
	call: func(s *subject) {
		for _, i := range s.sentAgain() {
			if status := s.leg.StatusOf(i); status <= 100 || status >= 200 || s.leg.IsRetransmission(i) || s.leg.IsDuplicate(i) ||
				s.leg.Header(i, sipmsg.HeaderRSeq) == "" || s.acknowledgedAfter(i) {
				continue
			}
			m, sent := s.leg.Message(i), s.repeats(i)
			deaf, follows := false, ""
			if m.Transaction >= 0 {
				deaf, follows = s.deaf(&s.txs[m.Transaction])
			}
			s.add(finding{
				at: i, messages: append([]int{i}, sent...), capture: deaf || s.tooSoon(i), follows: follows, milder: s.succeeded(),
				summary: fmt.Sprintf("%s from %s was sent %s in %s and %s sent no PRACK", s.response(i), s.party(m.Src), times(len(sent)+1),
					span(s.leg.Message(sent[len(sent)-1]).Time.Sub(m.Time)), m.Dst),
			})
			return
		}
	},
}

// acknowledgedAfter tells whether a PRACK came after message i.
func (s *subject) acknowledgedAfter(i int) bool {
	for k := i + 1; k < s.leg.Len(); k++ {
		if s.leg.RequestOf(k) == sipmsg.PRACK {
			return true
		}
	}
	return false
}
