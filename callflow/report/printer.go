package report

import (
	"bufio"
	"io"
	"strings"
)

// style is how a piece of text looks on a terminal with colours.
type style uint8

const (
	plain style = iota
	bold
	dim
	red
	yellow
	green
	cyan
)

var sgr = [...]string{bold: "1", dim: "2", red: "31", yellow: "33", green: "32", cyan: "36"}

// span is a piece of a line.
type span struct {
	text  string
	style style
}

// printer writes lines for people. All text goes through clean; a line never ends in a space.
// The first error of the writer is kept and told by flush.
type printer struct {
	w     *bufio.Writer
	color bool
	ascii bool
	width int // 0: no limit
	dots  string
	err   error
	table *table // see newTable
}

func newPrinter(w io.Writer, o *Options) *printer {
	return &printer{w: bufio.NewWriterSize(w, 32<<10), color: o.Color, ascii: o.ASCII, width: o.Width, dots: clean("…", o.ASCII)}
}

// clean makes a text safe to print.
func (p *printer) clean(s string) string { return clean(s, p.ascii) }

// fit shortens a text to the terminal's width less what is used already; it also cleans.
func (p *printer) fit(s string, used int) string {
	s = p.clean(s)
	if p.width <= 0 {
		return s
	}
	return cut(s, max(p.width-used, 1), p.ellipsis())
}

// ellipsis stands for what was cut.
func (p *printer) ellipsis() string { return p.dots }

// line writes spans as one line.
func (p *printer) line(spans ...span) {
	end := len(spans)
	for end > 0 && strings.TrimRight(spans[end-1].text, " ") == "" {
		end--
	}
	for i, s := range spans[:end] {
		text := p.clean(s.text)
		if i == end-1 {
			text = strings.TrimRight(text, " ")
		}
		if p.color && s.style != plain && text != "" {
			text = "\x1b[" + sgr[s.style] + "m" + text + "\x1b[0m"
		}
		p.put(text)
	}
	p.put("\n")
}

// text writes one plain line, or an empty one.
func (p *printer) text(s string) { p.line(span{text: s}) }

func (p *printer) put(s string) {
	if p.err == nil {
		_, p.err = p.w.WriteString(s)
	}
}

func (p *printer) flush() error {
	if p.err != nil {
		return p.err
	}
	return p.w.Flush()
}
