package main

import (
	"slices"
	"time"

	"github.com/spf13/pflag"

	"sipcap/callflow"
	"sipcap/callflow/diagnose"
)

// findingFlags say what is a finding, and what becomes of it.
type findingFlags struct {
	slowAnswer limit
	failOn     choice
	counted    bool // no flag: findings about calls are counted or named, and few are told
}

func newFindingFlags() findingFlags {
	return findingFlags{failOn: choice{allowed: []string{"error", "warning"}}}
}

func (f *findingFlags) register(fs *pflag.FlagSet) {
	fs.Var(&f.slowAnswer, "slow-answer", "tell a call that takes longer than `TIME`, 5s say, to ring or to get any answer")
	fs.Var(&f.failOn, "fail-on", "exit with status 3 when there is a finding of `SEVERITY` error, or warning or worse")
}

// rules are the limits of the rules.
func (f *findingFlags) rules() diagnose.Options {
	return diagnose.Options{SlowAnswer: time.Duration(f.slowAnswer)}
}

// diagnose finds what went wrong, and then selects: --where may ask for findings. The rules see all
// calls, since one may explain another; findings about calls that are not selected are left out.
func (v *invocation) diagnose(a *analysis) {
	rules := v.finding.rules()
	if v.finding.counted && !v.writes.asked() { // packets are written with what is wrong as comments
		a.findings, a.teller = diagnose.Untold(a.all, &a.result.Capture, rules)
	} else {
		a.findings = diagnose.Run(a.all, &a.result.Capture, rules)
	}
	a.calls = a.selected.filter(a.all)
	if a.selected.empty() {
		return
	}
	selected := make(map[*callflow.Call]bool, len(a.calls))
	for _, c := range a.calls {
		selected[c] = true
	}
	a.findings = slices.DeleteFunc(a.findings, func(f *callflow.Finding) bool { return f.Call != nil && !selected[f.Call] })
}

// everyFinding are all findings, those about calls that are not selected too: a packet may be of several.
func (a *analysis) everyFinding() []*callflow.Finding {
	var all []*callflow.Finding
	for _, c := range a.all {
		all = append(all, c.Findings()...)
	}
	for _, f := range a.findings {
		if f.Call == nil {
			all = append(all, f)
		}
	}
	return all
}

// exit is how the program ends when the results are printed, or could not be: with the first that applies of
// packets not written, results not printed, interrupted, a capture that could not be read, a finding that --fail-on names.
func (v *invocation) exit(a *analysis, printed error) error {
	if a.unwritten != nil {
		return a.unwritten
	}
	if printed != nil {
		return printed
	}
	if a.result.Capture.Interrupted {
		return &failure{status: exitInterrupted}
	}
	if a.unread != nil {
		return a.unread
	}
	limit := v.failLimit()
	fails := func(f *callflow.Finding) bool { return f.Severity >= limit }
	if limit <= callflow.Error && (slices.ContainsFunc(a.findings, fails) ||
		slices.ContainsFunc(a.calls, func(c *callflow.Call) bool { return slices.ContainsFunc(c.Findings(), fails) })) {
		return &failure{status: exitFindings}
	}
	return nil
}

// failLimit is from which severity on --fail-on has a finding be the exit status.
func (v *invocation) failLimit() callflow.Severity {
	switch v.finding.failOn.value {
	case "error":
		return callflow.Error
	case "warning":
		return callflow.Warning
	}
	return callflow.Error + 1
}
