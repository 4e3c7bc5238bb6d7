package diagnose

import (
	"fmt"
	"net/netip"
	"slices"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// refusals calls f once for each method and status with which requests within a dialog were
// refused: with the transaction nearest to who refused first, how often it was so, and the
// evidence. What a proxy passes on is the same refusal on the next hop.
func (s *subject) refusals(fits func(t *callflow.Transaction) bool, f func(t *callflow.Transaction, n int, evidence []int)) {
	type kind struct {
		method sipmsg.Method
		status uint16
	}
	var kinds []kind
	txs := s.some()
	for i := range txs {
		t := &txs[i]
		if t.Status < 300 || !s.inDialog(t) || !fits(t) {
			continue
		}
		k := kind{s.method(t), t.Status}
		if slices.Contains(kinds, k) {
			continue
		}
		kinds = append(kinds, k)
		var evidence []int
		n := 0
		worst := t
		for j := range txs {
			o := &txs[j]
			if s.method(o) != k.method || o.Status != k.status || !s.inDialog(o) || !fits(o) {
				continue
			}
			evidence = append(evidence, captured(int(o.Request), int(o.Final))...)
			if !s.passedOn(j) {
				n++
			}
			if o.CSeq == t.CSeq && o.Vias > worst.Vias {
				worst = o
			}
		}
		slices.Sort(evidence)
		f(worst, n, evidence)
	}
}

// inDialog tells whether a transaction is within a dialog. CANCEL is not, and belongs to others.
func (s *subject) inDialog(t *callflow.Transaction) bool {
	return t.InDialog && !t.Is(sipmsg.CANCEL)
}

// passedOn tells whether transaction n is one that came from a hop before.
func (s *subject) passedOn(n int) bool {
	t := &s.txs[n]
	for i := range s.some() {
		if o := &s.txs[i]; s.method(o) == s.method(t) && o.CSeq == t.CSeq && o.Vias < t.Vias && s.sameParty(o, t) {
			return true
		}
	}
	return false
}

// sender is who sent the request of a transaction first: on the hop with the fewest Via.
func (s *subject) sender(t *callflow.Transaction) netip.AddrPort {
	near := t
	for i := range s.some() {
		if o := &s.txs[i]; s.method(o) == s.method(t) && o.CSeq == t.CSeq && o.Vias < near.Vias && s.sameParty(o, t) {
			near = o
		}
	}
	return s.endpoint(near.Client)
}

// sameParty tells whether the requests of two transactions come from the same side.
func (s *subject) sameParty(a, b *callflow.Transaction) bool {
	return a.Request >= 0 && b.Request >= 0 && s.leg.Message(int(a.Request)).FromTag == s.leg.Message(int(b.Request)).FromTag
}

var dialogUnknown = Rule{
	ID: "dialog-unknown", Severity: callflow.Warning,
	Title: "a request within a dialog was answered with 481",
	Doc: "The one who got it does not know the dialog, or no longer: it was restarted, a failover lost its calls, a tag was changed on the way, or the call had ended there before. " +
		"Silent where a BYE had been sent before that: then the other side may well have forgotten the call.",
	Hint:      "Compare Call-ID and both tags with those of the 2xx that made the dialog. If they are the same, find out when and why the other side forgot the call.",
	Reference: "RFC 3261 §12.2.2",
	needs:     refused,
	call: func(s *subject) {
		s.refusals(func(t *callflow.Transaction) bool { return t.Status == 481 && !s.afterBYE(t) },
			func(t *callflow.Transaction, n int, evidence []int) {
				m := s.leg.Message(int(t.Final))
				s.add(finding{at: int(t.Final), messages: evidence, follows: s.cause(droppedWithoutAck.ID), summary: fmt.Sprintf("%s does not know the dialog of the %s from %s: %s%s",
					s.party(m.Src), s.request(t), s.sender(t), s.response(int(t.Final)), more(n))})
			})
	},
}

// afterBYE tells whether a BYE had been sent before the refusal of t: for a BYE, one of the
// other side. The NOTIFY that ends a transfer comes after it too.
func (s *subject) afterBYE(t *callflow.Transaction) bool {
	for i := range s.some() {
		o := &s.txs[i]
		if o.Is(sipmsg.BYE) && o.Request >= 0 && o.Request < t.Final && (!t.Is(sipmsg.BYE) || !s.sameParty(o, t)) {
			return !s.has(droppedWithoutAck.ID)
		}
	}
	return false
}

func more(n int) string {
	if n > 1 {
		return fmt.Sprintf(", %s in this call", times(n))
	}
	return ""
}

var requestGlare = Rule{
	ID: "request-glare", Severity: callflow.Info,
	Title: "both sides changed the session at once",
	Doc:   "491: a re-INVITE or UPDATE met one of the other side. Each side waits for a random time and tries again; that this happens now and then is normal.",
	Hint:  "Only if it comes again and again: both sides refresh the session at the same time, or one does not wait before it tries again.",

	Reference: "RFC 3261 §14.1",
	needs:     refused,
	call: func(s *subject) {
		s.refusals(func(t *callflow.Transaction) bool { return t.Status == 491 },
			func(t *callflow.Transaction, n int, evidence []int) {
				m := s.leg.Message(int(t.Final))
				s.add(finding{at: int(t.Final), messages: evidence, summary: fmt.Sprintf("the %s from %s met one of the other side: %s from %s%s",
					s.request(t), s.sender(t), s.response(int(t.Final)), m.Src, more(n))})
			})
	},
}

var requestRefused = Rule{
	ID: "request-refused", Severity: callflow.Warning,
	Title: "a request within an established call was refused",
	Doc: "Hold, a change of codec, fax, a transfer, DTMF by INFO or a session refresh failed; the call goes on as it was. " +
		"Silent where the same request succeeded later after a challenge, a redirection or 422, about 487, which its sender asked for by CANCEL or BYE, and about 481 and 491, which have findings of their own.",
	Hint:      "What did the request want (SDP, Refer-To, the INFO's body), and does the other side's Allow and Accept say that it can do that?",
	Reference: "RFC 3261 §14.1",
	travels:   true,
	needs:     refused,
	call: func(s *subject) {
		if s.c.Kind != callflow.KindCall {
			return
		}
		s.refusals(func(t *callflow.Transaction) bool {
			return t.Status != 481 && t.Status != 487 && t.Status != 491 && s.wasUp(t) && !s.retried(t)
		},
			func(t *callflow.Transaction, n int, evidence []int) {
				at := int(t.Final)
				m := s.leg.Message(at)
				s.add(finding{at: at, messages: evidence, summary: fmt.Sprintf("%s refused the %s of %s: %s%s%s",
					s.party(m.Src), s.request(t), s.sender(t), s.response(at), more(n), s.told(at))})
			})
	},
}

// wasUp tells whether the call had been answered when a transaction began, or had begun before the capture.
func (s *subject) wasUp(t *callflow.Transaction) bool {
	if !s.succeeded() {
		return false
	}
	for i := range s.some() {
		o := &s.txs[i]
		if o.Is(sipmsg.INVITE) && !o.InDialog {
			if o.Status/100 == 2 && o.Final < t.Final {
				return true
			}
			if o.Status/100 == 2 {
				return false // still an early dialog
			}
		}
	}
	return true
}

// retried tells whether a request that may be tried again was, with success.
func (s *subject) retried(t *callflow.Transaction) bool {
	if t.Status != 401 && t.Status != 407 && t.Status != 422 && t.Status/100 != 3 {
		return false
	}
	for i := range s.some() {
		o := &s.txs[i]
		if s.method(o) == s.method(t) && o.CSeq > t.CSeq && o.Status/100 == 2 && s.sameParty(o, t) {
			return true
		}
	}
	return false
}
