package diagnose

import (
	"fmt"
	"time"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// Timers of RFC 3261 §17, at the T1 that everyone uses.
const (
	t1     = 500 * time.Millisecond
	t2     = 4 * time.Second
	timerB = 64 * t1
	timerC = 180 * time.Second
)

var noResponse = Rule{
	ID: "no-response", Severity: callflow.Error,
	Title: "an INVITE was sent, and sent again, and nothing came back",
	Doc: "Not even 100 Trying came back, which a server sends within 200 ms: the INVITE did not arrive, or its answers do not come back. " +
		"It is a warning where another server took the call in the end. Over TCP, where nothing is sent again, it speaks after 32 s of silence.",
	Hint:      "Is the server up, does it listen on that address, port and transport, and does a firewall or NAT let both directions pass? Capture at the server to see whether the INVITE arrives.",
	Reference: "RFC 3261 §17.1.1.2",
	needs:     unanswered,
	call: func(s *subject) {
		var silent *callflow.Transaction
		var evidence []int
		for i := range s.txs {
			t := &s.txs[i]
			if t.Method != sipmsg.INVITE || !s.silent(t) {
				continue
			}
			evidence = append(append(evidence, int(t.Request)), s.repeats(int(t.Request))...)
			s.explain(int(t.Request))
			if silent == nil || t.Vias > silent.Vias {
				silent = t // farther from the caller: nearer to the cause
			}
		}
		if silent == nil {
			return
		}
		deaf, follows := s.deaf(silent)
		follows = cmpOr(follows, cmpOr(s.undelivered(sipmsg.INVITE), s.lostFragments()))
		first := s.leg.Message(int(silent.Request))
		sent := s.repeats(int(silent.Request))
		summary := fmt.Sprintf("%s from %s to %s got no answer in %s", request(silent), first.Src, first.Dst, span(s.since(first.Time)))
		if len(sent) > 0 {
			last := s.leg.Message(sent[len(sent)-1])
			summary = fmt.Sprintf("%s from %s to %s was sent %s in %s and nothing came back",
				request(silent), first.Src, first.Dst, times(len(sent)+1), span(last.Time.Sub(first.Time)))
		}
		s.add(finding{
			summary: summary, at: int(silent.Request), messages: evidence, capture: deaf, follows: follows,
			milder: s.succeeded() && !silent.InDialog,
		})
	},
}

// silent tells whether a request got no answer though it was sent again, or though nothing
// needs to be sent again and the capture goes on until the client gives up.
func (s *subject) silent(t *callflow.Transaction) bool {
	if t.Request < 0 || t.Trying >= 0 || t.Provisional >= 0 || t.Final >= 0 || t.ACK >= 0 {
		return false
	}
	if deaf, _ := s.deaf(t); deaf && s.c.State != callflow.NoResponse {
		return false // what else was captured proves the answer
	}
	if t.Requests > 1 {
		return true
	}
	m := s.leg.Message(int(t.Request))
	return m.Transport != callflow.UDP && s.since(m.Time) >= timerB
}

var noFinalResponse = Rule{
	ID: "no-final-response", Severity: callflow.Warning,
	Title: "only provisional responses, and then nothing for three minutes",
	Doc: "The capture goes on for 180 s (Timer C) after the last provisional response, but the INVITE is neither answered nor refused nor cancelled. " +
		"A callee that rings longer repeats its provisional response every minute.",
	Hint:      "Who hangs: the server that sent the last provisional response, or one behind it? Its log for this Call-ID tells.",
	Reference: "RFC 3261 §16.6",
	needs:     pending,
	call: func(s *subject) {
		if s.c.Kind != callflow.KindCall || s.c.State != callflow.Ringing && s.c.State != callflow.Proceeding {
			return
		}
		last := -1
		for i, m := range s.leg.Messages() {
			switch {
			case m.Duplicate:
			case m.Method == sipmsg.CANCEL:
				return // what became of that is another rule's
			case m.CSeqMethod == sipmsg.INVITE && m.Status > 0 && m.Status < 200 && (last < 0 || m.Time.After(s.leg.Message(last).Time)):
				last = i
			}
		}
		if last < 0 {
			return
		}
		m := s.leg.Message(last)
		if silence := s.since(m.Time); silence >= timerC {
			s.add(finding{at: last, follows: s.undelivered(sipmsg.INVITE), summary: fmt.Sprintf("%s from %s is the last that was heard of the INVITE, and the capture goes on for %s",
				s.response(last), s.party(m.Src), span(silence))})
		}
	},
}
