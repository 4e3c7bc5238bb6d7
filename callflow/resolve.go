package callflow

import (
	"iter"
	"slices"
	"time"

	"sipcap/sipmsg"
)

// resolve makes a call of a leg that is complete.
func (b *Builder) resolve(l *Leg) *Call {
	c := &b.packing.calls.cut(1)[0]
	*c = Call{
		Kind: l.kind(), Legs: b.packing.legsOf.cut(1), Proof: b.proof[:0],
		From: l.initial.from, To: l.initial.to, RequestURI: l.initial.uri,
		PostDialDelay: Unmeasured, Setup: Unmeasured, RingTime: Unmeasured, TalkTime: Unmeasured,
		Hops: len(l.hops.list), State: UnknownState, Outcome: OutcomeUnknown,
	}
	c.Legs[0] = l
	l.countMessages(c)
	first, last := l.span()
	c.Start, c.End = first, last
	c.UserAgents = b.agentNames(l)

	a := l.attempts(c.Kind)
	if len(a) > 0 {
		first := &l.transactions[a[0].transactions[0]]
		c.Src, c.Dst = l.endpoints.at(first.Client), l.endpoints.at(first.Server)
	} else {
		r := &l.records[0]
		c.Src, c.Dst = l.endpoints.at(r.src), l.endpoints.at(r.dst)
	}
	c.Attempts = len(a)
	if c.Kind == KindCall {
		hop := -1
		if len(a) > 0 {
			hop = int(l.transactions[decisive(a).transactions[0]].Hop)
		}
		bye := l.release(hop)
		l.judgeCall(c, a, bye)
		l.measure(c, a, bye)
		c.Codecs = l.codecs(c)
	} else {
		l.judgeOther(c, a)
	}
	b.proof = c.Proof
	c.Proof = b.packing.proofs.keep(c.Proof, false)
	return c
}

// kind is what the leg is, by its initial request. What only a call has makes it one, also
// where its INVITE was not captured.
func (l *Leg) kind() Kind {
	for i := range l.transactions {
		switch l.transactions[i].Method {
		case sipmsg.INVITE, sipmsg.ACK, sipmsg.BYE, sipmsg.CANCEL, sipmsg.PRACK:
			return KindCall
		case sipmsg.UPDATE, sipmsg.INFO:
			if l.transactions[i].InDialog {
				return KindCall
			}
		}
	}
	if len(l.transactions) == 0 {
		return KindOther
	}
	switch l.transactions[0].Method {
	case sipmsg.REGISTER:
		return KindRegistration
	case sipmsg.SUBSCRIBE, sipmsg.NOTIFY, sipmsg.PUBLISH:
		return KindSubscription
	case sipmsg.OPTIONS:
		return KindOptions
	case sipmsg.MESSAGE:
		return KindMessage
	}
	return KindOther
}

func (l *Leg) countMessages(c *Call) {
	for i := range l.records {
		switch f := l.records[i].flags; {
		case f&flagDuplicate != 0:
			c.Duplicates++
			continue
		case f&flagRetransmission != 0:
			c.Retransmissions++
		}
		c.Messages++
	}
}

// span is the time of the first and the last message. Captures may go back in time.
func (l *Leg) span() (first, last time.Time) {
	lo, hi := l.records[0].time, l.records[0].time
	for i := range l.records {
		lo, hi = min(lo, l.records[i].time), max(hi, l.records[i].time)
	}
	return time.Unix(0, lo).UTC(), time.Unix(0, hi).UTC()
}

// agentNames are the names of the leg's endpoints. The same ones talk to each other again and
// again: each list is kept once.
func (b *Builder) agentNames(l *Leg) []string {
	b.list = b.list[:0]
	for name := range l.agentNames() {
		b.list = append(append(b.list, name...), 0)
	}
	return b.sharedList(l.agentNames())
}

// agentNames are the names of the leg's endpoints, each once.
func (l *Leg) agentNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i, a := range l.agents {
			if !slices.ContainsFunc(l.agents[:i], func(o agent) bool { return o.name == a.name }) && !yield(a.name) {
				return
			}
		}
	}
}
