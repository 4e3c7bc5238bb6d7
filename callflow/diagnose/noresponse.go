package diagnose

import (
	"fmt"
	"slices"
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
	Title: "a request was sent, and sent again, and nothing came back",
	Doc: "No response came to an INVITE, a REGISTER or another request: it did not arrive, or its answers do not come back. " +
		"It is a warning for what is sent within a call, and where another server took the call in the end. Over TCP, where nothing is sent again, it speaks after 32 s of silence. " +
		"Where a request over UDP was sent only once, an answer may have come that the capture missed: then that is the cause. BYE and OPTIONS have findings of their own.",
	Hint:      "Is the server up, does it listen on that address, port and transport, and does a firewall or NAT let both directions pass? Capture at the server to see whether the request arrives.",
	Reference: "RFC 3261 §17.1",
	refusal:   true,
	needs:     unanswered,
	call: func(s *subject) {
		if s.c.Kind == callflow.KindOptions {
			return
		}
		var told []sipmsg.Method
		for i := range s.txs {
			t := &s.txs[i]
			if s.silent(t) && !slices.Contains(told, s.method(t)) {
				told = append(told, s.method(t))
				s.tellSilence(s.method(t), len(told) > 1)
			}
		}
	},
}

// tellSilence tells of the requests of a method that got no answer; where that of another
// method is told already, it only explains their repetitions.
func (s *subject) tellSilence(method sipmsg.Method, told bool) {
	var silent *callflow.Transaction
	var evidence []int
	for i := range s.txs {
		t := &s.txs[i]
		if s.method(t) != method || !s.silent(t) {
			continue
		}
		evidence = append(append(evidence, int(t.Request)), s.repeats(int(t.Request))...)
		s.explain(int(t.Request))
		if silent == nil || t.Vias > silent.Vias {
			silent = t // farther from the caller: nearer to the cause
		}
	}
	if told {
		return
	}
	at := int(silent.Request)
	first, sent := s.leg.Message(at), s.repeats(at)
	deaf, follows := s.deaf(silent)
	f := finding{
		at: at, messages: evidence, capture: deaf || s.tooSoon(at),
		follows: cmpOr(follows, cmpOr(s.undelivered(method), s.lostFragments())),
		milder:  silent.InDialog && method != sipmsg.INVITE || method == sipmsg.CANCEL || s.succeeded() && !silent.InDialog,
	}
	f.tell = func() string {
		words := fmt.Sprintf("%s from %s to %s", s.request(silent), s.party(first.Src), first.Dst)
		switch {
		case len(sent) > 0:
			return words + fmt.Sprintf(" was sent %s in %s and nothing came back", times(len(sent)+1), span(s.leg.TimeOf(sent[len(sent)-1]).Sub(first.Time)))
		case first.Transport != callflow.UDP:
			return words + " got no answer in " + span(s.since(first.Time))
		}
		return words + " was sent once, and no answer to it was captured in " + span(s.since(first.Time))
	}
	if len(sent) == 0 && first.Transport == callflow.UDP {
		f.capture = true
		f.hint = "A client sends again after 500 ms when nothing comes back: either the answer went past the point of capture, or this one is no common client."
	}
	s.add(f)
}

// tooSoon tells whether the capture ended before message i, which was to be answered or
// acknowledged, had been sent often enough to know that this would not come.
func (s *subject) tooSoon(i int) bool {
	return len(s.repeats(i)) < 2 && s.since(s.leg.Message(i).Time) < 4*t1
}

// silent tells whether a request got no answer though it was sent again, or though the
// capture goes on for so long that one would have come.
func (s *subject) silent(t *callflow.Transaction) bool {
	if t.Request < 0 || t.Trying >= 0 || t.Provisional >= 0 || t.Final >= 0 || t.ACK >= 0 || t.Is(sipmsg.ACK) || t.Is(sipmsg.BYE) {
		return false
	}
	deaf, _ := s.deaf(t)
	if deaf && (t.Requests < 2 || s.c.State != callflow.NoResponse) {
		return false // that was told, or what else was captured proves the answer
	}
	if t.Requests > 1 {
		return true
	}
	silence := s.since(s.leg.Message(int(t.Request)).Time)
	if s.leg.Message(int(t.Request)).Transport != callflow.UDP {
		return silence >= timerB
	}
	// Of a call that came about it is the capture that lacks the answer.
	return silence >= t2 && s.c.State == callflow.NoResponse && !t.InDialog
}

var noFinalResponse = Rule{
	ID: "no-final-response", Severity: callflow.Warning,
	Title: "only provisional responses, and then nothing for three minutes",
	Doc: "The capture goes on for 180 s (Timer C) after the last provisional response, but the INVITE is neither answered nor refused nor cancelled. " +
		"A callee that rings longer repeats its provisional response every minute. For a REGISTER or another request it is 32 s (Timer F).",
	Hint:      "Who hangs: the server that sent the last provisional response, or one behind it? Its log for this Call-ID tells.",
	Reference: "RFC 3261 §16.6",
	travels:   true,
	needs:     pending,
	call: func(s *subject) {
		if s.c.State != callflow.Ringing && s.c.State != callflow.Proceeding {
			return
		}
		last := -1
		for i, m := range s.leg.Messages() {
			switch {
			case m.Duplicate:
			case m.Method == sipmsg.CANCEL:
				return // what became of that is another rule's
			case s.c.Kind == callflow.KindCall && m.CSeqMethod != sipmsg.INVITE:
			case m.Status > 0 && m.Status < 200 && (last < 0 || m.Time.After(s.leg.Message(last).Time)):
				last = i
			}
		}
		if last < 0 {
			return
		}
		m := s.leg.Message(last)
		limit := timerC
		if m.CSeqMethod != sipmsg.INVITE {
			limit = timerB // F is as long as B
		}
		if silence := s.since(m.Time); silence >= limit {
			if m.Transaction >= 0 {
				s.explain(int(s.txs[m.Transaction].Request)) // it is sent again until the final response
			}
			s.add(finding{at: last, capture: s.lossy(), follows: s.undelivered(m.CSeqMethod), summary: fmt.Sprintf("%s from %s is the last that was heard of the %s, and the capture goes on for %s",
				s.response(last), s.party(m.Src), m.CSeqMethod, span(silence))})
		}
	},
}
