package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

var retransmissions = Rule{
	ID: "retransmissions", Severity: callflow.Info,
	Title: "messages were sent again",
	Doc: "Requests or final responses were sent again over UDP, because they or their answers were lost or late: how many, by whom, over how long. " +
		"Silent where another finding explains the same messages, and about provisional responses, which callees repeat to keep a call ringing.",
	Hint:      "Loss on the way or a slow server? What comes only after its first repetition was lost; what comes late each time is slow.",
	Reference: "RFC 3261 §17",
	needs:     repeated,
	call: func(s *subject) {
		if s.c.Kind == callflow.KindOptions && s.c.State == callflow.NoResponse {
			return // options-unanswered tells of them all
		}
		var evidence []int
		at := -1
		for _, i := range s.sentAgain() {
			if status := s.leg.StatusOf(i); status > 0 && status < 200 || status == 0 && s.leg.RequestOf(i) == sipmsg.ACK ||
				s.leg.IsRetransmission(i) || s.leg.IsDuplicate(i) || s.explained[i] {
				continue
			}
			if at < 0 {
				at = i
			}
			if s.untold {
				break
			}
			evidence = append(append(evidence, i), s.repeats(i)...)
		}
		if at >= 0 {
			s.add(finding{at: at, messages: evidence, tell: func() string { return s.repeated(evidence) }})
		}
	},
}

// repeated tells of messages, of which each comes with its repetitions behind it.
func (s *subject) repeated(messages []int) string {
	var told []callflow.Message
	var items []string
	more := 0
	for len(messages) > 0 {
		i := messages[0]
		sent := s.repeats(i)
		messages = messages[1+len(sent):]
		if len(told) >= comparedMessages {
			more++
			continue
		}
		m := s.leg.Message(i)
		if slices.ContainsFunc(told, func(o callflow.Message) bool { return sameMessage(&o, &m) }) {
			continue // passed on from another hop
		}
		told = append(told, m)
		items = append(items, s.repetition(i, &m, len(sent)+1, s.leg.TimeOf(sent[len(sent)-1]).Sub(m.Time)))
	}
	if n := len(items) + more; n > itemLimit {
		items = append(items[:itemLimit:itemLimit], fmt.Sprintf("and %d more messages", n-itemLimit))
	}
	return strings.Join(items, "; ")
}

// sameMessage tells whether two messages are one that went over two hops.
func sameMessage(a, b *callflow.Message) bool {
	return a.Method == b.Method && a.Status == b.Status && a.CSeq == b.CSeq && a.CSeqMethod == b.CSeqMethod &&
		a.FromTag == b.FromTag && a.ToTag == b.ToTag
}

// itemLimit is how many things a summary names one by one.
const itemLimit = 3

func (s *subject) repetition(i int, m *callflow.Message, n int, d time.Duration) string {
	words := fmt.Sprintf("%s from %s was sent %s in %s", s.name(i), m.Src, times(n), span(d))
	if m.CSeqMethod == sipmsg.INVITE && m.Status >= 200 {
		if s.ackBefore(m, m.Time.Add(d)) >= 0 {
			words += ", at last after its ACK had passed here"
		}
	}
	if m.Transaction >= 0 && m.Method != "" {
		words += s.inSpite(i, &s.txs[m.Transaction])
	}
	return words
}

// inSpite says how often request i was sent again though its answer had passed here: that did
// not reach its sender, or late. A request other than INVITE is sent until its final response.
func (s *subject) inSpite(i int, t *callflow.Transaction) string {
	answer := t.Final
	for _, o := range [...]int32{t.Trying, t.Provisional} {
		if o >= 0 && t.Is(sipmsg.INVITE) && (answer < 0 || o < answer) {
			answer = o
		}
	}
	if answer < 0 {
		if t.Trying < 0 && t.Provisional < 0 && t.ACK < 0 {
			return " and never answered"
		}
		return ""
	}
	n := 0
	for _, k := range s.repeats(i) {
		if k > int(answer) {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %s after %s had passed here", times(n), s.response(int(answer)))
}
