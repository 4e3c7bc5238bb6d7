package main

import (
	"slices"

	"sipcap/callflow"
	"sipcap/callflow/diagnose"
)

// diagnose finds what went wrong, and then selects: --where may ask for findings. The rules see all
// calls, since one may explain another; findings about calls that are not selected are left out.
func (a *analysis) diagnose() {
	a.findings = diagnose.Run(a.all, &a.result.Capture, diagnose.Options{})
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

// exit is how the program ends when the results are printed: with the first that applies of
// interrupted, a capture that could not be read, a finding that --fail-on names.
func (v *invocation) exit(a *analysis) error {
	if a.result.Capture.Interrupted {
		return &failure{status: exitInterrupted}
	}
	if a.unread != nil {
		return a.unread
	}
	limit := callflow.Error + 1
	switch v.output.failOn.value {
	case "error":
		limit = callflow.Error
	case "warning":
		limit = callflow.Warning
	}
	if slices.ContainsFunc(a.findings, func(f *callflow.Finding) bool { return f.Severity >= limit }) {
		return &failure{status: exitFindings}
	}
	return nil
}
