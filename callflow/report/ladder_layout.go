package report

import (
	"slices"

	"sipcap/callflow"
)

// ladderLayout says where the parts of a ladder stand, in columns of the terminal from 0.
type ladderLayout struct {
	width int   // all that there is
	timed bool  // the time of day stands on each row, not on the first alone
	x     []int // the lifelines
	// letters tells that the columns are too many for labels: they are named A, B, C …, a
	// legend says who they are, and what an arrow says stands at its right.
	letters bool
	frames  int // where the frame numbers begin
	frameW  int
}

const (
	pipeWidth   = 132 // of a ladder that goes into a pipe, and from there into a ticket
	clockW      = len("10:25:41.203")
	minGap      = 18 // between two lifelines, with labels on the arrows
	maxGap      = 44
	maxFloor    = 32
	letterGap   = 8 // without labels
	minLetter   = 3
	arrowExtra  = 6 // what an arrow needs besides its label: ─ label ─▶
	maxHeading  = 28
	frameMargin = 2
	sideMargin  = 2 // before what stands at the right of the frame number
)

// measured is what a layout has to make room for.
type measured struct {
	deltaW, frameW int
	headings       []int // widths
	rows           []measuredRow
}

// measuredRow is a row with an arrow between two columns.
type measuredRow struct {
	from, to int // from < to
	message  int // width of the message alone
	full     int // and with its session description
	sdp      int // width of that alone
	remarks  int // width of the remarks beside it
}

// label is the room in an arrow that spans the gaps given.
func (r *measuredRow) room(gaps []int) int { return sum(gaps[r.from:r.to]) - arrowExtra }

// side is how wide what stands beside the row is, with the gaps given.
func (r *measuredRow) side(gaps []int) int {
	n := r.remarks
	if r.full > r.room(gaps) && r.sdp > 0 {
		n += r.sdp + sideMargin
	}
	if n > 0 {
		n += sideMargin
	}
	return n
}

// layout fits a ladder into a width. It gives up, in this order: room in the arrows, with the
// session descriptions going to the side; the time of day on each row; the labels on the arrows.
func (m *measured) layout(total int) ladderLayout {
	natural, floors := m.gaps()
	for _, timed := range []bool{true, false} {
		left := leftWidth(timed, m.deltaW)
		room := total - left - 1 - frameMargin - m.frameW
		for n := min(sum(natural), room); n >= sum(floors); n-- {
			if gaps := narrow(natural, floors, n); m.fits(gaps, room-n) {
				return m.place(total, gaps, left, timed, false)
			}
		}
		// With two columns there is always room for the arrows; remarks go below them.
		if len(natural) < 2 && room >= sum(floors) {
			return m.place(total, narrow(natural, floors, room), left, timed, false)
		}
	}
	return m.lettered(total, len(natural))
}

// lettered lays out columns that are too many for labels.
func (m *measured) lettered(total, n int) ladderLayout {
	text := 0
	for _, r := range m.rows {
		text = max(text, r.full)
	}
	besides := 1 + frameMargin + m.frameW + sideMargin + min(text, maxGap)
	timed := total-leftWidth(true, m.deltaW)-besides >= n*letterGap
	left := leftWidth(timed, m.deltaW)
	gap := letterGap
	if n > 0 {
		gap = min(max((total-left-besides)/n, minLetter), letterGap)
	}
	return m.place(total, slices.Repeat([]int{gap}, n), left, timed, true)
}

// fits tells whether messages fit on their arrows and the rest beside them.
func (m *measured) fits(gaps []int, side int) bool {
	for i := range m.rows {
		r := &m.rows[i]
		if min(r.message, maxFloor-arrowExtra) > r.room(gaps) || r.side(gaps) > side {
			return false
		}
	}
	return true
}

// leftWidth is where the first lifeline stands.
func leftWidth(timed bool, deltaW int) int {
	if timed {
		return clockW + 2 + deltaW + 2
	}
	return max(clockW, deltaW) + 2
}

func (m *measured) place(total int, gaps []int, left int, timed, letters bool) ladderLayout {
	lay := ladderLayout{width: total, timed: timed, x: []int{left}, letters: letters, frameW: m.frameW}
	for _, g := range gaps {
		lay.x = append(lay.x, lay.x[len(lay.x)-1]+g)
	}
	lay.frames = lay.x[len(lay.x)-1] + 1 + frameMargin
	return lay
}

// gaps are the distances between lifelines at which all labels and headings fit, and those
// at which the messages do without their session descriptions.
func (m *measured) gaps() (natural, floors []int) {
	natural = make([]int, max(len(m.headings)-1, 0))
	floors = slices.Repeat([]int{minGap}, len(natural))
	for i := range natural {
		natural[i] = max(minGap, (m.headings[i]+m.headings[i+1])/2+3)
	}
	if last := len(natural) - 1; last >= 0 { // its heading ends where the frame numbers begin
		natural[last] = max(natural[last], m.headings[last]/2+m.headings[last+1]+2)
	}
	for _, r := range m.rows {
		widen(natural[r.from:r.to], min(r.full+arrowExtra, maxGap))
		widen(floors[r.from:r.to], min(r.message+arrowExtra, maxFloor))
	}
	for i := range natural {
		natural[i] = max(natural[i], floors[i])
	}
	return natural, floors
}

// measureRow tells what row r, which says b, needs; false for one without an arrow between columns.
func measureRow(p *printer, r *callflow.Rung, b *label, columns int) (measuredRow, bool) {
	from, to := min(r.From, r.To), max(r.From, r.To)
	if r.Kind == callflow.Gap || from < 0 || to >= columns || from == to {
		return measuredRow{}, false
	}
	m := measuredRow{from: from, to: to, message: width(p.clean(b.message)), full: width(p.clean(b.full())), sdp: width(p.clean(b.sdp))}
	for i, text := range b.remarks {
		if i > 0 {
			m.remarks += sideMargin
		}
		m.remarks += width(p.clean(text))
	}
	if r.Note != "" {
		m.remarks = 0 // a sentence, which may go below
	}
	return m, true
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

// narrow makes gaps at most total together, the largest first and none below its floor.
func narrow(natural, floors []int, total int) []int {
	gaps := slices.Clone(natural)
	for have := sum(gaps); have > total; have-- {
		most := -1
		for i, g := range gaps {
			if g > floors[i] && (most < 0 || g > gaps[most]) {
				most = i
			}
		}
		if most < 0 {
			break
		}
		gaps[most]--
	}
	return gaps
}

func sum(list []int) int {
	n := 0
	for _, v := range list {
		n += v
	}
	return n
}
