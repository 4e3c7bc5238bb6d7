package callflow

import "sipcap/sipmsg"

// attempt is an initial request and what answered it, as the hop nearest the caller saw it:
// one transaction, or several where only the branches of a fork were captured.
type attempt struct {
	cseq         uint32
	transactions []int32
}

// attempts finds the attempts of a leg, in order. It looks at the hop nearest the caller,
// which is the one whose requests have gone through the fewest proxies.
func (l *Leg) attempts(kind Kind) []attempt {
	method := l.initialMethod(kind)
	near := l.nearest(method, kind)
	if near < 0 {
		return nil
	}
	n := &l.transactions[near]
	var out []attempt
	for i := range l.transactions {
		t := &l.transactions[i]
		if !l.isInitial(t, method, kind) || t.Vias != n.Vias || !l.sameClient(t, n) {
			continue
		}
		if k := len(out) - 1; k >= 0 && out[k].cseq == t.CSeq && !l.endedForRetry(&out[k]) {
			out[k].transactions = append(out[k].transactions, int32(i))
			continue
		}
		out = append(out, attempt{t.CSeq, []int32{int32(i)}})
	}
	return out
}

// initialMethod is the method of the leg's initial request.
func (l *Leg) initialMethod(kind Kind) sipmsg.Method {
	if kind == KindCall {
		return sipmsg.INVITE
	}
	if kind == KindSubscription {
		for i := range l.transactions {
			if l.transactions[i].Method == sipmsg.SUBSCRIBE {
				return sipmsg.SUBSCRIBE
			}
		}
	}
	if len(l.transactions) == 0 {
		return ""
	}
	return l.transactions[0].Method
}

// isInitial tells whether a transaction is (or, where its request was not captured, can be)
// the initial one. Requests other than INVITE may be sent in a dialog and still stand for themselves.
func (l *Leg) isInitial(t *Transaction, method sipmsg.Method, kind Kind) bool {
	if t.Method != method {
		return false
	}
	if kind != KindCall {
		return true
	}
	if t.Request >= 0 {
		return !t.InDialog
	}
	return !l.inDialogBefore(t)
}

// inDialogBefore tells whether messages before t's prove that the call was up by then, so that
// the responses of t, whose request was not captured, answer a re-INVITE.
func (l *Leg) inDialogBefore(t *Transaction) bool {
	for i := range l.transactions {
		o := &l.transactions[i]
		if o == t {
			return false
		}
		if o.InDialog && o.CSeq != t.CSeq && (o.Method == sipmsg.INVITE || o.Method == sipmsg.BYE || o.Method == sipmsg.ACK) {
			return true
		}
		if o.Method == sipmsg.INVITE && o.CSeq != t.CSeq && o.Status/100 == 2 {
			return true
		}
	}
	return false
}

// nearest is the initial transaction on the hop nearest the caller, -1 where there is none. A
// request that was captured goes before responses alone.
func (l *Leg) nearest(method sipmsg.Method, kind Kind) int {
	best := -1
	for i := range l.transactions {
		t := &l.transactions[i]
		if !l.isInitial(t, method, kind) {
			continue
		}
		if best < 0 || t.Vias < l.transactions[best].Vias {
			best = i
		}
	}
	return best
}

// sameClient tells whether two transactions have the same client. Where a hop has one address
// at both ends (a test on one host), ports tell the ends apart.
func (l *Leg) sameClient(a, b *Transaction) bool {
	ca, cb := l.endpoints.at(a.Client), l.endpoints.at(b.Client)
	if ca.Addr() != cb.Addr() {
		return false
	}
	return ca == cb || l.endpoints.at(b.Server).Addr() != cb.Addr()
}

// endedForRetry tells whether an attempt ended in a way after which the caller tries again.
func (l *Leg) endedForRetry(a *attempt) bool {
	for _, t := range a.transactions {
		if retried(int(l.transactions[t].Status)) {
			return true
		}
	}
	return false
}

// final is the transaction whose final response decides the attempt, -1 where none does. A
// 2xx wins, then, when all branches of a fork have ended, what RFC 3261 §16.7 has a proxy choose:
// a 6xx, else the lowest class.
func (l *Leg) final(a *attempt) int32 {
	best, pending := int32(-1), false
	for i, n := range a.transactions {
		t := &l.transactions[n]
		switch {
		case t.Status == 0:
			// A client that does not fork (it is the request's first hop) and tries another
			// server has given this one up (RFC 3263 §4.3).
			givenUp := t.Vias == 1 && i < len(a.transactions)-1
			pending = pending || !givenUp
		case t.Status/100 == 2:
			return n
		case best < 0 || better(t.Status, l.transactions[best].Status):
			best = n
		}
	}
	if pending {
		return -1
	}
	return best
}

func better(a, b uint16) bool {
	ca, cb := a/100, b/100
	if ca == cb {
		return false
	}
	return ca == 6 || cb != 6 && ca < cb
}

// progress is the provisional response that tells most, -1 where there is none.
func (l *Leg) progress(a *attempt) int32 {
	trying := int32(-1)
	for _, n := range a.transactions {
		t := &l.transactions[n]
		if t.Provisional >= 0 {
			return t.Provisional
		}
		if trying < 0 {
			trying = t.Trying
		}
	}
	return trying
}
