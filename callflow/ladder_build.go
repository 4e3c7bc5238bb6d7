package callflow

import (
	"net/netip"
	"slices"
	"time"
)

// gapLimit is the silence from which on a ladder has a row of its own for it.
const gapLimit = 10 * time.Second

// NewLadder draws a call.
func NewLadder(c *Call) *Ladder {
	l := &Ladder{Call: c}
	col := l.columns(c)
	row := make([][]int, len(c.Legs())) // the rung of each message
	mixed := len(c.Legs()) > 1
	for n, leg := range c.Legs() {
		row[n] = l.arrows(leg, n, col)
	}
	for n, leg := range c.Legs() {
		mixed = l.bounces(leg, n, col) || mixed
	}
	l.remark(c, row)
	if mixed {
		slices.SortStableFunc(l.Rows, func(a, b Rung) int { return a.Time.Compare(b.Time) })
	}
	l.count()
	l.gaps()
	l.infer(c, col)
	return l
}

// arrows makes a rung of each message that is not a repetition, and counts those that are. It
// tells the rung of each message.
func (l *Ladder) arrows(leg *Leg, n int, col map[netip.AddrPort]int) (row []int) {
	row = make([]int, leg.Len())
	for i, m := range leg.Messages() {
		if (m.Retransmission || m.Duplicate) && m.Original >= 0 {
			r := &l.Rows[row[m.Original]]
			row[i] = row[m.Original]
			if m.Duplicate {
				r.Duplicates++
				continue
			}
			r.Repeats++
			r.RepeatSpan = max(r.RepeatSpan, m.Time.Sub(r.Time))
			continue
		}
		row[i] = len(l.Rows)
		r := Rung{
			Time: m.Time, From: col[m.Src], To: col[m.Dst], Src: m.Src, Dst: m.Dst, Message: i, Leg: n, Frame: m.Frame,
			Method: m.Method, Status: m.Status, CSeq: m.CSeq, CSeqMethod: m.CSeqMethod,
			Truncated: m.Truncated, Malformed: m.Malformed,
		}
		if m.Status != 0 {
			r.Reason = leg.Reason(i)
		}
		if role := leg.sdpRole(i); m.SDP != nil && role != NoSDP {
			r.SDP, r.Role = m.SDP, role
		}
		l.Rows = append(l.Rows, r)
	}
	return row
}

// bounces makes a rung of the ICMP errors about a leg's messages, of several that say the same
// of the same endpoint one. It tells whether there are any.
func (l *Ladder) bounces(leg *Leg, n int, col map[netip.AddrPort]int) bool {
	type kind struct {
		by         netip.Addr
		dst        netip.AddrPort
		kind, code uint8
	}
	first := map[kind]int{}
	for i := range leg.Unreachable() {
		u := &leg.Unreachable()[i]
		k := kind{u.From, u.Dst, u.Type, u.Code}
		if at, ok := first[k]; ok {
			r := &l.Rows[at]
			r.Repeats++
			r.RepeatSpan = max(r.RepeatSpan, u.Time.Sub(r.Time))
			continue
		}
		first[k] = len(l.Rows)
		l.Rows = append(l.Rows, Rung{Kind: Bounced, Time: u.Time, From: col[u.Dst], To: col[u.Src], Src: u.Dst, Dst: u.Src,
			Message: u.Message, Leg: n, Frame: u.Frame, Reason: u.Reason(), By: u.From})
	}
	return len(first) > 0
}

// remark puts findings at the arrows that they are about: that of an ICMP error which they have
// for evidence, or else of the message. row has the rung of each message.
func (l *Ladder) remark(c *Call, row [][]int) {
	for _, f := range c.Findings() {
		at := slices.IndexFunc(l.Rows, func(r Rung) bool { return r.Kind == Bounced && slices.Contains(f.Frames, r.Frame) })
		if at < 0 && f.Leg < len(row) && f.At >= 0 && f.At < len(row[f.Leg]) {
			at = row[f.Leg][f.At]
		}
		if at >= 0 {
			l.Rows[at].Findings = append(l.Rows[at].Findings, f)
		}
	}
}

// count counts time from the first rung.
func (l *Ladder) count() {
	for i := range l.Rows {
		l.Rows[i].Delta = l.Rows[i].Time.Sub(l.Rows[0].Time)
	}
}

// gaps puts a rung where nothing was seen for long.
func (l *Ladder) gaps() {
	out := make([]Rung, 0, len(l.Rows)+4)
	for i, r := range l.Rows {
		if i > 0 {
			if d := r.Time.Sub(l.Rows[i-1].Time); d >= gapLimit {
				out = append(out, Rung{Kind: Gap, Delta: d, Message: -1})
			}
		}
		out = append(out, r)
	}
	l.Rows = out
}
