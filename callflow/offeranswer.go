package callflow

import "sipcap/sipmsg"

// sdpRole tells what the session description of message i is (RFC 3264, RFC 3261 §13.2.1,
// RFC 3262 §5, RFC 3311 §5). In what sets up no session, such as OPTIONS, and in a refusal, it
// is neither offer nor answer: it tells what its sender could do (RFC 3261 §11.2, §21.4.26).
func (l *Leg) sdpRole(i int) SDPRole {
	r := &l.records[i]
	method := l.methodOf(r.method)
	switch {
	case r.status >= 300:
		return NoSDP
	case method == sipmsg.ACK:
		return Answer // it can be nothing else
	case method != sipmsg.INVITE && method != sipmsg.PRACK && method != sipmsg.UPDATE:
		return NoSDP
	case r.flags&flagRequest != 0:
		if method == sipmsg.PRACK && l.answersReliable(r) {
			return Answer
		}
		return Offer
	case r.tx >= 0:
		if q := l.transactions[r.tx].Request; q >= 0 && l.records[q].sdp == 0 {
			return Offer // the first description in the exchange
		}
	}
	return Answer
}

// answersReliable tells whether a PRACK's description answers the offer of a reliable response: the
// INVITE had none (RFC 3262 §5), or was not captured.
func (l *Leg) answersReliable(prack *record) bool {
	if prack.tx < 0 {
		return true
	}
	invite := l.inviteBefore(prack.tx)
	return invite < 0 || l.transactions[invite].Request < 0 || l.records[l.transactions[invite].Request].sdp == 0
}

// inviteBefore is the last INVITE of the same party before transaction t, on the same hop if
// there is one; -1 where none is near. For an ACK it is the one with the ACK's number.
func (l *Leg) inviteBefore(t int32) int32 {
	tx := &l.transactions[t]
	found := int32(-1)
	for k := t - 1; k >= 0 && k >= t-nearTransactions; k-- {
		o := &l.transactions[k]
		if !o.Is(sipmsg.INVITE) || o.fromTag != tx.fromTag || tx.Is(sipmsg.ACK) && o.CSeq != tx.CSeq {
			continue
		}
		if o.Hop == tx.Hop {
			return k
		}
		if found < 0 {
			found = k
		}
	}
	return found
}
