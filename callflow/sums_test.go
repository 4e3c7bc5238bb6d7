package callflow_test

import (
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
)

// TestSum holds that one look at all calls, on several cores, says what each function says alone.
func TestSum(t *testing.T) {
	var calls []*callflow.Call
	for _, l := range callflowtest.Ladders(t, "testdata/*/*.txtar") {
		for range 40 {
			b := callflow.NewBuilder()
			for _, e := range l.Events {
				b.Add(e)
			}
			calls = append(calls, callflow.Join(b.Finish())...)
		}
	}
	callflow.Number(calls)
	if len(calls) < 10000 {
		t.Fatalf("%d calls are too few to be shared among cores", len(calls))
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	stray := callflow.Tally{Messages: 3, Duplicates: 1, Responses: map[int]int{200: 2, 7000: 1}}
	got := callflow.Sum(calls, stray, nil)
	want := callflow.Sums{
		Counts: callflow.Count(calls, stray), Metrics: callflow.Measure(calls, nil),
		Responses: callflow.MeasureResponses(calls), Dimensions: callflow.Dimensions(calls),
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-alone, +together)\n%s", d)
	}
}
