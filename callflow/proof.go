package callflow

import "sipcap/sipmsg"

// What is not in the capture but is proved by what is counts as proved. Each function here
// gives the index of the message that proves, -1 where none does.

// provesAnswer looks for what proves that an attempt without a captured final response was answered.
func (l *Leg) provesAnswer(a *attempt) int {
	for i := range l.transactions {
		t := &l.transactions[i]
		if t.Method != sipmsg.ACK || t.Request < 0 || t.CSeq != a.cseq || !t.InDialog {
			continue
		}
		// An ACK with a branch of its own is for a 2xx (RFC 3261 §13.2.2.4, §17.1.1.3).
		if !t.Branch.Unique() {
			continue
		}
		for _, n := range a.transactions[max(0, len(a.transactions)-nearTransactions):] {
			inv := &l.transactions[n]
			if inv.Hop == t.Hop && inv.Branch != t.Branch {
				return int(t.Request)
			}
		}
	}
	return l.provesDialog(a)
}

// provesDialog looks for what only an established dialog has: a BYE, or an INVITE within it.
func (l *Leg) provesDialog(a *attempt) int {
	for i := range l.transactions {
		t := &l.transactions[i]
		switch t.Method {
		case sipmsg.BYE:
			return l.evidence(t)
		case sipmsg.INVITE:
			// The CANCEL and ACK of the attempt itself are no such evidence, nor is a copy of it.
			if t.InDialog && (a == nil || t.CSeq != a.cseq) {
				return l.evidence(t)
			}
			if t.Request < 0 && t.Status/100 == 2 && a == nil {
				return int(t.Final)
			}
		}
	}
	return -1
}

// evidence is the first message of a transaction.
func (l *Leg) evidence(t *Transaction) int {
	for _, m := range [...]int32{t.Request, t.Trying, t.Provisional, t.Final} {
		if m >= 0 {
			return int(m)
		}
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
func (l *Leg) firstRequest(m sipmsg.Method) int {
	for i := range l.transactions {
		if t := &l.transactions[i]; t.Method == m && t.Request >= 0 {
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
		if t.Method != sipmsg.CANCEL || t.CSeq != invite.CSeq {
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
