package report

import (
	"slices"

	"sipcap/callflow"
)

// ladderLayout says where the parts of a ladder stand, in columns of the terminal from 0.
type ladderLayout struct {
	timed bool  // the time of day stands on each row, not on the first alone
	x     []int // the lifelines
	// letters tells that the columns are too many for labels: they are named A, B, C …, a
	// legend says who they are, and what an arrow says stands at its right.
	letters bool
	frames  int // where the frame numbers begin
	frameW  int
	side    int // how much room there is right of the frame numbers, 0: no limit
}

const (
	clockW      = len("10:25:41.203")
	maxGap      = 44 // between two lifelines
	minGap      = 18 // for arrows with labels on them
	letterGap   = 8  // for arrows without
	arrowExtra  = 6  // what an arrow needs besides its label: ─ label ─▶
	maxHeading  = 28
	frameMargin = 2
)

// layoutLadder fits a ladder to the width of the terminal. It gives up, in this order, room in
// the arrows, the time of day on each row, and the labels on the arrows.
func layoutLadder(p *printer, l *callflow.Ladder, ls []label, deltaW, frameW int, headings []int) ladderLayout {
	n := len(l.Columns)
	remarkW := 0
	for i := range ls {
		for _, w := range ls[i].remarks {
			remarkW = max(remarkW, width(p.clean(w)))
		}
	}
	natural := naturalGaps(p, l, ls, headings)
	for _, timed := range []bool{true, false} {
		left := leftWidth(timed, deltaW)
		for _, side := range []int{remarkW, 0} {
			room := p.width - left - 1 - frameMargin - frameW
			if side > 0 {
				room -= side + 2
			}
			gaps, ok := natural, true
			if p.width > 0 {
				gaps, ok = narrow(natural, room)
			}
			if ok {
				return place(p, gaps, left, timed, frameW, false)
			}
		}
	}
	labelW := 0
	for i := range ls {
		labelW = max(labelW, width(p.clean(ls[i].full())))
	}
	left := leftWidth(false, deltaW)
	gap := letterGap
	if n > 1 {
		gap = min(max((p.width-left-1-frameMargin-frameW-2-min(labelW, 32))/(n-1), 3), letterGap)
	}
	gaps := make([]int, max(n-1, 0))
	for i := range gaps {
		gaps[i] = gap
	}
	return place(p, gaps, left, false, frameW, true)
}

// leftWidth is where the first lifeline stands.
func leftWidth(timed bool, deltaW int) int {
	if timed {
		return clockW + 2 + deltaW + 2
	}
	return max(clockW, deltaW) + 2
}

func place(p *printer, gaps []int, left int, timed bool, frameW int, letters bool) ladderLayout {
	lay := ladderLayout{timed: timed, x: []int{left}, letters: letters, frameW: frameW}
	for _, g := range gaps {
		lay.x = append(lay.x, lay.x[len(lay.x)-1]+g)
	}
	lay.frames = lay.x[len(lay.x)-1] + 1 + frameMargin
	if p.width > 0 {
		lay.side = max(p.width-lay.frames-frameW-2, 1)
	}
	return lay
}

// naturalGaps are the distances between lifelines at which all labels and headings fit.
func naturalGaps(p *printer, l *callflow.Ladder, ls []label, headings []int) []int {
	gaps := make([]int, max(len(l.Columns)-1, 0))
	for i := range gaps {
		gaps[i] = max(minGap, (headings[i]+headings[i+1])/2+3)
	}
	if last := len(gaps) - 1; last >= 0 { // its heading ends where the frame numbers begin
		gaps[last] = max(gaps[last], headings[last]/2+headings[last+1]+2)
	}
	for i := range l.Rows {
		r := &l.Rows[i]
		if r.Kind == callflow.Gap {
			continue
		}
		need := width(p.clean(ls[i].full())) + arrowExtra
		from, to := min(r.From, r.To), max(r.From, r.To)
		if from == to {
			to = from + 1
		}
		if from < 0 || to > len(gaps) {
			continue
		}
		widen(gaps[from:to], min(need, maxGap))
	}
	return gaps
}

// widen makes gaps at least total together, the smallest first.
func widen(gaps []int, total int) {
	for have := sum(gaps); have < total; have++ {
		least := 0
		for i, g := range gaps {
			if g < gaps[least] {
				least = i
			}
		}
		gaps[least]++
	}
}

// narrow makes gaps at most total together, the largest first. It fails when one would have
// to be less than minGap.
func narrow(natural []int, total int) ([]int, bool) {
	if len(natural)*minGap > total {
		return nil, false
	}
	gaps := slices.Clone(natural)
	for have := sum(gaps); have > total; have-- {
		most := 0
		for i, g := range gaps {
			if g > gaps[most] {
				most = i
			}
		}
		gaps[most]--
	}
	return gaps, true
}

func sum(list []int) int {
	n := 0
	for _, v := range list {
		n += v
	}
	return n
}
