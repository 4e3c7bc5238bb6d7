package main

import (
	"slices"

	"sipcap/callflow"
	"sipcap/callflow/report"
)

// summary sums up what a watcher sees, in memory that does not grow: for the report at the end, and
// for one in between. Of the calls it keeps those most worth a look.
type summary struct {
	unobserved
	in       *input
	selected func() *selection

	totals  callflow.Totals
	kept    callflow.Worst
	others  []*callflow.Finding // about no call
	listed  int                 // calls and others that are selected
	all     int                 // of KindCall, selected or not
	gravest callflow.Severity
	found   bool // a finding at all
	last    *tick
}

// keptCalls is how many calls the report of a live source can tell of.
const keptCalls = 1000

func newSummary(in *input, selected func() *selection, bytes int64) *summary {
	return &summary{in: in, selected: selected, kept: callflow.Worst{Limit: keptCalls, Bytes: bytes}}
}

func (s *summary) call(c *callflow.Call) {
	if c.Kind == callflow.KindCall {
		s.all++
	}
	if !s.selected().call(c) {
		return
	}
	s.listed++
	for _, f := range c.Findings() {
		s.finds(f)
	}
	s.totals.Add(c, s.last.Now)
	s.kept.Add(c)
}

func (s *summary) finding(f *callflow.Finding) {
	s.others = append(s.others, f) // a watcher tells of so many at most
	s.totals.AddFinding(f)
	s.finds(f)
}

func (s *summary) finds(f *callflow.Finding) {
	s.found, s.gravest = true, max(s.gravest, f.Severity)
}

func (s *summary) tick(t *tick) { s.last = t }

// data is what the report is printed from.
func (s *summary) data() *report.Data {
	stray := s.last.Stray
	if !s.selected().empty() {
		stray = callflow.Tally{}
	}
	capture := s.last.Capture
	d := &report.Data{
		Capture: &capture, Counts: s.totals.Counts(stray), Metrics: s.totals.Metrics(), Responses: s.totals.Responses(), Dimensions: s.totals.Dimensions(),
		Calls: s.kept.Calls(), Findings: slices.Clone(s.others), Total: s.all,
		Live: &report.Live{
			Troubled: s.totals.Troubled(), Open: s.last.Standing.Legs, Shed: s.last.Standing.Shed, Received: s.last.drops.Received, Dropped: s.last.drops.Dropped, Kept: s.last.kept,
		},
	}
	if len(s.in.names) > 0 && s.in.names[0] != "-" {
		d.Files = s.in.names // which can be read again
	}
	d.LeftOut = s.all > d.Counts.Calls
	d.Live.Unlisted = s.listed - len(d.Calls)
	for _, c := range d.Calls {
		d.Findings = append(d.Findings, c.Findings()...)
	}
	slices.SortStableFunc(d.Findings, func(a, b *callflow.Finding) int { return int(b.Severity) - int(a.Severity) })
	return d
}
