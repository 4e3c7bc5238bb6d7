package diagnose

import (
	"fmt"
	"slices"

	"sipcap/callflow"
)

var contentLengthMismatch = Rule{
	ID: "content-length-mismatch", Severity: callflow.Warning,
	Title: "Content-Length and the body differ",
	Doc: "Over UDP a message's Content-Length says another length than its body has. Where it says more, a server answers 400 and a client drops the response; where it says less, " +
		"the end of the body, often a line of SDP, is cut off. A middlebox that rewrites addresses in the SDP (ALG) and forgets the length makes such messages; " +
		"the summary tells where the same message was still right on the hop before.",
	Hint:      "Switch SIP ALG (SIP helper, SIP inspection, SIP fixup) off in the router or firewall before the sender. Compare the message on both sides of it.",
	Reference: "RFC 3261 §18.3",
	needs:     misfit,
	call: func(s *subject) {
		var list []int
		var first callflow.LengthMismatch
		for _, l := range s.leg.LengthMismatches() {
			if s.leg.Message(l.Message).Retransmission {
				continue
			}
			if len(list) == 0 {
				first = l
			}
			list = append(list, l.Message)
		}
		if len(list) == 0 {
			return
		}
		m := s.leg.Message(first.Message)
		summary := fmt.Sprintf("%s from %s to %s says Content-Length %d, but its body has %d bytes", s.name(first.Message), s.party(m.Src), m.Dst, first.Told, first.Actual)
		if before := s.hopBefore(&m, list); before >= 0 {
			b := s.leg.Message(before)
			summary += fmt.Sprintf("; from %s to %s it was right", b.Src, b.Dst)
		}
		if n := len(list); n > 1 {
			summary += fmt.Sprintf("; %s of this call more", count(n-1, "message"))
		}
		s.add(finding{at: first.Message, messages: list, summary: summary})
	},
}

// hopBefore is the message that m was before it was passed on, where that is none of list; else -1.
func (s *subject) hopBefore(m *callflow.Message, list []int) int {
	for i, o := range s.leg.Messages() {
		if s.farther(m, &o) && !slices.Contains(list, i) {
			return i
		}
	}
	return -1
}

// misfits tells whether a finding tells of the length of message i.
func (s *subject) misfits(i int) bool {
	for _, l := range s.leg.LengthMismatches() {
		if l.Message == i {
			return true
		}
	}
	return false
}
