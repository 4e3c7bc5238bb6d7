package report

import (
	"io"

	"sipcap/callflow"
)

// LadderWriter prints ladders one after the other.
type LadderWriter struct {
	o    Options
	p    *printer
	list *list
	csv  *csvWriter
	n    int
}

// NewLadderWriter prints to w. Close must be called at the end.
func NewLadderWriter(w io.Writer, o Options) *LadderWriter {
	l := &LadderWriter{o: o, p: newPrinter(w, &o)}
	switch o.format() {
	case JSON, NDJSON:
		l.list = &list{w: l.p.w, lines: o.Format == NDJSON}
	case CSV:
		l.csv = newCSVWriter(l.p.w)
		l.p.err = l.csv.row(append([]string{"id", "call_id"}, jsonNames(RungRow{})...)...)
	}
	return l
}

// SetFiles tells Options.Files anew, where more are read.
func (l *LadderWriter) SetFiles(names []string) { l.o.Files = names }

// Write prints a ladder.
func (l *LadderWriter) Write(ladder *callflow.Ladder) error {
	l.n++
	switch {
	case l.list != nil:
		return l.list.write(newLadderRow(ladder, &l.o))
	case l.csv != nil:
		return ladderCSV(l.csv, ladder, &l.o)
	}
	if l.n > 1 {
		l.p.text("")
	}
	if l.o.format() == Markdown {
		ladderMarkdown(l.p, ladder, &l.o)
	} else {
		drawLadder(l.p, ladder, &l.o)
	}
	return l.p.err
}

// Flush prints what Write kept back.
func (l *LadderWriter) Flush() error {
	if l.csv != nil {
		if err := l.csv.flush(); err != nil {
			return err
		}
	}
	return l.p.flush()
}

// Close ends the listing.
func (l *LadderWriter) Close() error {
	switch {
	case l.list != nil:
		if err := l.list.close(); err != nil {
			return err
		}
	case l.csv != nil:
		if err := l.csv.flush(); err != nil {
			return err
		}
	}
	return l.p.flush()
}

// Ladder prints one ladder.
func Ladder(w io.Writer, ladder *callflow.Ladder, o Options) error {
	l := NewLadderWriter(w, o)
	if err := l.Write(ladder); err != nil {
		return err
	}
	return l.Close()
}

// drawLadder writes the head and the ladder as text.
func drawLadder(p *printer, l *callflow.Ladder, o *Options) {
	ladderHead(p, l.Call)
	d := newDrawing(p, l, o)
	d.header()
	for i := range l.Rows {
		d.row(i)
	}
	d.footer()
}

// ladderMarkdown writes the head as a paragraph and the ladder as code.
func ladderMarkdown(p *printer, l *callflow.Ladder, o *Options) {
	for i, part := range headParts(l.Call) {
		if i == 0 {
			p.put("**" + markdownCell(part.text, p.ascii) + "**")
			continue
		}
		p.put(" · " + markdownCell(part.text, p.ascii))
	}
	p.put("\n\n```text\n")
	inner := *p
	inner.color = false
	d := newDrawing(&inner, l, o)
	d.header()
	for i := range l.Rows {
		d.row(i)
	}
	d.footer()
	if inner.err != nil && p.err == nil {
		p.err = inner.err
	}
	p.put("```\n")
}
