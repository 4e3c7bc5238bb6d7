package report

import (
	"strconv"
	"time"

	"sipcap/callflow"
)

// strokes are the signs that a ladder is drawn with, each one column wide.
type strokes struct {
	life, gap, line, dash, cross, left, right, self string
}

var (
	boxStrokes   = strokes{life: "│", gap: "┆", line: "─", dash: "╌", cross: "┼", left: "◀", right: "▶", self: "↺"}
	asciiStrokes = strokes{life: "|", gap: ":", line: "-", dash: ".", cross: "+", left: "<", right: ">", self: "@"}
)

// drawing is a ladder on its way to the printer.
type drawing struct {
	p       *printer
	o       *Options
	ladder  *callflow.Ladder
	labels  []label
	lay     ladderLayout
	strokes strokes
	first   bool // no row with a time was drawn yet
	several bool // its frames are in several files
}

func newDrawing(p *printer, l *callflow.Ladder, o *Options) *drawing {
	d := &drawing{p: p, o: o, ladder: l, labels: labels(l), strokes: boxStrokes, first: true}
	if o.ASCII {
		d.strokes = asciiStrokes
	}
	for i := range l.Rows {
		d.several = d.several || hasFrame(&l.Rows[i]) && hasFrame(&l.Rows[0]) && l.Rows[i].Frame.File != l.Rows[0].Frame.File
	}
	m := measured{frameW: len("frame"), headings: make([]int, len(l.Columns))}
	for i := range l.Rows {
		r := &l.Rows[i]
		if r.Kind == callflow.Gap {
			m.deltaW = max(m.deltaW, width(p.clean(gapText(r.Delta))))
			continue
		}
		if r.Kind != callflow.Inferred {
			m.deltaW = max(m.deltaW, len(delta(r.Delta)))
		}
		m.frameW = max(m.frameW, len(d.frame(r.Frame)))
		if row, ok := measureRow(p, r, &d.labels[i], len(l.Columns)); ok {
			m.rows = append(m.rows, row)
		}
	}
	for i := range l.Columns {
		a, n := d.heading(i)
		m.headings[i] = min(max(width(a), width(n)), maxHeading)
	}
	total := p.width
	if total <= 0 {
		total = pipeWidth
	}
	d.lay = m.layout(total)
	return d
}

// hasFrame tells whether a row was captured.
func hasFrame(r *callflow.Rung) bool { return r.Frame.Number > 0 }

// frame is a frame's number, with its file's where there are several.
func (d *drawing) frame(f callflow.FrameRef) string {
	n := strconv.FormatUint(f.Number, 10)
	switch {
	case f.Number == 0:
		return ""
	case d.several:
		return strconv.FormatUint(uint64(f.File)+1, 10) + ":" + n
	}
	return n
}

// delta is the time since the first message, in seconds. It is negative only where the
// capture's clock went back.
func delta(t time.Duration) string {
	s := strconv.FormatFloat(t.Seconds(), 'f', 3, 64)
	if t < 0 {
		return s
	}
	return "+" + s
}

func gapText(t time.Duration) string { return "┄ " + duration(t) + " ┄" }

// lifelines begins a line with those of all columns.
func (d *drawing) lifelines(stroke string) *canvas {
	var c canvas
	for _, x := range d.lay.x {
		c.put(x, stroke, dim)
	}
	return &c
}

// row draws a row of the ladder with the remarks and findings that belong to it.
func (d *drawing) row(i int) {
	r := &d.ladder.Rows[i]
	if r.Kind == callflow.Gap {
		c := d.lifelines(d.strokes.gap)
		text := d.p.clean(gapText(r.Delta))
		c.put(max(d.lay.x[0]-2-width(text), 0), text, dim)
		d.p.line(c.spans()...)
		return
	}
	c := d.lifelines(d.strokes.life)
	d.times(c, r)
	rest := d.arrow(c, r, &d.labels[i])
	frame := d.frame(r.Frame)
	c.put(d.lay.frames, padLeft(frame, d.lay.frameW), plain)
	below := d.beside(c, rest, d.labels[i].style)
	d.p.line(c.spans()...)
	for _, text := range below {
		d.remark(text, "", yellow)
	}
	for _, f := range r.Findings {
		if f.ID == "retransmissions" && r.Repeats > 0 && r.Kind == callflow.Arrow {
			continue // the remark beside the arrow says it
		}
		d.remark(f.ID+": "+f.Summary, mark(f.Severity), severityStyle(f.Severity))
	}
}

// times writes when a row's message was.
func (d *drawing) times(c *canvas, r *callflow.Rung) {
	if r.Kind == callflow.Inferred {
		return
	}
	at := ""
	if !r.Time.IsZero() {
		at = r.Time.UTC().Format(milliLayout)
	}
	since := delta(r.Delta)
	switch {
	case d.lay.timed:
		c.put(0, at, plain)
		c.put(d.lay.x[0]-2-len(since), since, dim)
	case d.first:
		c.put(0, at, plain)
	default:
		c.put(d.lay.x[0]-2-len(since), since, dim)
	}
	d.first = false
}

// arrow draws a row's message and gives what is left to say beside it.
func (d *drawing) arrow(c *canvas, r *callflow.Rung, b *label) (rest []string) {
	n := len(d.lay.x)
	if r.From < 0 || r.From >= n || r.To < 0 || r.To >= n {
		return append([]string{b.full()}, b.remarks...)
	}
	if r.From == r.To {
		c.put(d.lay.x[r.From], d.strokes.self, b.style)
		return append([]string{b.full()}, b.remarks...)
	}
	stroke, look := d.strokes.line, b.style
	if look == bold {
		look = plain
	}
	if r.Kind == callflow.Inferred {
		stroke, look = d.strokes.dash, dim
	}
	lo, hi := d.lay.x[min(r.From, r.To)]+1, d.lay.x[max(r.From, r.To)]-1
	for x := lo; x <= hi; x++ {
		c.put(x, stroke, look)
	}
	for _, x := range d.lay.x {
		if x > lo && x < hi {
			c.put(x, d.strokes.cross, look)
		}
	}
	if r.From < r.To {
		c.put(hi, d.strokes.right, look)
	} else {
		c.put(lo, d.strokes.left, look)
	}
	if d.lay.letters {
		return append([]string{b.full()}, b.remarks...)
	}
	text, room := d.p.clean(b.full()), hi-lo+1-5
	rest = b.remarks
	if width(text) > room {
		text = d.p.clean(b.message)
		if b.sdp != "" {
			rest = append([]string{b.sdp}, rest...)
		}
	}
	text = " " + cut(text, room, d.p.ellipsis()) + " "
	at := lo + (hi-lo+1-width(text))/2
	if r.From > r.To {
		at = lo + (hi-lo+2-width(text))/2
	}
	look = b.style
	if r.Kind == callflow.Inferred {
		look = dim
	}
	c.put(at, text, look)
	return rest
}

// beside writes texts at the right of the frame number and gives those that have no room.
func (d *drawing) beside(c *canvas, texts []string, look style) (below []string) {
	if len(texts) == 0 {
		return nil
	}
	if d.lay.letters {
		first := d.p.clean(texts[0])
		if d.p.width > 0 {
			first = cut(first, max(d.lay.width-d.lay.frames-d.lay.frameW-sideMargin, 1), d.p.ellipsis())
		}
		c.put(d.lay.frames+d.lay.frameW+sideMargin, first, look)
		texts = texts[1:]
	}
	x := max(len(c.cells), d.lay.frames+d.lay.frameW) + sideMargin
	for i, t := range texts {
		t = d.p.clean(t)
		if x+width(t) > d.lay.width {
			return texts[i:]
		}
		c.put(x, t, yellow)
		x += width(t) + 2
	}
	return nil
}
