package callflow

// txKey is what makes messages one transaction for an observer (RFC 3261 §17.1.3, §17.2.3):
// branch, sent-by and method, and with them what sets calls apart where an endpoint uses a
// branch again. The hop and the way over it are in it because both sides of an address
// translator, or of a proxy that passes a request back, may be captured.
type txKey struct {
	branch  Branch
	cseq    uint32
	fromTag uint16
	hop     uint16
	sentBy  uint16
	method  methodID
	way     way
}

// way is which way over its hop a request ran.
type way uint8

const (
	noWay way = iota // the hop has one address at both ends
	up               // from the lower address to the higher one
	down
)

func (l *Leg) wayOf(client, server uint16) way {
	switch l.endpoints.at(client).Addr().Compare(l.endpoints.at(server).Addr()) {
	case -1:
		return up
	case 1:
		return down
	}
	return noWay
}

func (l *Leg) key(t *Transaction) txKey {
	return txKey{t.Branch, t.CSeq, t.fromTag, t.Hop, t.sentBy, t.method, l.wayOf(t.Client, t.Server)}
}

// sought is the key that is looked for, of the message r. Which way it ran is told by its ends: mostly they are those
// of the transaction.
type sought struct {
	*facts
	r              *record
	hop            uint16
	client, server uint16
}

// seek is what is sought as the transaction of a message.
func (f *facts) seek(r *record, hop uint16) sought {
	if f.request {
		return sought{f, r, hop, r.src, r.dst}
	}
	return sought{f, r, hop, r.dst, r.src}
}

// key is what is sought, as a key.
func (l *Leg) keyOf(k *sought) txKey {
	return txKey{k.branch, k.cseq, k.r.fromTag, k.hop, k.sentBy, k.r.method, l.wayOf(k.client, k.server)}
}

// hasKey tells whether the key that is sought is that of a transaction.
func (l *Leg) hasKey(t *Transaction, k *sought) bool {
	return t.Branch == k.branch && t.CSeq == k.cseq && t.method == k.r.method && t.fromTag == k.r.fromTag && t.Hop == k.hop &&
		t.sentBy == k.sentBy &&
		(t.Client == k.client && t.Server == k.server || l.wayOf(t.Client, t.Server) == l.wayOf(k.client, k.server))
}
