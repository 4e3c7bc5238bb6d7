package callflow_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
)

// Summed up one by one, the calls of all ladders give what they give at once.
func TestTotals(t *testing.T) {
	var all []*callflow.Call
	for _, l := range callflowtest.Ladders(t, "testdata/*/*.txtar") {
		all = append(all, l.Calls()...)
	}
	now := time.Time{}
	for _, c := range all {
		if c.End().After(now) {
			now = c.End()
		}
	}
	var totals callflow.Totals
	bad := 0
	for _, c := range all {
		totals.Add(c, now)
		if c.Kind == callflow.KindCall && c.Bad() {
			bad++
		}
	}
	stray := callflow.Tally{Messages: 3, Responses: map[int]int{200: 3}}
	if d := cmp.Diff(callflow.Count(all, stray), totals.Counts(stray)); d != "" {
		t.Errorf("counts (-want +got):\n%s", d)
	}
	if d := cmp.Diff(callflow.Measure(all, nil), totals.Metrics()); d != "" {
		t.Errorf("metrics (-want +got):\n%s", d)
	}
	if d := cmp.Diff(callflow.MeasureResponses(all), totals.Responses()); d != "" {
		t.Errorf("response times (-want +got):\n%s", d)
	}
	if got := totals.Troubled()[callflow.KindCall]; got != bad {
		t.Errorf("%d calls in trouble, want %d", got, bad)
	}
}

// busyCall is one that was refused after so long.
func busyCall(id int, after time.Duration) *callflow.Call {
	c := *refusedCall
	c.ID, c.PostDialDelay = id, after
	return &c
}

// refusedCall is a call that was busy.
var refusedCall = func() *callflow.Call {
	l, err := callflowtest.Parse("endpoints a=10.0.0.1:5060 b=10.0.0.2:5060\n0 a -> b INVITE\n1 b -> a 486\n")
	if err != nil {
		panic(err)
	}
	return l.Calls()[0]
}()

// Of many calls the quantiles are about right, and the rest is exact.
func TestTotalsOfMany(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var all []*callflow.Call
	var totals callflow.Totals
	for i := range 200_000 {
		c := busyCall(i, time.Duration(r.ExpFloat64()*float64(time.Second)))
		all = append(all, c)
		totals.Add(c, time.Time{})
	}
	want, got := callflow.Measure(all, nil).PostDialDelay, totals.Metrics().PostDialDelay
	near := func(name string, got, want time.Duration, percent float64) {
		if d := 100 * float64(got-want) / float64(want); d > percent || d < -percent {
			t.Errorf("%s is %s, want %s to within %g %%", name, got, want, percent)
		}
	}
	if got.N != want.N || got.Max != want.Max {
		t.Errorf("got %+v, want %+v", got, want)
	}
	near("mean", got.Mean, want.Mean, 0.001)
	near("p50", got.P50, want.P50, 2)
	near("p95", got.P95, want.P95, 2)
	if q := totals.Responses().Statuses[486]; q.N != 200_000 || q.Max != want.Max {
		t.Errorf("response times of 486: %+v", q)
	}
}

// Of many calls the worst are kept, and of like ones the newest.
func TestWorst(t *testing.T) {
	w := callflow.Worst{Limit: 5, Bytes: 1 << 20}
	state := func(id int, s callflow.State, severities ...callflow.Severity) {
		c := busyCall(id, 0)
		c.State = s
		for _, s := range severities {
			c.SetFindings(append(c.Findings(), &callflow.Finding{Severity: s}))
		}
		w.Add(c)
	}
	state(1, callflow.Completed, callflow.Error)
	state(2, callflow.Failed)
	state(3, callflow.Failed)
	state(4, callflow.Completed, callflow.Info, callflow.Warning)
	for id := range 20 {
		state(5+id, callflow.Completed)
	}
	state(25, callflow.Failed)
	var got []int
	for _, c := range w.Calls() {
		got = append(got, c.ID)
	}
	if d := cmp.Diff([]int{1, 2, 3, 4, 25}, got); d != "" {
		t.Errorf("kept (-want +got):\n%s", d)
	}
	w.Bytes = 1
	state(26, callflow.Failed, callflow.Error)
	if calls := w.Calls(); len(calls) != 1 || calls[0].ID != 26 {
		t.Errorf("without room: %d calls, want the newest of the worst", len(calls))
	}
}
