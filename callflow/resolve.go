package callflow

import (
	"math"
)

// resolve makes a call of a leg that is complete.
func (b *Builder) resolve(l *Leg) *Call {
	c := &b.packing.calls.cut(1)[0]
	c.leg[0], c.Kind, c.Hops = l, l.kind(), saturated(l.HopCount())
	c.PostDialDelay, c.Setup, c.RingTime, c.TalkTime = Unmeasured, Unmeasured, Unmeasured, Unmeasured
	l.countMessages(c)

	a := l.attempts(c.Kind, &b.tries)
	if len(a) > 0 {
		first := &l.transactions[a[0].transactions[0]]
		c.src, c.dst = first.Client, first.Server
	} else {
		r := &l.records[0]
		c.src, c.dst = r.src, r.dst
	}
	c.Attempts = saturated(len(a))
	if c.Kind != KindCall {
		l.judgeOther(c, a)
		return c
	}
	hop := -1
	if len(a) > 0 {
		hop = int(l.transactions[decisive(a).transactions[0]].Hop)
	}
	bye := l.release(hop)
	l.judgeCall(c, a, bye)
	l.measure(c, a, bye)
	return c
}

// saturated is n as a count of a call's.
func saturated(n int) int32 { return int32(min(n, math.MaxInt32)) }

// kind is what the leg is, by its initial request. What only a call has makes it one, also
// where its INVITE was not captured.
func (l *Leg) kind() Kind {
	for i := range l.transactions {
		switch l.transactions[i].method {
		case methodINVITE, methodACK, methodBYE, methodCANCEL, methodPRACK:
			return KindCall
		case methodUPDATE, methodINFO:
			if l.transactions[i].InDialog {
				return KindCall
			}
		}
	}
	if len(l.transactions) == 0 {
		return KindOther
	}
	switch l.transactions[0].method {
	case methodREGISTER:
		return KindRegistration
	case methodSUBSCRIBE, methodNOTIFY, methodPUBLISH:
		return KindSubscription
	case methodOPTIONS:
		return KindOptions
	case methodMESSAGE:
		return KindMessage
	}
	return KindOther
}

// countMessages sets what a call's messages tell by their number and times. Captures may go back in
// time.
func (l *Leg) countMessages(c *Call) {
	records := l.records
	start, end := records[0].time, records[0].time
	retransmissions, duplicates := 0, 0
	for i := range records {
		r := &records[i]
		start, end = min(start, r.time), max(end, r.time)
		switch r.flags & (flagDuplicate | flagRetransmission) {
		case 0:
		case flagRetransmission:
			retransmissions++
		default:
			duplicates++
		}
	}
	c.start, c.end = start, end
	c.Messages = saturated(len(records) - duplicates)
	c.Retransmissions, c.Duplicates = saturated(retransmissions), saturated(duplicates)
}
