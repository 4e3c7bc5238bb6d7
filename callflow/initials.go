package callflow

// initialMethod is the method of the leg's initial request.
func (l *Leg) initialMethod(kind Kind) methodID {
	if kind == KindCall {
		return methodINVITE
	}
	if kind == KindSubscription {
		for i := range l.transactions {
			if l.transactions[i].method == methodSUBSCRIBE {
				return methodSUBSCRIBE
			}
		}
	}
	if len(l.transactions) == 0 {
		return noMethod
	}
	return l.transactions[0].method
}

// initials puts into out the transactions that are (or, where their request was not captured, can be)
// the initial one, on whichever hop. Requests other than INVITE may be sent in a dialog and
// still stand for themselves.
func (l *Leg) initials(method methodID, kind Kind, out []int32) []int32 {
	var up upSince
	for i := range l.transactions {
		t := &l.transactions[i]
		if t.method == method && (kind != KindCall || t.Request >= 0 && !t.InDialog || t.Request < 0 && !up.before(t)) {
			out = append(out, int32(i))
		}
		if kind == KindCall {
			up.note(t)
		}
	}
	return out
}

// upSince remembers what proves that a call was up, so that responses to INVITE which come
// later answer a re-INVITE: the CSeq numbers of two exchanges, for none proves itself.
type upSince struct {
	cseq [2]uint32
	n    int
}

func (u *upSince) note(t *Transaction) {
	switch {
	case t.method == methodINVITE:
		if !t.InDialog && t.Status/100 != 2 {
			return
		}
	case t.method == methodBYE, t.method == methodACK:
		if !t.InDialog {
			return
		}
	default:
		return
	}
	if u.n < len(u.cseq) && (u.n == 0 || u.cseq[0] != t.CSeq) {
		u.cseq[u.n] = t.CSeq
		u.n++
	}
}

func (u *upSince) before(t *Transaction) bool {
	return u.n == 2 || u.n == 1 && u.cseq[0] != t.CSeq
}

// nearest is the one of these transactions on the hop nearest the caller, -1 where there are
// none. Its request has gone through the fewest proxies; where two have as many, as with a
// B2BUA that keeps the Call-ID, it is the one that came to the client of the other.
func (l *Leg) nearest(initials []int32) int32 {
	if len(initials) == 0 {
		return -1
	}
	best := initials[0]
	for _, i := range initials[1:] {
		t, b := &l.transactions[i], &l.transactions[best]
		if t.Vias < b.Vias || t.Vias == b.Vias && t.Hop != b.Hop &&
			l.endpoints.at(t.Server).Addr() == l.endpoints.at(b.Client).Addr() {
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
