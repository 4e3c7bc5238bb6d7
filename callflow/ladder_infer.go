package callflow

import (
	"net/netip"
	"strconv"
)

// infer puts a rung where a message was sent that was not captured: a request and a response before
// the message that proves it, an ACK after the response that it acknowledges.
func (l *Ladder) infer(c *Call, col map[netip.AddrPort]int) {
	type place struct{ leg, message int }
	before, after := map[place][]Rung{}, map[place][]Rung{}
	for n, leg := range c.Legs() {
		for _, m := range leg.Missing() {
			r := Rung{Kind: Inferred, From: col[m.Src], To: col[m.Dst], Src: m.Src, Dst: m.Dst, Message: -1, Leg: n, CSeq: m.CSeq, CSeqMethod: m.Method,
				Codes: m.Codes, Note: "not captured: " + leg.proof(m.Proof), Proof: leg.records[m.Proof].frame.ref()}
			at := place{n, leg.first(m.Proof)}
			if m.Codes == "" {
				r.Method = m.Method
			}
			if m.Codes == "" && m.After >= 0 {
				at.message = leg.first(m.After)
				after[at] = append(after[at], r)
				continue
			}
			before[at] = append(before[at], r)
		}
	}
	if len(before)+len(after) == 0 {
		return
	}
	var out []Rung
	for _, r := range l.Rows {
		at := place{r.Leg, r.Message}
		if r.Kind != Arrow {
			out = append(out, r)
			continue
		}
		for _, m := range before[at] {
			m.Delta = r.Delta
			out = append(out, m)
		}
		out = append(out, r)
		for _, m := range after[at] {
			m.Delta = r.Delta
			out = append(out, m)
		}
	}
	l.Rows = out
}

// first is the message that message i repeats, or i itself.
func (l *Leg) first(i int) int {
	if o := l.originalOf(i); o >= 0 && l.records[i].flags&(flagRetransmission|flagDuplicate) != 0 {
		return int(o)
	}
	return i
}

// proof says which message proves another one.
func (l *Leg) proof(i int) string {
	m := l.Message(i)
	what := string(m.Method)
	if m.Status != 0 {
		what = strconv.Itoa(m.Status)
	}
	return what + " proves it"
}
