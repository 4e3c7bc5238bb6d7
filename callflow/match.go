package callflow

import (
	"time"

	"sipcap/sipmsg"
)

// match finds the transaction of message i, or makes it, and tells retransmissions.
func (l *Leg) match(b *Builder, e *Event, f *facts, i int32) {
	r := &l.records[i]
	hop := l.hop(e, r)
	if f.request {
		if f.id == methodACK && l.matchACK(f, r, i, hop) {
			return
		}
		t := l.findRequest(f, e.Message, r, hop)
		if t < 0 {
			t = l.newTransaction(e, f, i, hop)
		}
		r = &l.records[i]
		r.tx = t
		l.addRequest(&l.transactions[t], e.Message, r, i)
		if l.transactions[t].Request == i {
			l.noteURI(b, t, f, e.Message)
			l.noteInDialog(&l.transactions[t])
			l.noteInitial(b, e, f, &l.transactions[t])
		}
		return
	}
	k := f.seek(r, hop)
	t := l.find(&k)
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

const (
	// indexTransactions is how many transactions a leg has before they get an index.
	indexTransactions = 24
	// nearTransactions is how many of the last transactions are searched for one that no index tells.
	nearTransactions = 4 * indexTransactions
)

// find is the newest transaction of a key, -1 where there is none.
func (l *Leg) find(k *sought) int32 {
	if len(l.transactions) > indexTransactions {
		if t, ok := l.rare.txIndex[l.keyOf(k)]; ok {
			return t
		}
		return -1
	}
	for t := len(l.transactions) - 1; t >= 0; t-- {
		if tx := &l.transactions[t]; tx.Branch == k.branch && l.hasKey(tx, k) {
			return int32(t)
		}
	}
	return -1
}

// findRequest is the transaction that a request belongs to, -1 where it begins one. A branch
// that its maker uses again may give several the same key: then what sets them apart decides.
func (l *Leg) findRequest(f *facts, m *sipmsg.Message, r *record, hop uint16) int32 {
	k := f.seek(r, hop)
	t := l.find(&k)
	if t < 0 || l.sameRequest(t, f, m, r) {
		return t
	}
	for o := t - 1; o >= 0 && o >= t-nearTransactions; o-- {
		if l.hasKey(&l.transactions[o], &k) && l.sameRequest(o, f, m, r) {
			return o
		}
	}
	return -1
}

// sameRequest tells whether a request of transaction t's key is its request, or that one sent
// again. It is not where the To-tag differs, where it comes after the client has long given
// up, or, without RFC 3261's branch, where the Request-URI differs (RFC 3261 §17.2.3).
func (l *Leg) sameRequest(t int32, f *facts, m *sipmsg.Message, r *record) bool {
	tx := &l.transactions[t]
	if tx.Request >= 0 && l.records[tx.Request].toTag != r.toTag {
		return false
	}
	limit := repeatLimit
	if tx.method == methodINVITE {
		limit = inviteLimit
	}
	if r.time-l.records[tx.Last].time > int64(limit) {
		return false
	}
	if f.branch.Unique() {
		return true
	}
	uri, ok := l.rarities().uris[t]
	return !ok || uri == string(uriOf(m))
}

// After these times without a message of its transaction a request is not sent again: the
// longest pauses that the timers of RFC 3261 §17 leave with the T1 of 2 s and the T2 of 16 s
// which mobile networks use (3GPP TS 24.229 §7.7), and as much again.
const (
	inviteLimit = 128 * time.Second
	repeatLimit = 32 * time.Second
)

// noteURI keeps the Request-URI of a request whose branch does not tell it from others.
func (l *Leg) noteURI(b *Builder, t int32, f *facts, m *sipmsg.Message) {
	if f.branch.Unique() {
		return
	}
	put(&l.makeRare().uris, t, b.text.copy(uriOf(m)))
}

// uriOf is as much of a Request-URI as is compared.
func uriOf(m *sipmsg.Message) []byte { return m.RequestURI[:min(len(m.RequestURI), valueLimit)] }

// findElsewhere finds the transaction of a response that came from another address than its
// request went to, as from a server with several, or whose Via a middlebox changed. The branch
// is unique, and the client the same.
func (l *Leg) findElsewhere(e *Event, f *facts, r *record) int32 {
	if !f.branch.Unique() {
		return -1
	}
	low := max(0, len(l.transactions)-indexTransactions)
	for t := len(l.transactions) - 1; t >= low; t-- {
		tx := &l.transactions[t]
		if tx.CSeq == f.cseq && tx.method == r.method && tx.Branch == f.branch &&
			(tx.Client == r.dst || tx.sentBy == f.sentBy && l.endpoints.at(tx.Client).Addr() == e.Dst.Addr()) {
			return int32(t)
		}
	}
	return -1
}

// newTransaction makes the transaction of message i.
func (l *Leg) newTransaction(e *Event, f *facts, i int32, hop uint16) int32 {
	r := &l.records[i]
	tx := Transaction{
		Branch: f.branch, CSeq: f.cseq, Hop: hop,
		Request: -1, Trying: -1, Provisional: -1, Final: -1, ACK: -1, Last: i,
		Client: r.src, Server: r.dst, method: r.method, fromTag: r.fromTag, sentBy: f.sentBy, Vias: vias(e.Message), MaxForwards: NoMaxForwards,
	}
	if !f.request {
		tx.Client, tx.Server = r.dst, r.src
	}
	t := int32(len(l.transactions))
	l.transactions = append(l.transactions, tx)
	switch n := len(l.transactions); {
	case n > indexTransactions+1:
		l.rare.txIndex[l.key(&tx)] = t
	case n == indexTransactions+1:
		l.makeRare().txIndex = make(map[txKey]int32, 4*indexTransactions)
		for n := range l.transactions {
			l.rare.txIndex[l.key(&l.transactions[n])] = int32(n)
		}
	}
	return t
}
