package diagnose_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/callflow/diagnose"
)

// counted are the findings of a call, with what is left of those that are only counted.
func counted(c *callflow.Call) []callflow.Finding {
	var list []callflow.Finding
	for _, f := range c.Findings() {
		list = append(list, callflow.Finding{ID: f.ID, Severity: f.Severity, Cause: f.Cause, FollowsFrom: f.FollowsFrom, Leg: f.Leg})
	}
	return list
}

// TestUntold holds that findings that are only counted are the same but for what is not told, and that this can be told later.
func TestUntold(t *testing.T) {
	found := 0
	for name, l := range callflowtest.Ladders(t, "testdata/*.txtar", "../testdata/calls/*.txtar") {
		b := callflow.NewBuilder()
		for _, e := range l.Events {
			b.Add(e)
		}
		calls := callflow.Join(b.Finish())
		told := run(calls, &l.Capture)
		var ofCall [][]callflow.Finding
		var words [][]*callflow.Finding
		for _, c := range calls {
			ofCall, words = append(ofCall, counted(c)), append(words, c.Findings())
		}
		untold, teller := diagnose.Untold(calls, &l.Capture, diagnose.Options{})
		told = slices.DeleteFunc(told, func(f *callflow.Finding) bool { return f.Call != nil })
		if d := cmp.Diff(told, untold, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%s: of no call (-told, +untold)\n%s", name, d)
		}
		for i, c := range calls {
			if d := cmp.Diff(ofCall[i], counted(c)); d != "" {
				t.Errorf("%s: of %s (-told, +untold)\n%s", name, c.CallID(), d)
			}
			sameCall := cmp.Comparer(func(a, b *callflow.Call) bool { return a == b })
			if d := cmp.Diff(words[i], teller.Tell(c), cmpopts.EquateEmpty(), sameCall); d != "" {
				t.Errorf("%s: of %s (-told, +told later)\n%s", name, c.CallID(), d)
			}
			found += len(c.Findings())
		}
	}
	if found == 0 {
		t.Error("no findings")
	}
}
