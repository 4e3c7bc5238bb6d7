package callflow

// What is not in the capture but is proved by what is counts as proved. Each function here
// gives the index of the message that proves, -1 where none does.

// provesAnswer looks for what proves that an attempt without a captured final response was answered.
func (l *Leg) provesAnswer(a *attempt) int {
	near := &l.transactions[a.transactions[0]]
	for i := range l.transactions {
		t := &l.transactions[i]
		if t.method == methodACK && t.Request >= 0 && t.CSeq == a.cseq && t.fromTag == near.fromTag && t.InDialog && l.endToEnd(int32(i), near) {
			return int(t.Request)
		}
	}
	return l.provesDialog(a)
}

// endToEnd tells whether an ACK is the caller's and not one that each hop makes of its own: it
// has a branch of its own, and so is for a 2xx (RFC 3261 §13.2.2.4, §17.1.1.3). Where the
// INVITE did not pass, it is the caller's if it comes from there, or through a proxy.
func (l *Leg) endToEnd(ack int32, near *Transaction) bool {
	t := &l.transactions[ack]
	if !t.Branch.Unique() {
		return false
	}
	if n := l.inviteBefore(ack); n >= 0 && l.transactions[n].Hop == t.Hop {
		return l.transactions[n].Branch != t.Branch && l.transactions[n].Status < 300
	}
	return t.Branch != near.Branch && (t.Vias > near.Vias || l.sameClient(t, near))
}

// provesDialog looks for what only an established dialog has: a BYE, or an INVITE within it.
// Where an attempt is given, it is not its own copy on another hop.
func (l *Leg) provesDialog(a *attempt) int {
	for i := range l.transactions {
		t := &l.transactions[i]
		switch t.method {
		case methodBYE:
			return l.evidence(t)
		case methodINVITE:
			if t.InDialog && (a == nil || t.CSeq != a.cseq || t.fromTag != l.transactions[a.transactions[0]].fromTag) {
				return l.evidence(t)
			}
			if t.Request < 0 && t.Status/100 == 2 && a == nil {
				return int(t.Final)
			}
		}
	}
	return -1
}

// provesAttempt looks for an ACK of the caller's for an INVITE after this attempt's.
func (l *Leg) provesAttempt(a *attempt) int {
	caller := l.transactions[a.transactions[0]].fromTag
	for i := range l.transactions {
		if t := &l.transactions[i]; t.method == methodACK && t.CSeq > a.cseq && t.fromTag == caller {
			return l.evidence(t)
		}
	}
	return -1
}

// evidence is the first message of a transaction.
func (l *Leg) evidence(t *Transaction) int {
	switch {
	case t.Request >= 0:
		return int(t.Request)
	case t.Trying >= 0:
		return int(t.Trying)
	case t.Provisional >= 0:
		return int(t.Provisional)
	case t.Final >= 0:
		return int(t.Final)
	}
	return int(t.Last)
}

// provesRefusal looks for an ACK on the attempt's own branch.
func (l *Leg) provesRefusal(a *attempt) int {
	for _, n := range a.transactions {
		t := &l.transactions[n]
		if t.ACK >= 0 && l.records[t.ACK].tx == n {
			return int(t.ACK)
		}
	}
	return -1
}

// firstRequest is the first request of a method.
func (l *Leg) firstRequest(m methodID) int {
	for i := range l.transactions {
		if t := &l.transactions[i]; t.method == m && t.Request >= 0 {
			return int(t.Request)
		}
	}
	return -1
}

// provesGivingUp is what had an INVITE end in 487: the CANCEL on its hop, or one on another, or
// the BYE of its early dialog; -1 where none was captured.
func (l *Leg) provesGivingUp(invite *Transaction, bye int) int {
	best := -1
	for i := range l.transactions {
		t := &l.transactions[i]
		if t.method != methodCANCEL || t.CSeq != invite.CSeq {
			continue
		}
		if t.Hop == invite.Hop && t.Branch == invite.Branch {
			return l.evidence(t)
		}
		if best < 0 && t.fromTag == invite.fromTag {
			best = l.evidence(t)
		}
	}
	if best < 0 {
		return bye
	}
	return best
}
