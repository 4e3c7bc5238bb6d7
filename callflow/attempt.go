package callflow

import (
	"cmp"
	"slices"
)

// attempt is an initial request and what answered it, as the hop nearest the caller saw it:
// one transaction, or several where only the branches of a fork were captured.
type attempt struct {
	cseq         uint32
	transactions []int32
	retry        bool  // it ended in a way after which the caller tries again
	success      bool  // it got its 2xx
	answered     int64 // when
}

// tries is room in which attempts are found, to be used again.
type tries struct {
	initials []int32
	attempts []attempt
}

// attempts finds the attempts of a leg, in order, which are in room until that is used again. It looks
// at the hop nearest the caller. What comes after a success is no attempt at a call any more.
func (l *Leg) attempts(kind Kind, room *tries) []attempt {
	method := l.initialMethod(kind)
	tries := l.initials(method, kind, room.initials[:0])
	room.initials = tries
	switch len(tries) {
	case 0:
		return nil
	case 1: // most often
	default:
		n := &l.transactions[l.nearest(tries)]
		tries = slices.DeleteFunc(tries, func(i int32) bool {
			t := &l.transactions[i]
			return t.Vias != n.Vias || !l.sameClient(t, n)
		})
		l.sortTries(tries)
	}
	out := room.attempts[:0]
	first := 0      // of the attempt, in tries
	succeeded := -1 // the first attempt that did
	for k, i := range tries {
		t := &l.transactions[i]
		if last := len(out) - 1; last >= 0 {
			a := &out[last]
			if a.cseq == t.CSeq && !a.retry && (kind == KindCall || !a.success) {
				l.extend(a, t, tries[first:k+1])
				if a.success && succeeded < 0 {
					succeeded = last
				}
				continue
			}
			if kind == KindCall && succeeded >= 0 && l.began(t) >= out[succeeded].answered {
				break
			}
		}
		first = k
		out = append(out, attempt{cseq: t.CSeq})
		l.extend(&out[len(out)-1], t, tries[k:k+1])
		if out[len(out)-1].success && succeeded < 0 {
			succeeded = len(out) - 1
		}
	}
	room.attempts = out
	return out
}

// extend takes the last one of an attempt's transactions into it.
func (l *Leg) extend(a *attempt, t *Transaction, all []int32) {
	a.transactions = all
	a.retry = a.retry || retried(int(t.Status))
	if t.Status/100 == 2 && !a.success {
		a.success, a.answered = true, l.records[t.Final].time
	}
}

// decisive is the attempt that tells what became of a call: the first that succeeded, or else
// the last.
func decisive(attempts []attempt) *attempt {
	for i := range attempts {
		if attempts[i].success {
			return &attempts[i]
		}
	}
	return &attempts[len(attempts)-1]
}

// sortTries puts transactions in the order in which their client began them. That is the order
// of capture, but where messages were captured in disorder the numbers tell: under one From-tag
// each is higher than the one before (RFC 3261 §8.1.3.5).
func (l *Leg) sortTries(tries []int32) {
	within := func(a, b int32) int {
		s, t := &l.transactions[a], &l.transactions[b]
		return cmp.Or(cmp.Compare(s.CSeq, t.CSeq), cmp.Compare(l.began(s), l.began(t)), cmp.Compare(retryRank(s), retryRank(t)))
	}
	if slices.IsSortedFunc(tries, func(a, b int32) int {
		if l.transactions[a].fromTag != l.transactions[b].fromTag {
			return 0
		}
		return within(a, b)
	}) {
		return
	}
	first := make(map[uint16]int32) // 1 + the first transaction of each From-tag
	for _, i := range tries {
		if tag := l.transactions[i].fromTag; first[tag] == 0 {
			first[tag] = i + 1
		}
	}
	slices.SortStableFunc(tries, func(a, b int32) int {
		return cmp.Or(cmp.Compare(first[l.transactions[a].fromTag], first[l.transactions[b].fromTag]), within(a, b))
	})
}

// began is when the first message of a transaction was captured.
func (l *Leg) began(t *Transaction) int64 { return l.records[l.evidence(t)].time }

// retryRank puts what was tried again before what was not, and the lower status first.
func retryRank(t *Transaction) int {
	if retried(int(t.Status)) {
		return 0
	}
	return int(t.Status)
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
			// server has given this one up (RFC 3263 §4.3), and so has one that sends the same
			// request after so long that it is no retransmission.
			givenUp := i < len(a.transactions)-1 && (t.Vias == 1 || t.Branch == l.transactions[a.transactions[i+1]].Branch)
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
