package callflow_test

import (
	"slices"
	"testing"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
)

func verdictsOf(events []*callflow.Event) []string {
	b := callflow.NewBuilder()
	for _, e := range events {
		b.Add(e)
	}
	calls := b.Finish()
	callflow.Number(calls)
	return verdicts(calls)
}

// A mirror port that captures each packet twice changes no verdict.
func TestDuplicates(t *testing.T) {
	for name, l := range callflowtest.Ladders(t, "testdata/*/*.txtar") {
		var twice []*callflow.Event
		for _, e := range l.Events {
			again := *e
			again.Duplicate = true
			twice = append(twice, e, &again)
		}
		if got, want := verdictsOf(twice), verdictsOf(l.Events); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// Where two directions of a hop are captured by queues of their own, a message and the one
// that it answers may come in any order with the same time. That changes no verdict.
func TestOrder(t *testing.T) {
	undecided := map[string]bool{ // the same identifiers again, and nothing but time to tell by
		"testdata/calls/keepalive-always-the-same.txtar": true, "testdata/calls/call-id-again-same-tag.txtar": true,
	}
	for name, l := range callflowtest.Ladders(t, "testdata/*/*.txtar") {
		if undecided[name] {
			continue
		}
		for i := 1; i < len(l.Events); i++ {
			events := slices.Clone(l.Events)
			a, b := *events[i-1], *events[i]
			if a.Src != b.Dst || a.Dst != b.Src {
				continue
			}
			b.Time = a.Time
			events[i-1], events[i] = &a, &b
			want := verdictsOf(events)
			events[i-1], events[i] = &b, &a
			if got := verdictsOf(events); !slices.Equal(got, want) {
				t.Errorf("%s: with %s%d before %s%d:\ngot  %q\nwant %q", name, b.Message.Method, b.Message.Status, a.Message.Method, a.Message.Status, got, want)
			}
		}
	}
}
