package callflow

import (
	"time"

	"sipcap/sipmsg"
)

// releasing is how the release of a call went, as the hop nearest to who sent the BYE saw it.
type releasing struct {
	delay    time.Duration // from the BYE to the final response that status is of, or Unmeasured
	status   int           // 0 where no final response was captured
	timedOut bool          // nobody answered within TimerF, though the capture went on and sees that side
}

// releasing follows the BYE that ended a completed call. A BYE that was refused and sent again
// under another CSeq, with credentials say, ends with the answer to the last (RFC 6076 §4.4).
func (l *Leg) releasing(c *Call, w *watch) releasing {
	r := &l.records[c.Proof()[len(c.Proof())-1]] // of a completed call the BYE, or its response
	if r.tx < 0 {
		return releasing{delay: Unmeasured}
	}
	bye := &l.transactions[r.tx]
	byes := 0
	for i := range l.transactions {
		t := &l.transactions[i]
		if !t.Is(sipmsg.BYE) {
			continue
		}
		byes++
		if t.Request >= 0 && t.CSeq == bye.CSeq && t.fromTag == bye.fromTag && t.Vias < bye.Vias {
			bye = t
		}
	}
	last := bye
	for i := range l.transactions {
		if byes == 1 {
			break // as in most
		}
		t := &l.transactions[i]
		if !t.Is(sipmsg.BYE) || t.Hop != bye.Hop || t.fromTag != bye.fromTag || t.CSeq < last.CSeq || last.Status/100 == 2 {
			continue
		}
		last = t
	}
	switch {
	case bye.Request < 0:
		return releasing{delay: Unmeasured, status: int(last.Status)}
	case last.Status != 0:
		return releasing{delay: l.between(bye.Request, last.Final), status: int(last.Status)}
	}
	return releasing{delay: Unmeasured, timedOut: last.Request >= 0 && w.waited(l.timeOf(last.Request)) && l.hears(last)}
}

// hears tells whether the capture has any message from the server of t to its client: where it
// sees one direction alone, a missing response means nothing.
func (l *Leg) hears(t *Transaction) bool {
	server, client := l.endpoints.at(t.Server).Addr(), l.endpoints.at(t.Client).Addr()
	for i := range l.records {
		r := &l.records[i]
		if l.endpoints.at(r.src).Addr() == server && l.endpoints.at(r.dst).Addr() == client {
			return true
		}
	}
	return false
}

// timeOf is when message i was captured.
func (l *Leg) timeOf(i int32) time.Time { return time.Unix(0, l.records[i].time) }
