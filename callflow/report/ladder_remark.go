package report

import (
	"strconv"

	"sipcap/callflow"
)

// remark writes lines below a row, over the lifelines.
func (d *drawing) remark(text, sign string, look style) {
	x := d.lay.x[0] + 2
	if sign != "" {
		text = sign + " " + text
	}
	for i, line := range wrap(d.p.clean(text), max(d.lay.width-x-2, 20)) {
		if i > 0 {
			line = "  " + line
		}
		c := d.lifelines(d.strokes.life)
		c.put(x-1, " "+line+" ", look)
		d.p.line(c.spans()...)
	}
}

// mark is the sign before a finding.
func mark(s callflow.Severity) string {
	switch s {
	case callflow.Error:
		return "✗"
	case callflow.Warning:
		return "!"
	}
	return "·"
}

// footer writes what belongs to no row: the other findings, and which file is which.
func (d *drawing) footer() {
	shown := map[*callflow.Finding]bool{}
	for i := range d.ladder.Rows {
		for _, f := range d.ladder.Rows[i].Findings {
			shown[f] = true
		}
	}
	if d.ladder.Call != nil {
		for _, f := range d.ladder.Call.Findings() {
			if !shown[f] {
				d.note(f)
			}
		}
	}
	if d.several {
		for i, name := range d.o.Files {
			d.p.text(strconv.Itoa(i+1) + ": " + name)
		}
	}
}

// note writes a finding below the ladder.
func (d *drawing) note(f *callflow.Finding) {
	text := d.p.clean(mark(f.Severity) + " " + f.ID + ": " + f.Summary)
	for i, line := range wrap(text, d.p.width) {
		if i > 0 {
			line = "  " + line
		}
		d.p.line(span{line, severityStyle(f.Severity)})
	}
}
