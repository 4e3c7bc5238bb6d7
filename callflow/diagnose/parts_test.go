package diagnose_test

import (
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/callflow/diagnose"
)

// TestParts holds that calls that several cores look at get the findings that one gives them, and the same sums of them, brief or not: few calls
// and many, and none.
func TestParts(t *testing.T) {
	var one []*callflow.Call
	for _, l := range callflowtest.Ladders(t, "testdata/*.txtar") {
		one = append(one, l.Calls()...)
	}
	var many []*callflow.Call
	for len(many) < 10_000 {
		for _, c := range one {
			again := *c
			many = append(many, &again)
		}
	}
	type result struct {
		Found       [][]callflow.Finding
		Sums, Brief callflow.Sums
	}
	on := func(cores int, calls []*callflow.Call) (r result) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		diagnose.Untold(calls, nil, diagnose.Options{})
		for _, c := range calls {
			r.Found = append(r.Found, counted(c))
		}
		r.Sums, r.Brief = callflow.Sum(calls, callflow.Tally{}, nil), callflow.SumBriefly(calls, callflow.Tally{}, nil)
		return r
	}
	for _, calls := range [][]*callflow.Call{nil, one, many} {
		callflow.Number(calls)
		want, got := on(1, calls), on(3, calls)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%d calls (-one core, +three)\n%s", len(calls), d)
		}
		got.Brief.Responses, got.Sums.Responses = callflow.ResponseTimes{}, callflow.ResponseTimes{}
		if d := cmp.Diff(got.Sums, got.Brief); d != "" {
			t.Errorf("%d calls (-all, +brief)\n%s", len(calls), d)
		}
	}
}
