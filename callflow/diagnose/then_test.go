package diagnose_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/callflow/diagnose"
)

// TestThen holds that calls which are summed up while they get their findings give what they give afterwards, few calls and many, and none.
func TestThen(t *testing.T) {
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
	for _, calls := range [][]*callflow.Call{nil, one, many} {
		callflow.Number(calls)
		for _, brief := range []bool{false, true} {
			s := callflow.NewSumming(calls, nil)
			s.Brief = brief
			diagnose.Untold(calls, nil, diagnose.Options{Then: s.Add})
			want, got := callflow.Sum(calls, callflow.Tally{}, nil), s.Sums(callflow.Tally{})
			if brief {
				want.Responses, got.Responses = callflow.ResponseTimes{}, callflow.ResponseTimes{}
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%d calls, brief %t (-afterwards, +then)\n%s", len(calls), brief, d)
			}
		}
	}
}
