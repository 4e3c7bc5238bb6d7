package diagnose

import (
	"fmt"
	"strings"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

var malformedMessage = Rule{
	ID: "malformed-message", Severity: callflow.Warning,
	Title: "a message that its receiver may refuse",
	Doc: "A message has an issue of error grade: the RFC has a receiver refuse it, with 400, or drop it. One finding tells of all such messages " +
		"of a call. Silent about messages that the capture cut short, and about those of which content-length-mismatch tells all that is wrong.",
	Hint:      "`sipcap messages` tells the issues of each message with the place in its text. Who wrote it wrong, or who in between changed it?",
	Reference: "RFC 3261 §21.4.1",
	refusal:   true,
	needs:     flawed,
	call: func(s *subject) {
		var list []int
		for i, m := range s.leg.Messages() {
			if m.Malformed && !m.Truncated && !m.Duplicate && !m.Retransmission && (s.leg.Flaw(i).Code != sipmsg.ContentLengthTooLarge || !s.misfits(i)) {
				list = append(list, i)
			}
		}
		if len(list) == 0 {
			return
		}
		m := s.leg.Message(list[0])
		flaw := s.leg.Flaw(list[0])
		text := flaw.Code.Text()
		summary := fmt.Sprintf("%s from %s is malformed: %s", s.name(list[0]), s.party(m.Src), text)
		if name := flaw.Header.String(); flaw.Header != sipmsg.HeaderOther && !strings.Contains(text, name) {
			summary += " (" + name + ")"
		}
		if n := len(list); n > 1 {
			summary += fmt.Sprintf("; %s of this call more", count(n-1, "message"))
		}
		s.add(finding{at: list[0], messages: list, summary: summary})
	},
}
