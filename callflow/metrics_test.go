package callflow_test

import (
	"fmt"
	"testing"
	"time"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
)

// TestMetricsAddUp holds the figures of all ladders, one by one and together, to what must be
// true of any.
func TestMetricsAddUp(t *testing.T) {
	var all []*callflow.Call
	for name, l := range callflowtest.Ladders(t, "testdata/*/*.txtar") {
		calls := l.Calls()
		checkMetrics(t, name, calls)
		for _, c := range calls {
			checkDelays(t, fmt.Sprintf("%s: call %d", name, c.ID), c)
		}
		all = append(all, calls...)
	}
	checkMetrics(t, "all", all)
}

func checkMetrics(t *testing.T, name string, calls []*callflow.Call) {
	t.Helper()
	m := callflow.Measure(calls, nil)
	for what, r := range map[string]callflow.Ratio{"asr": m.ASR, "ner": m.NER, "ser": m.SER, "seer": m.SEER, "isa": m.ISA, "scr": m.SCR, "ira": m.IRA} {
		if r.N < 0 || r.N > r.Of {
			t.Errorf("%s: %s is %d of %d", name, what, r.N, r.Of)
		}
	}
	if m.SER.N != m.ASR.N || m.SEER.N < m.SER.N || m.NER.N < m.ASR.N || m.SCR.N > m.ASR.N || m.SEER.N+m.ISA.N > m.Calls {
		t.Errorf("%s: the ratios contradict each other: %+v", name, m)
	}
	if m.SRD.N+m.FailedSRD.N > m.PostDialDelay.N || m.SDT.N+m.FailedSDT.N != m.Talk.N || m.SDD.N+m.FailedSDD.N > m.ASR.N {
		t.Errorf("%s: the delays are of more calls than there are: %+v", name, m)
	}
	for what, q := range map[string]callflow.Quantiles{"pdd": m.PostDialDelay, "setup": m.Setup, "talk": m.Talk, "srd": m.SRD,
		"srd failed": m.FailedSRD, "sdd": m.SDD, "sdd failed": m.FailedSDD, "sdt": m.SDT, "rrd": m.RRD} {
		checkQuantiles(t, name+": "+what, q)
	}
	r := callflow.MeasureResponses(calls)
	n := 0
	for s, q := range r.States {
		checkQuantiles(t, name+": "+s.String(), q)
		n += q.N
	}
	for _, q := range r.Statuses {
		n -= q.N
	}
	if n != 0 {
		t.Errorf("%s: response times by state are of %d more calls than those by code", name, n)
	}
	for _, d := range callflow.Dimensions(calls) {
		of := d.Other.Calls
		for _, g := range d.Values {
			of += g.Calls
		}
		if of != m.Calls {
			t.Errorf("%s: %s has %d calls, want %d", name, d.Name, of, m.Calls)
		}
	}
}

// checkDelays holds the delays of one call to the metrics of that call alone.
func checkDelays(t *testing.T, name string, c *callflow.Call) {
	t.Helper()
	m, d := callflow.Measure([]*callflow.Call{c}, nil), c.Delays(nil)
	for what, pair := range map[string]struct {
		q   callflow.Quantiles
		got time.Duration
	}{
		"pdd": {m.PostDialDelay, d.PostDialDelay}, "srd": {m.SRD, d.SRD}, "srd failed": {m.FailedSRD, d.FailedSRD},
		"sdd": {m.SDD, d.SDD}, "sdd failed": {m.FailedSDD, d.FailedSDD}, "sdt": {m.SDT, d.SDT}, "sdt failed": {m.FailedSDT, d.FailedSDT},
	} {
		want := callflow.Unmeasured
		if pair.q.N > 0 {
			want = pair.q.Max
		}
		if pair.got != want {
			t.Errorf("%s: %s is %v, want %v", name, what, pair.got, want)
		}
	}
	if len(d.RRD) != m.RRD.N || len(d.RRD) > 0 && d.RRD[len(d.RRD)-1] != m.RRD.Max {
		t.Errorf("%s: rrd is %v, want %d with a maximum of %v", name, d.RRD, m.RRD.N, m.RRD.Max)
	}
}

func checkQuantiles(t *testing.T, name string, q callflow.Quantiles) {
	t.Helper()
	if q.P50 < 0 || q.P50 > q.P95 || q.P95 > q.Max || q.Mean > q.Max || q.N == 0 && q != (callflow.Quantiles{}) {
		t.Errorf("%s: got %+v", name, q)
	}
}

// TestQuantiles takes the nearest rank, and a mean whose sum no Duration holds.
func TestQuantiles(t *testing.T) {
	calls := make([]*callflow.Call, 0, 40)
	for i := range 40 {
		c := busyCall(i, time.Duration(40-i)*time.Second)
		c.Setup = 1<<62 + time.Duration(i)
		calls = append(calls, c)
	}
	m := callflow.Measure(calls, nil)
	want := callflow.Quantiles{N: 40, P50: 20 * time.Second, P95: 38 * time.Second, Max: 40 * time.Second, Mean: 20*time.Second + 500*time.Millisecond}
	if m.PostDialDelay != want {
		t.Errorf("got %+v, want %+v", m.PostDialDelay, want)
	}
	if got, want := m.Setup.Mean, time.Duration(1<<62+19); got != want {
		t.Errorf("the mean is %d, want %d", got, want)
	}
}
