package callflow

import (
	"math"

	"sipcap/sipmsg"
)

// addRequest takes a request into its transaction.
func (l *Leg) addRequest(t *Transaction, m *sipmsg.Message, r *record, i int32) {
	more(&t.Requests)
	t.Last = i
	if t.Request >= 0 {
		r.flags |= flagRetransmission
		l.setOriginal(r, i, t.Request)
		return
	}
	t.Request = i
	t.InDialog = r.toTag != 0
	if n, ok := m.MaxForwards(); ok {
		t.MaxForwards = uint8(min(n, NoMaxForwards))
	}
	t.Client, t.Server = r.src, r.dst
	if t.method == methodBYE && t.InDialog {
		l.noteRelease(r)
	}
}

// addResponse takes a response into its transaction.
func (l *Leg) addResponse(t *Transaction, m *sipmsg.Message, r *record, i int32) {
	t.Last = i
	if o := l.sentBefore(t, m, r, i); o >= 0 {
		r.flags |= flagRetransmission
		l.setOriginal(r, i, o)
		if r.status >= 200 {
			more(&t.Finals)
		}
		return
	}
	switch {
	case r.status == 100:
		if t.Trying < 0 {
			t.Trying = i
		}
	case r.status < 100: // no number that a response may have
	case r.status < 200:
		if t.Provisional < 0 {
			t.Provisional = i
		}
	default:
		more(&t.Finals)
		if l.decides(t, r) {
			t.Final, t.Status = i, r.status
		}
		switch {
		case t.method == methodINVITE && !t.InDialog:
			l.noteFinal(t, r)
		case t.method == methodBYE && r.status < 300:
			l.noteRelease(r)
		}
	}
}

// decides tells whether a final response takes the place of the one that its transaction has.
// A 2xx wins over any other branch of a fork (RFC 3261 §16.7); else the first one stands, and
// of two at the same time the lower one, whichever was captured before.
func (l *Leg) decides(t *Transaction, r *record) bool {
	switch {
	case t.Final < 0:
		return true
	case r.status < 300 != (t.Status < 300):
		return r.status < 300
	}
	return r.time == l.records[t.Final].time && r.status < t.Status
}

// sentBefore is the message that response i repeats, -1 where it is new. A provisional
// response is the same again only if its RSeq is (RFC 3262 §3); of a fork's final responses
// each To-tag has its own.
func (l *Leg) sentBefore(t *Transaction, m *sipmsg.Message, r *record, i int32) int32 {
	if t.Trying < 0 && t.Provisional < 0 && t.Final < 0 {
		return -1
	}
	for o := i - 1; o >= 0 && o >= i-duplicateReach; o-- {
		p := &l.records[o]
		if p.tx != r.tx || p.status != r.status || p.toTag != r.toTag || p.flags&(flagDuplicate|flagRetransmission) != 0 {
			continue
		}
		if r.status < 200 && (l.lengthOf(int(o)) != len(m.Raw) ||
			r.status > 100 && l.Header(int(o), sipmsg.HeaderRSeq) != string(m.Get(sipmsg.HeaderRSeq))) {
			continue
		}
		return o
	}
	if o := t.Final; o >= 0 && l.records[o].status == r.status && l.records[o].toTag == r.toTag {
		return o
	}
	return -1
}

// more counts up to the counter's end.
func more(n *uint16) {
	if *n < math.MaxUint16 {
		*n++
	}
}

// retried tells final responses after which a caller may try again under the same Call-ID.
func retried(status int) bool {
	return status == 401 || status == 407 || status == 422 || status/100 == 3
}
