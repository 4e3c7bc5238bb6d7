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
	for n, leg := range c.Legs {
		l.arrows(leg, n, col)
	}
	if len(c.Legs) > 1 {
		slices.SortStableFunc(l.Rows, func(a, b Rung) int { return a.Time.Compare(b.Time) })
	}
	l.remark(c)
	l.gaps()
	return l
}

// arrows makes a rung of each message that is not a repetition, and counts those that are.
func (l *Ladder) arrows(leg *Leg, n int, col map[netip.AddrPort]int) {
	row := make([]int, leg.Len()) // the rung of each message
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
			Time: m.Time, From: col[m.Src], To: col[m.Dst], Message: i, Leg: n, Frame: m.Frame,
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
}

// remark puts findings at their arrows and counts time from the first rung.
func (l *Ladder) remark(c *Call) {
	if len(l.Rows) == 0 {
		return
	}
	start := l.Rows[0].Time
	for i := range l.Rows {
		r := &l.Rows[i]
		r.Delta = r.Time.Sub(start)
		for _, f := range c.Findings {
			if f.Leg == r.Leg && f.At == r.Message {
				r.Findings = append(r.Findings, f)
			}
		}
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
