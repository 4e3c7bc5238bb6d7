package callflow

import (
	"math"

	"sipcap/sipmsg"
)

// txKey is what makes messages one transaction for an observer (RFC 3261 §17.1.3, §17.2.3):
// branch and method, and with them what sets calls apart where an endpoint uses a branch
// again. The hop is in it because both sides of an address translator may be captured.
type txKey struct {
	branch  Branch
	cseq    uint32
	fromTag uint16
	hop     uint16
	method  methodID
}

// match finds the transaction of message i, or makes it, and tells retransmissions.
func (l *Leg) match(b *Builder, e *Event, f *facts, i int32) {
	r := &l.records[i]
	hop := l.hop(e.Src.Addr(), e.Dst.Addr())
	if f.request {
		if f.method == sipmsg.ACK && l.matchACK(f, r, i, hop) {
			return
		}
		t := l.find(f, hop, r.method, r.fromTag)
		if t < 0 {
			t = l.newTransaction(e, f, i, hop)
		}
		r = &l.records[i]
		r.tx = t
		l.addRequest(&l.transactions[t], e.Message, r, i)
		if l.transactions[t].Request == i {
			l.noteInitial(b, e, f, &l.transactions[t])
		}
		return
	}
	t := l.find(f, hop, r.method, r.fromTag)
	if t < 0 {
		t = l.findElsewhere(e, f, r)
	}
	if t < 0 {
		t = l.newTransaction(e, f, i, hop)
		l.noteInitial(b, e, f, &l.transactions[t])
	}
	r.tx = t
	l.addResponse(&l.transactions[t], e.Message, r, i)
}

// indexTransactions is how many transactions a leg has before they get an index.
const indexTransactions = 24

// find is the transaction of a message on a hop, -1 where there is none.
func (l *Leg) find(f *facts, hop uint16, method methodID, fromTag uint16) int32 {
	if index := l.rarities().txIndex; index != nil {
		if t, ok := index[txKey{f.branch, f.cseq, fromTag, hop, method}]; ok {
			return t
		}
		return -1
	}
	for t := len(l.transactions) - 1; t >= 0; t-- {
		tx := &l.transactions[t]
		if tx.CSeq == f.cseq && tx.method == method && tx.Hop == hop && tx.fromTag == fromTag && tx.Branch == f.branch {
			return int32(t)
		}
	}
	return -1
}

// findElsewhere finds the transaction of a response that came from another address than its
// request went to: a server with several addresses. The branch is unique, and the client the same.
func (l *Leg) findElsewhere(e *Event, f *facts, r *record) int32 {
	if !f.branch.Unique() {
		return -1
	}
	low := max(0, len(l.transactions)-indexTransactions)
	for t := len(l.transactions) - 1; t >= low; t-- {
		tx := &l.transactions[t]
		if tx.CSeq == f.cseq && tx.method == r.method && tx.Branch == f.branch &&
			l.endpoints.at(tx.Client).Addr() == e.Dst.Addr() {
			return int32(t)
		}
	}
	return -1
}

// matchACK puts an ACK where it belongs. That for a final response other than 2xx is part of
// the INVITE's transaction (RFC 3261 §17.1.1.3); that for a 2xx is on its own (§13.2.2.4), told
// by its branch, or by the response where the branch tells nothing.
func (l *Leg) matchACK(f *facts, r *record, i int32, hop uint16) bool {
	for t := len(l.transactions) - 1; t >= 0 && t >= len(l.transactions)-4*indexTransactions; t-- {
		tx := &l.transactions[t]
		if tx.CSeq != f.cseq || tx.Method != sipmsg.INVITE || tx.Hop != hop || tx.fromTag != r.fromTag {
			continue
		}
		same := tx.Branch == f.branch
		switch {
		case same && (tx.Status == 0 || tx.Status >= 300),
			!f.branch.Unique() && tx.Status >= 300:
			r.tx, r.vias = int32(t), tx.Vias
			if tx.ACK < 0 {
				tx.ACK = i
			} else {
				r.flags |= flagRetransmission
				r.original = tx.ACK
			}
			tx.Last = i
			return true
		case tx.ACK < 0 && (tx.Status == 0 || tx.Status < 300):
			// The transaction that it is put in is its own, but the INVITE's knows of it.
			tx.ACK = i
			return false
		}
	}
	return false
}

// newTransaction makes the transaction of message i.
func (l *Leg) newTransaction(e *Event, f *facts, i int32, hop uint16) int32 {
	r := &l.records[i]
	tx := Transaction{
		Branch: f.branch, CSeq: f.cseq, Method: l.methodOf(r.method), Hop: hop,
		Request: -1, Trying: -1, Provisional: -1, Final: -1, ACK: -1, Last: i,
		Client: r.src, Server: r.dst, method: r.method, fromTag: r.fromTag, Vias: vias(e.Message), MaxForwards: NoMaxForwards,
	}
	if !f.request {
		tx.Client, tx.Server = r.dst, r.src
	}
	r.vias = tx.Vias
	t := int32(len(l.transactions))
	l.transactions = append(l.transactions, tx)
	if index := l.rarities().txIndex; index != nil {
		index[tx.key()] = t
	} else if len(l.transactions) > indexTransactions {
		l.makeRare().txIndex = make(map[txKey]int32, 4*indexTransactions)
		for n := range l.transactions {
			l.rare.txIndex[l.transactions[n].key()] = int32(n)
		}
	}
	return t
}

func (t *Transaction) key() txKey { return txKey{t.Branch, t.CSeq, t.fromTag, t.Hop, t.method} }

// vias counts the Via values: how many hops a request has gone, its sender's included. A
// response has as many as its request had on the same hop.
func vias(m *sipmsg.Message) uint8 {
	n := 0
	for range m.Values(sipmsg.HeaderVia) {
		n++
	}
	return uint8(min(n, 255))
}

// addRequest takes a request into its transaction.
func (l *Leg) addRequest(t *Transaction, m *sipmsg.Message, r *record, i int32) {
	more(&t.Requests)
	t.Last = i
	r.vias = t.Vias
	if t.Request >= 0 {
		r.flags |= flagRetransmission
		r.original = t.Request
		return
	}
	t.Request = i
	t.InDialog = r.toTag != 0
	if n, ok := m.MaxForwards(); ok {
		t.MaxForwards = uint8(min(n, NoMaxForwards))
	}
	t.Client, t.Server = r.src, r.dst
	if t.Method == sipmsg.BYE && t.InDialog {
		l.initial.over = true
	}
}

// addResponse takes a response into its transaction.
func (l *Leg) addResponse(t *Transaction, m *sipmsg.Message, r *record, i int32) {
	t.Last = i
	r.vias = t.Vias
	if o := l.sentBefore(t, m, r, i); o >= 0 {
		r.flags |= flagRetransmission
		r.original = o
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
		// A 2xx wins over any other branch of a fork (RFC 3261 §16.7).
		if t.Final < 0 || r.status < 300 && t.Status >= 300 {
			t.Final, t.Status = i, r.status
		}
		if t.Method == sipmsg.INVITE && !t.InDialog {
			l.initial.over = r.status >= 300 && !retried(int(r.status))
		}
		if t.Method == sipmsg.BYE && r.status < 300 {
			l.initial.over = true
		}
	}
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
		if r.status < 200 && (p.length != r.length ||
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
