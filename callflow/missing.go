package callflow

import (
	"net/netip"
	"time"

	"sipcap/sipmsg"
)

// Missing is a message that is not in the capture, and that one which is proves to have been
// sent. What nothing proves is not missing: it may never have been sent.
type Missing struct {
	Method sipmsg.Method // of the request, or that the response answers
	// Codes is what can be told of a response's code: "1xx", "2xx", "3xx-6xx"; "" for a request.
	Codes    string
	CSeq     uint32
	Src, Dst netip.AddrPort
	// Transaction is the index of its transaction, or of that which an ACK acknowledges.
	Transaction int
	// Proof is the message that proves it, After the last one of its transaction that came
	// before it, -1 for none.
	Proof, After int
}

const (
	// missingLimit is how many missing messages of a leg are told.
	missingLimit = 256
	// missingSearches is for how many INVITEs of a leg all of its messages are searched for proof, and how many PRACKs are looked
	// at for each: a leg with more that lacks something is a flood, and its first ones tell what it is.
	missingSearches = 1024
	// resendMax is RFC 3261's T2: a server sends its final response to an INVITE at least this
	// often until the ACK comes (§13.3.1.4).
	resendMax = 4 * time.Second
)

// Missing are the messages of the leg that others prove, in the order of their transactions.
func (l *Leg) Missing() []Missing {
	var out []Missing
	pracks, searches := l.pracks(), 0
	for n := range l.transactions {
		if len(out) >= missingLimit {
			break
		}
		t := &l.transactions[n]
		if t.Request < 0 {
			if l.answers(t) {
				out = append(out, l.missing(n, "", l.evidence(t), -1))
			}
			continue
		}
		if !t.Is(sipmsg.INVITE) {
			continue
		}
		if t.Provisional < 0 {
			if p := l.pracked(t, pracks); p >= 0 {
				out = append(out, l.missing(n, "1xx", p, int(max(t.Request, t.Trying))))
			}
		}
		if t.Final >= 0 && (t.Status/100 != 2 || t.ACK >= 0) {
			continue
		}
		if searches++; searches > missingSearches {
			continue
		}
		switch after := int(max(t.Request, t.Trying, t.Provisional)); {
		case t.Final < 0 && t.ACK >= 0 && l.records[t.ACK].tx == int32(n):
			out = append(out, l.missing(n, "3xx-6xx", int(t.ACK), after))
		case t.Final < 0:
			if p := l.provesOK(t); p >= 0 {
				out = append(out, l.missing(n, "2xx", p, after))
			}
		default: // a 2xx without its ACK
			if p := l.provesACK(t); p >= 0 {
				m := l.missing(n, "", p, int(t.Final))
				m.Method = sipmsg.ACK
				out = append(out, m)
			}
		}
	}
	return out
}

// missing makes a Missing of transaction n.
func (l *Leg) missing(n int, codes string, proof, after int) Missing {
	t := &l.transactions[n]
	m := Missing{Method: l.MethodOf(t), Codes: codes, CSeq: t.CSeq, Src: l.endpoints.at(t.Client), Dst: l.endpoints.at(t.Server),
		Transaction: n, Proof: proof, After: after}
	if codes != "" {
		m.Src, m.Dst = m.Dst, m.Src
	}
	return m
}

// answers tells whether a response of a transaction was captured.
func (l *Leg) answers(t *Transaction) bool {
	return t.Trying >= 0 || t.Provisional >= 0 || t.Final >= 0
}

// pracks are the transactions of PRACK, the first missingSearches of them.
func (l *Leg) pracks() (list []int32) {
	for i := range l.transactions {
		if l.transactions[i].Is(sipmsg.PRACK) && len(list) < missingSearches {
			list = append(list, int32(i))
		}
	}
	return list
}

// pracked is that of these PRACKs on the hop of an INVITE that proves a reliable provisional response (RFC 3262
// §4). -1 where there is none.
func (l *Leg) pracked(invite *Transaction, pracks []int32) int {
	for _, i := range pracks {
		if t := &l.transactions[i]; t.Request > invite.Request && t.Hop == invite.Hop && t.fromTag == invite.fromTag {
			return int(t.Request)
		}
	}
	return -1
}

// provesOK looks for what proves that an INVITE without a captured final response got a 2xx: its
// ACK, with a branch of its own; or, where the INVITE began the dialog, what only an
// established one has.
func (l *Leg) provesOK(invite *Transaction) int {
	if a := invite.ACK; a >= 0 {
		if tx := l.records[a].tx; tx >= 0 && l.transactions[tx].Branch.Unique() && l.transactions[tx].InDialog {
			return int(a)
		}
		return -1
	}
	if invite.InDialog {
		return -1
	}
	for i := range l.transactions {
		t := &l.transactions[i]
		switch {
		case t.Is(sipmsg.INVITE) && !t.InDialog && t.CSeq > invite.CSeq && t.fromTag == invite.fromTag:
			return -1 // tried again: that attempt was answered
		case t.Hop != invite.Hop || t.Request <= invite.Request:
		case t.Is(sipmsg.BYE), t.Is(sipmsg.INVITE) && t.InDialog && t.CSeq != invite.CSeq:
			return int(t.Request)
		}
	}
	return -1
}

// provesACK is a request on the hop of an answered INVITE that came so long after the 2xx that
// the callee would have sent that again if no ACK had come; -1 where there is none, where an
// ACK was captured on any hop, or where the callee went on until it gave up.
func (l *Leg) provesACK(invite *Transaction) int {
	first := l.records[invite.Final].time
	last := first
	for i := range l.records {
		r := &l.records[i]
		switch {
		case r.flags&flagRequest != 0 && l.cseqOf(i) == invite.CSeq && l.methodOf(r.method) == sipmsg.ACK:
			return -1
		case r.flags&flagRetransmission != 0 && l.originalOf(i) == invite.Final:
			last = r.time
		}
	}
	if last-first > int64(unfinished-resendMax) {
		return -1
	}
	for i := range l.records {
		r := &l.records[i]
		if r.flags&flagRequest != 0 && r.toTag != 0 && r.tx >= 0 && l.transactions[r.tx].Hop == invite.Hop && r.time-last > 2*int64(resendMax) {
			return i
		}
	}
	return -1
}
