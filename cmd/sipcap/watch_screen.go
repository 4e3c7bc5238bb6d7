package main

import (
	"bytes"
	"io"
	"strings"
	"sync"

	"sipcap/callflow/report"
)

// screen draws a status over itself on a terminal. It draws in a goroutine of its own, so that a
// terminal that is stopped holds nothing up; what it has no time for is not drawn.
type screen struct {
	w       io.Writer
	options report.Options
	size    func() (columns, rows int)

	news chan *report.Status
	jobs chan func(io.Writer)
	done sync.WaitGroup

	drawn []int // how wide the lines are that are drawn
}

const (
	hideCursor = "\x1b[?25l"
	showCursor = "\x1b[?25h"
	clearLine  = "\x1b[K" // to its end
	clearBelow = "\x1b[J"
)

func newScreen(w io.Writer, o report.Options, size func() (columns, rows int)) *screen {
	s := &screen{w: w, options: o, size: size, news: make(chan *report.Status, 1), jobs: make(chan func(io.Writer))}
	s.done.Go(s.run)
	return s
}

// show has a status drawn, unless another is already waiting.
func (s *screen) show(st *report.Status) {
	select {
	case s.news <- st:
	default:
	}
}

// print has f write above the status, and waits until it has.
func (s *screen) print(f func(io.Writer)) {
	finished := make(chan struct{})
	s.jobs <- func(w io.Writer) {
		defer close(finished)
		f(w)
	}
	<-finished
}

// stop erases the status and gives the terminal back.
func (s *screen) stop() {
	close(s.jobs)
	s.done.Wait()
}

func (s *screen) run() {
	for {
		select {
		case st := <-s.news:
			s.draw(st)
		case job, ok := <-s.jobs:
			s.erase()
			if !ok {
				return
			}
			job(s.w)
		}
	}
}

// draw draws all at once, line over line, so that nothing flickers.
func (s *screen) draw(st *report.Status) {
	columns, rows := s.size()
	o := s.options
	o.Width = columns
	var text bytes.Buffer
	if report.StatusScreen(&text, st, o, max(rows-1, 1)) != nil {
		return
	}
	var out strings.Builder
	out.WriteString(hideCursor + s.home(columns))
	var drawn []int
	for line := range strings.Lines(text.String()) {
		line = strings.TrimSuffix(line, "\n")
		drawn = append(drawn, report.TextWidth(line))
		out.WriteString(line + clearLine + "\n")
	}
	out.WriteString(clearBelow)
	s.drawn = drawn
	s.write(out.String())
}

// home goes to where the first line was drawn. A terminal that became narrower has broken the lines.
func (s *screen) home(columns int) string {
	up := 0
	for _, width := range s.drawn {
		up += 1 + max(width-1, 0)/max(columns, 1)
	}
	return "\r" + strings.Repeat("\x1b[A", up)
}

func (s *screen) erase() {
	if s.drawn == nil {
		return
	}
	columns, _ := s.size()
	s.write(s.home(columns) + clearBelow + showCursor)
	s.drawn = nil
}

// write writes to the terminal. Where that fails, the report at the end fails too, and tells.
func (s *screen) write(text string) { _, _ = io.WriteString(s.w, text) }
