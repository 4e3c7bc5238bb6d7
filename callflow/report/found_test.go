package report

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/callflow/diagnose"
)

// TestReportOfUntold: the report is the same where findings get their words when it asks for them.
func TestReportOfUntold(t *testing.T) {
	print := func(d *Data) string {
		sumUp(d)
		for _, f := range d.Findings {
			if f.Call == nil {
				if d.Counts.Findings == nil {
					d.Counts.Findings = map[string]int{}
				}
				d.Counts.Findings[f.ID]++
			}
		}
		var b bytes.Buffer
		for _, o := range []Options{{Width: 160}, {Format: Markdown}} {
			if err := Report(&b, d, o); err != nil {
				t.Fatal(err)
			}
		}
		return b.String()
	}
	var calls []*callflow.Call
	check := func(name string, calls []*callflow.Call, capture *callflow.Capture) {
		callflow.Number(calls)
		want := print(&Data{Capture: capture, Calls: calls, Findings: diagnose.Run(calls, capture, diagnose.Options{})})
		findings, teller := diagnose.Untold(calls, capture, diagnose.Options{})
		if d := cmp.Diff(want, print(&Data{Capture: capture, Calls: calls, Findings: findings, Told: teller.Tell})); d != "" {
			t.Errorf("%s (-told, +told when asked)\n%s", name, d)
		}
	}
	for name, l := range callflowtest.Ladders(t, "../testdata/calls/*.txtar", "../diagnose/testdata/*.txtar") {
		check(name, l.Calls(), &l.Capture)
		calls = append(calls, l.Calls()...)
	}
	check("all together", calls, &callflow.Capture{})
}
