package callflow

// matchACK puts an ACK where it belongs, and reports whether that is the INVITE's transaction.
// The ACK of a final response other than 2xx is part of that (RFC 3261 §17.1.1.3); the ACK of
// a 2xx is on its own (§13.2.2.4), told by its branch, or by the response where the branch
// tells nothing. The INVITE that it acknowledges knows of it in either case.
func (l *Leg) matchACK(f *facts, r *record, i int32, hop uint16) bool {
	unanswered := int32(-1)
	last := int32(len(l.transactions)) - 1
	for t := last; t >= 0 && t > last-nearTransactions; t-- {
		tx := &l.transactions[t]
		if tx.CSeq != f.cseq || tx.method != methodINVITE || tx.Hop != hop || tx.fromTag != r.fromTag {
			continue
		}
		same := tx.Branch == f.branch
		switch {
		case same && (tx.Status == 0 || tx.Status >= 300),
			!f.branch.Unique() && tx.Status >= 300:
			r.tx = t
			if tx.ACK >= 0 && l.records[tx.ACK].tx == t {
				r.flags |= flagRetransmission
				l.setOriginal(r, i, tx.ACK)
			} else {
				tx.ACK = i // also in the place of one that was taken for it
			}
			tx.Last = i
			return true
		case tx.Status/100 == 2:
			if tx.ACK < 0 {
				tx.ACK = i
			}
			return false
		case tx.Status == 0 && tx.ACK < 0 && unanswered < 0:
			unanswered = t
		}
	}
	if unanswered >= 0 {
		// Its 2xx was not captured, or not yet.
		l.transactions[unanswered].ACK = i
	}
	return false
}
