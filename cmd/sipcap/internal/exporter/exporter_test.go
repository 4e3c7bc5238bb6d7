package exporter

import (
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/callflow/diagnose"
	"sipcap/sipmsg"
)

// watched is an exporter that watched a ladder, as the program's watcher tells it.
func watched(t *testing.T, ladder string) *Exporter {
	t.Helper()
	l, err := callflowtest.Parse(ladder)
	if err != nil {
		t.Fatal(err)
	}
	e := New(Config{Version: "1.2.3"})
	b := callflow.NewBuilder()
	var calls []*callflow.Call
	b.Stream(callflow.Streaming{
		Done:     func(c *callflow.Call) { calls = append(calls, c) },
		Progress: func(step callflow.Progress, _ int) { e.Step(step) },
	})
	for i := range l.Events {
		e.Message(l.Events[i], b.Add(l.Events[i]))
	}
	e.Tick(Snapshot{
		Standing: b.Standing(), Received: 120, Dropped: 3, Kept: 110, KeptDropped: 7, Failures: 5, FailuresLost: 2,
		Capture: callflow.Capture{
			Frames: 100, Used: 90, Gaps: 1, Skipped: []callflow.Skipped{{Reason: "not-sip", Count: 7}, {Reason: "tcp", Count: 3}},
			Files: []callflow.CaptureFile{{Name: "eth0", Frames: 100, Bytes: 4200, First: time.Unix(1000, 0), Last: time.Unix(1500, 5e8)}},
		},
	})
	calls = append(calls, b.Finish()...)
	callflow.Number(calls)
	diagnose.Run(calls, nil, diagnose.Options{})
	for _, c := range calls {
		e.Call(c)
	}
	return e
}

const mixed = `
endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060
0.000       alice -> bob INVITE call-id=ok sdp=PCMA
0.100       bob -> alice 100 call-id=ok
0.250       bob -> alice 180 call-id=ok
2.000,2.500 bob -> alice 200 call-id=ok sdp=PCMA
2.510       alice -> bob ACK call-id=ok
62.000      alice -> bob BYE call-id=ok
62.020      bob -> alice 200 call-id=ok
1.000       alice -> bob INVITE call-id=no sdp=PCMA
1.030       bob -> alice 503 call-id=no
1.040       alice -> bob ACK call-id=no
3.000       alice -> bob FROBNICATE call-id=odd
3.100       bob -> alice 501 call-id=odd
`

// What is counted of three exchanges, worked out by hand.
func TestCounts(t *testing.T) {
	e := watched(t, mixed)
	want := `
# HELP sipcap_call_final_responses_total The final response that decided each call, registration and so on, of those that got one.
# TYPE sipcap_call_final_responses_total counter
sipcap_call_final_responses_total{class="server-error",code="501",kind="other"} 1
sipcap_call_final_responses_total{class="server-error",code="503",kind="call"} 1
sipcap_call_final_responses_total{class="success",code="200",kind="call"} 1
# HELP sipcap_call_steps_total Steps that calls took, as they took them: the answer-seizure ratio is answered to answered and refused.
# TYPE sipcap_call_steps_total counter
sipcap_call_steps_total{step="answered"} 1
sipcap_call_steps_total{step="began"} 2
sipcap_call_steps_total{step="refused"} 1
sipcap_call_steps_total{step="released"} 1
# HELP sipcap_calls_total Calls, registrations and the rest that are over or were given up, which is told up to 32 seconds after their last message.
# TYPE sipcap_calls_total counter
sipcap_calls_total{kind="call",outcome="server-error",state="failed"} 1
sipcap_calls_total{kind="call",outcome="success",state="completed"} 1
sipcap_calls_total{kind="other",outcome="server-error",state="failed"} 1
# HELP sipcap_responses_total Responses seen, likewise.
# TYPE sipcap_responses_total counter
sipcap_responses_total{class="informational",code="100"} 1
sipcap_responses_total{class="informational",code="180"} 1
sipcap_responses_total{class="server-error",code="501"} 1
sipcap_responses_total{class="server-error",code="503"} 1
sipcap_responses_total{class="success",code="200"} 3
# HELP sipcap_retransmissions_total Requests and responses that their sender sent again (RFC 3261 timers).
# TYPE sipcap_retransmissions_total counter
sipcap_retransmissions_total 1
# HELP sipcap_frames_skipped_total Frames that could not be used or were of no use, by reason.
# TYPE sipcap_frames_skipped_total counter
sipcap_frames_skipped_total{reason="not-sip"} 7
sipcap_frames_skipped_total{reason="tcp"} 3
# HELP sipcap_failures_kept_total Calls that failed and have a file of their own (--on-failure-dir).
# TYPE sipcap_failures_kept_total counter
sipcap_failures_kept_total 5
# HELP sipcap_failures_lost_total Calls that failed and have none: nothing of them was held any more, or the disk did not take it.
# TYPE sipcap_failures_lost_total counter
sipcap_failures_lost_total 2
# HELP sipcap_kept_dropped_frames_total Frames that were to be written and were not, because the disk was too slow, full or gone.
# TYPE sipcap_kept_dropped_frames_total counter
sipcap_kept_dropped_frames_total 7
# HELP sipcap_kept_frames_total Frames that were written to what -w names.
# TYPE sipcap_kept_frames_total counter
sipcap_kept_frames_total 110
# HELP sipcap_kernel_dropped_frames_total Frames for which the kernel had no room, because the program did not read fast enough.
# TYPE sipcap_kernel_dropped_frames_total counter
sipcap_kernel_dropped_frames_total 3
# HELP sipcap_last_frame_timestamp_seconds When the last frame was captured, in seconds since 1970; 0 before the first.
# TYPE sipcap_last_frame_timestamp_seconds gauge
sipcap_last_frame_timestamp_seconds 1500.5
`
	var names []string
	for line := range strings.Lines(want) {
		if name, ok := strings.CutPrefix(line, "# TYPE "); ok {
			names = append(names, strings.Fields(name)[0])
		}
	}
	if err := testutil.GatherAndCompare(e.registry, strings.NewReader(want), names...); err != nil {
		t.Error(err)
	}
	for _, c := range []struct {
		method string
		want   float64
	}{{"INVITE", 2}, {"ACK", 2}, {"BYE", 1}, {other, 1}, {"REGISTER", 0}} {
		got := testutil.ToFloat64(e.requests[""])
		if c.method != other {
			got = testutil.ToFloat64(e.requests[sipmsg.Method(c.method)])
		}
		if got != c.want {
			t.Errorf("%s: got %v, want %v", c.method, got, c.want)
		}
	}
	if n := testutil.CollectAndCount(e.findings); n == 0 {
		t.Error("no finding was counted, though a server answered 503")
	}
}

// Each delay is in the histogram that RFC 6076 gives it to, native and classic.
func TestDelays(t *testing.T) {
	all, err := watched(t, mixed).registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, f := range all {
		for _, m := range f.GetMetric() {
			h := m.GetHistogram()
			if h == nil || h.GetSampleCount() == 0 || !strings.HasPrefix(f.GetName(), "sipcap_") {
				continue
			}
			name := f.GetName()
			for _, l := range m.GetLabel() {
				name += " " + l.GetValue()
			}
			got[name] = h.GetSampleSum()
			if len(h.GetBucket()) == 0 || len(h.GetPositiveSpan()) == 0 {
				t.Errorf("%s: %d classic buckets, %d native spans", name, len(h.GetBucket()), len(h.GetPositiveSpan()))
			}
		}
	}
	want := map[string]float64{
		"sipcap_post_dial_delay_seconds":                  0.25 + 0.03,
		"sipcap_session_request_delay_seconds success":    0.25,
		"sipcap_session_request_delay_seconds failure":    0.03,
		"sipcap_session_disconnect_delay_seconds success": 0.02,
		"sipcap_session_duration_seconds success":         60,
	}
	for name, sum := range want {
		if d := got[name] - sum; d > 1e-6 || d < -1e-6 {
			t.Errorf("%s: got %v, want %v", name, got[name], sum)
		}
		delete(got, name)
	}
	for name := range got {
		t.Errorf("%s has a delay that is not there", name)
	}
}

// The names are those that Prometheus asks for, and each family that is gathered is documented
// with its type and labels.
func TestFamilies(t *testing.T) {
	e := watched(t, mixed)
	problems, err := testutil.GatherAndLint(e.registry)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	documented := map[string]Family{}
	for _, f := range Families() {
		documented[f.Name] = f
	}
	labels := map[string]bool{}
	for _, l := range Labels() {
		labels[l.Name] = true
	}
	all, err := e.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range all {
		if !strings.HasPrefix(g.GetName(), "sipcap_") {
			continue
		}
		f, ok := documented[g.GetName()]
		if !ok {
			t.Errorf("%s is not among Families", g.GetName())
			continue
		}
		delete(documented, f.Name)
		if got := strings.ToLower(g.GetType().String()); got != f.Type || g.GetHelp() != f.Help {
			t.Errorf("%s is a %s, want %s; %q", f.Name, got, f.Type, g.GetHelp())
		}
		for _, l := range g.GetMetric()[0].GetLabel() {
			if !labels[l.GetName()] {
				t.Errorf("%s: Labels does not tell of %s", f.Name, l.GetName())
			}
		}
		if got := len(g.GetMetric()[0].GetLabel()); got != len(f.Labels) {
			t.Errorf("%s has %d labels, want %v", f.Name, got, f.Labels)
		}
	}
	for name := range documented {
		t.Errorf("%s is never told", name)
	}
}

// Whatever the network sends, there are no more series than the tables have values.
func TestSeriesAreBounded(t *testing.T) {
	l, err := callflowtest.Parse(mixed)
	if err != nil {
		t.Fatal(err)
	}
	e, calls := New(Config{}), l.Calls()
	ev := *l.Events[0]
	m := *ev.Message
	ev.Message = &m
	for i := range 5000 {
		m.Method, m.Status = sipmsg.Method("X"+strings.Repeat("Y", i%200)), 0
		e.Message(&ev, callflow.Sighting{})
		m.Method, m.Status = "", i-100
		e.Message(&ev, callflow.Sighting{})
		call := *calls[0]
		call.State, call.Outcome, call.Status = callflow.Failed, callflow.OutcomeUnknown, i-100
		e.Call(&call)
	}
	for _, c := range []struct {
		name string
		of   prometheus.Collector
		want int
	}{{"responses", e.responses, 601}, {"final responses", e.finalResponses, 601}, {"calls", e.calls, 1}} {
		if got := testutil.CollectAndCount(c.of); got != c.want {
			t.Errorf("%s: %d series, want %d", c.name, got, c.want)
		}
	}
	if got := testutil.ToFloat64(e.requests[""]); got != 5000 {
		t.Errorf("%v requests of other methods, want 5000", got)
	}
}

// A message costs no memory once its counter is there.
func TestMessageAllocs(t *testing.T) {
	l, err := callflowtest.Parse(mixed)
	if err != nil {
		t.Fatal(err)
	}
	e := New(Config{})
	if n := testing.AllocsPerRun(100, func() {
		for i := range l.Events {
			e.Message(l.Events[i], callflow.Sighting{})
		}
	}); n > 0 {
		t.Errorf("%v allocations for %d messages, want none", n, len(l.Events))
	}
}
