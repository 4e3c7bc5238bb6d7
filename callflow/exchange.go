package callflow

// exchange is an offer and its answer: messages, the offer -1 where it was not captured.
type exchange struct {
	offer, answer int32
	tx            int32 // of the request that began it
	late          bool  // which had no offer: its response did
}

// exchanges puts those of a call into out, in order, as the hop nearest the caller saw them. Of a
// fork's branches the one that was confirmed counts, or all where none was.
func (l *Leg) exchanges(c *Call, out []exchange) []exchange {
	if len(l.sdps) == 0 {
		return out
	}
	near, callee := -1, uint16(0)
	if len(c.Proof()) > 0 {
		if r := &l.records[c.Proof()[0]]; r.tx >= 0 {
			near = int(l.transactions[r.tx].Hop)
			if r.status/100 == 2 {
				callee = r.toTag
			}
		}
	}
	out = l.exchangesWith(out, near, callee)
	if len(out) == 0 && callee != 0 {
		out = l.exchangesWith(out, near, 0) // the answer came under another tag
	}
	return out
}

// exchangesWith leaves out what is not between the caller and the callee of a tag, 0 for any.
func (l *Leg) exchangesWith(out []exchange, near int, callee uint16) []exchange {
	caller := l.callerTag()
	for i := range l.records {
		r := &l.records[i]
		if r.sdp == 0 || r.tx < 0 || r.flags&(flagDuplicate|flagRetransmission) != 0 || l.sdpRole(i) != Answer {
			continue
		}
		if callee != 0 && caller != 0 && !(r.fromTag == caller && r.toTag == callee) && !(r.fromTag == callee && r.toTag == caller) {
			continue
		}
		e := exchange{offer: -1, answer: int32(i), tx: r.tx}
		if r.flags&flagRequest == 0 {
			e.offer = l.transactions[r.tx].Request
		} else if invite := l.inviteBefore(r.tx); invite >= 0 {
			e.tx, e.late = invite, true
			e.offer = l.lateOffer(invite, int32(i))
		}
		if e.offer >= 0 && l.records[e.offer].sdp == 0 {
			e.offer = -1
		}
		out = l.take(out, e, near)
	}
	return out
}

// lateOffer is the last response to an INVITE before message i that has a description, -1 where
// none is near.
func (l *Leg) lateOffer(tx, i int32) int32 {
	for k := i - 1; k >= 0 && k >= i-duplicateReach; k-- {
		if r := &l.records[k]; r.tx == tx && r.sdp != 0 && r.flags&(flagRequest|flagDuplicate) == 0 && r.status < 300 {
			return k
		}
	}
	return -1
}

// take adds an exchange, or puts it in the place of the last one where it is the same: seen
// nearer to the caller, or answered again, as in a 200 after a 183. A description that comes again
// after another exchange is no answer any more (RFC 6337 §3.1.1).
func (l *Leg) take(out []exchange, e exchange, near int) []exchange {
	t := &l.transactions[e.tx]
	for k := len(out) - 1; k >= 0 && k >= len(out)-hopReach; k-- {
		o := &l.transactions[out[k].tx]
		if o.method != t.method || o.CSeq != t.CSeq || o.fromTag != t.fromTag {
			continue
		}
		if k == len(out)-1 && (int(t.Hop) == near || int(o.Hop) != near) {
			out[k] = e
		}
		return out
	}
	return append(out, e)
}
