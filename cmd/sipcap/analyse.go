package main

import (
	"context"
	"fmt"

	"sipcap/callflow"
	"sipcap/callflow/diagnose"
	"sipcap/callflow/ingest"
	"sipcap/callflow/report"
)

// analysis is what a command prints from: everything that was read, and what of it is selected.
type analysis struct {
	*input
	result   *ingest.Result
	all      []*callflow.Call // every call, numbered
	calls    []*callflow.Call // the selected ones, once diagnosed
	findings []*callflow.Finding
	teller   *diagnose.Teller // of those about calls, where they are only counted
	selected *selection

	index     *ingest.Frames // see frames
	unwritten error          // what went wrong with -w
}

// frames tells the frames of calls, for writing them.
func (a *analysis) frames() *ingest.Frames {
	if a.index == nil {
		a.index = a.result.Frames()
	}
	return a.index
}

// analyse opens what the command line names, reads it, finds what went wrong and selects. The
// analysis is the caller's to close.
func (v *invocation) analyse(ctx context.Context, each onMessage) (*analysis, error) {
	asked, err := v.selected.callWhere()
	if err != nil {
		return nil, err
	}
	in, err := v.open(ctx)
	if err != nil {
		return nil, err
	}
	a, err := v.read(ctx, in, each)
	if err != nil {
		in.Close()
		return nil, err
	}
	a.selected.where = asked
	v.diagnose(a)
	asked.tell(v.stderr, "call")
	return a, nil
}

// onMessage is called for each message in the order of capture, and keeps nothing of it.
type onMessage func(*input, *callflow.Event, callflow.Sighting)

// read reads in to its end or until ctx is cancelled, and makes calls of it.
func (v *invocation) read(ctx context.Context, in *input, each onMessage) (*analysis, error) {
	cfg := ingest.Config{Workers: v.source.cores, OnWait: in.onWait, KeepFrames: v.rereads()}
	if each != nil {
		cfg.OnMessage = func(e *callflow.Event, s callflow.Sighting) { each(in, e, s) }
	}
	if in.keyLog != nil {
		cfg.KeyLog = in.keyLog
	}
	stop := v.showProgress(in)
	collectLate()
	res, err := ingest.Run(ctx, in, cfg)
	stop()
	if err != nil {
		return nil, failed(fmt.Sprintf("cannot read on: %v", err))
	}
	forgiveInterrupt(&res.Capture)
	a := &analysis{input: in, result: res, all: res.Calls}
	v.tellCapture(a)
	v.keepIndexes(a)
	a.selected = v.selected.on(in.first)
	return a, nil
}

// forgiveInterrupt takes back that standard input ended in the middle of a packet, where that
// is only because reading was stopped there.
func forgiveInterrupt(c *callflow.Capture) {
	for i := range c.Files {
		if f := &c.Files[i]; c.Interrupted && f.Name == "-" {
			f.Truncated, f.Damage = false, ""
		}
	}
}

// data is what the report package prints from, without what only summaries need: response times and dimensions.
func (a *analysis) data() *report.Data {
	return a.dataOf(callflow.Sums{Counts: callflow.Count(a.calls, a.stray()), Metrics: callflow.Measure(a.calls, &a.result.Capture)})
}

// summer is callflow.Sum, or one of its kind.
type summer func([]*callflow.Call, callflow.Tally, *callflow.Capture) callflow.Sums

// sums is what summaries are printed from.
func (a *analysis) sums(sum summer) *report.Data {
	return a.dataOf(sum(a.calls, a.stray(), &a.result.Capture))
}

// stray are the messages that belong to no call, where all calls are told of: one without a Call-ID is in none that was selected.
func (a *analysis) stray() callflow.Tally {
	if !a.selected.empty() {
		return callflow.Tally{}
	}
	return a.result.Stray
}

func (a *analysis) dataOf(sums callflow.Sums) *report.Data {
	counts := &sums.Counts
	for _, f := range a.findings {
		if f.Call == nil { // Count has those of the calls
			if counts.Findings == nil {
				counts.Findings = make(map[string]int)
			}
			counts.Findings[f.ID]++
		}
	}
	total := 0
	for _, c := range a.all {
		if c.Kind == callflow.KindCall {
			total++
		}
	}
	d := &report.Data{
		Capture:    &a.result.Capture,
		Counts:     sums.Counts,
		Metrics:    sums.Metrics,
		Responses:  sums.Responses,
		Dimensions: sums.Dimensions,
		Calls:      a.calls,
		Findings:   a.findings,
		Files:      a.names,
		Flags:      a.flags,
		Total:      total,
		LeftOut:    len(a.calls) < len(a.all),
	}
	if a.teller != nil {
		d.Told = a.teller.Tell
	}
	return d
}
