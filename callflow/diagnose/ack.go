package diagnose

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

var missingAck = Rule{
	ID: "missing-ack", Severity: callflow.Error,
	Title: "a final response to an INVITE was sent again and again, and never acknowledged",
	Doc: "The callee sends its final response until the ACK comes, for 32 s, and then gives the call up. The ACK of a 2xx goes where the response's Contact and Record-Route say, " +
		"so a wrong address there loses it. Silent where later traffic proves that an ACK came which the capture missed.",
	Hint:      "Where should the ACK go? Compare the Contact and Record-Route of the response with what the caller can reach, then see whether the caller sends an ACK at all, or to elsewhere.",
	Reference: "RFC 3261 §13.3.1.4",
	needs:     repeated,
	call: func(s *subject) {
		var worst *callflow.Transaction
		at := -1
		compared := 0
		for _, i := range s.sentAgain() {
			if s.leg.StatusOf(i) < 200 || s.leg.IsRetransmission(i) || s.leg.IsDuplicate(i) || s.leg.TransactionOf(i) < 0 ||
				s.leg.Message(i).CSeqMethod != sipmsg.INVITE || compared >= comparedMessages {
				continue
			}
			compared++
			t := &s.txs[s.leg.TransactionOf(i)]
			if s.unacknowledged(t, i) && (worst == nil || t.Vias < worst.Vias) {
				worst, at = t, i // nearer to the caller, who owes the ACK
			}
		}
		if worst == nil {
			return
		}
		s.explainSame(at)
		deaf, follows := s.deaf(worst)
		follows = cmpOr(follows, s.misled(at))
		sent := s.repeats(at)
		first, last := s.leg.Message(at), s.leg.Message(sent[len(sent)-1])
		s.add(finding{
			at: at, messages: append([]int{at}, sent...), capture: deaf || s.tooSoon(at), follows: follows,
			summary: fmt.Sprintf("%s from %s was sent %s in %s and never acknowledged by %s%s", s.response(at), s.party(first.Src),
				times(len(sent)+1), span(last.Time.Sub(first.Time)), first.Dst, s.privateContact(at)),
		})
	},
}

// explainSame says that the repetitions of final response at are told of, on every hop.
func (s *subject) explainSame(at int) {
	m := s.leg.Message(at)
	for i, o := range s.leg.Messages() {
		if o.Status == m.Status && o.CSeq == m.CSeq && o.CSeqMethod == m.CSeqMethod && o.ToTag == m.ToTag {
			s.explain(i)
		}
	}
}

// unacknowledged tells whether no ACK came for final response i of an INVITE, which was sent again.
func (s *subject) unacknowledged(t *callflow.Transaction, i int) bool {
	sent := s.repeats(i)
	m := s.leg.Message(i)
	if m.Status >= 300 {
		return t.ACK < 0
	}
	last := s.leg.Message(sent[len(sent)-1])
	stopped := last.Time.Sub(m.Time) < timerB-t2
	for k := range s.leg.Len() {
		if s.leg.StatusOf(k) != 0 || !stopped && s.leg.RequestOf(k) != sipmsg.ACK {
			continue
		}
		o := s.leg.Message(k)
		switch {
		case o.Method == sipmsg.ACK:
			if s.acknowledges(&o, &m, t) {
				return false
			}
		case stopped && o.ToTag != "" && o.Time.Sub(last.Time) > 2*t2:
			// The callee stopped before its time, and the call lives: an ACK came.
			return false
		}
	}
	return true
}

// acknowledges tells whether an ACK is for a 2xx. One that only reached the proxy which is the
// client of t has still to be passed on.
func (s *subject) acknowledges(ack, m *callflow.Message, t *callflow.Transaction) bool {
	if ack.CSeq != m.CSeq || ack.FromTag != m.FromTag || ack.ToTag != "" && ack.ToTag != m.ToTag {
		return false
	}
	client, server := s.endpoint(t.Client), s.endpoint(t.Server)
	return ack.Dst == server || ack.Dst != client && (ack.Dst.Addr() != client.Addr() || client.Addr() == server.Addr())
}

// privateContact remarks on a Contact with a private address that differs from where the response came from.
func (s *subject) privateContact(i int) string {
	contact := s.leg.Header(i, sipmsg.HeaderContact)
	a, ok := sipmsg.ParseAddress([]byte(contact))
	if !ok {
		return ""
	}
	uri, ok := a.ParseURI()
	if !ok {
		return ""
	}
	host, err := netip.ParseAddr(strings.Trim(string(uri.Host), "[]"))
	if err != nil || !host.IsPrivate() || host == s.leg.Message(i).Src.Addr() {
		return ""
	}
	return fmt.Sprintf("; its Contact is %s, a private address", a.URI)
}

var droppedWithoutAck = Rule{
	ID: "dropped-without-ack", Severity: callflow.Error,
	Title: "the callee gave an answered call up because no ACK came",
	Doc: "After 64·T1, 32 s, without an ACK the callee releases the call. Users tell of calls that drop after half a minute. " +
		"It speaks also where an ACK passed the point of capture but the callee went on sending its 2xx: then the ACK is lost behind it.",
	Hint:      "Follow the ACK: the path of missing-ack, or, where an ACK was captured, the way from the point of capture to the callee.",
	Reference: "RFC 3261 §13.3.1.4",
	needs:     repeated,
	call: func(s *subject) {
		txs := s.some()
		for n := range txs {
			bye := &txs[n]
			if !bye.Is(sipmsg.BYE) || bye.Request < 0 {
				continue
			}
			b := s.leg.Message(int(bye.Request))
			at, last := s.lastAnswer(b.FromTag)
			if at < 0 {
				return
			}
			m := s.leg.Message(at)
			if d := b.Time.Sub(m.Time); d < timerB-4*t1 || d > timerB+2*t2 || b.Time.Sub(last) > t2+2*t1 {
				continue
			}
			f := finding{at: int(bye.Request), messages: []int{at, int(bye.Request)}, follows: cmpOr(s.cause(missingAck.ID), s.misled(at)),
				summary: fmt.Sprintf("%s released the call %s after its %s, for which no ACK came", s.party(b.Src), span(b.Time.Sub(m.Time)), s.response(at))}
			if ack := s.ackBefore(&m, last); ack >= 0 && len(s.repeats(at)) >= behindLimit {
				f.messages = append(f.messages, ack)
				f.summary = fmt.Sprintf("%s released the call %s after its %s: it went on sending that though an ACK passed here",
					s.party(b.Src), span(b.Time.Sub(m.Time)), s.response(at))
				if to := s.leg.Message(ack).Dst; to.Addr() != m.Src.Addr() {
					f.summary += fmt.Sprintf(", on its way to %s", to)
				}
			} else if !s.has(missingAck.ID) {
				continue
			}
			s.explainSame(at)
			s.add(f)
			return
		}
	},
}

// behindLimit is how often a 2xx is sent again after its ACK passed until that is taken for
// lost. A callee with a timer of its own may repeat it once or twice.
const behindLimit = 5

// lastAnswer is the 2xx to the call's INVITE of the party with a tag that was sent again, and
// when it was sent last.
func (s *subject) lastAnswer(tag string) (at int, last time.Time) {
	fits := func(i int) bool {
		if s.leg.StatusOf(i)/100 != 2 || s.leg.IsDuplicate(i) || s.leg.IsRetransmission(i) && s.leg.OriginalOf(i) < 0 {
			return false
		}
		m := s.leg.Message(i)
		return m.CSeqMethod == sipmsg.INVITE && m.ToTag == tag
	}
	again := s.sentAgain()
	n := slices.IndexFunc(again, fits)
	if n < 0 {
		return -1, last
	}
	for _, i := range s.repeats(again[n]) {
		if fits(i) {
			last = s.leg.TimeOf(i)
		}
	}
	return again[n], last
}

// ackBefore is an ACK of a 2xx that was captured before t.
func (s *subject) ackBefore(m *callflow.Message, t time.Time) int {
	for i := range s.leg.Len() {
		if s.leg.RequestOf(i) != sipmsg.ACK || !s.leg.TimeOf(i).Before(t) {
			continue
		}
		if o := s.leg.Message(i); o.CSeq == m.CSeq && o.FromTag == m.FromTag {
			return i
		}
	}
	return -1
}
