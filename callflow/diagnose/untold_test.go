package diagnose_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/callflow/diagnose"
)

// TestUntold holds that findings that are only counted are the same but for what is not told.
func TestUntold(t *testing.T) {
	found := 0
	for name, l := range callflowtest.Ladders(t, "testdata/*.txtar", "../testdata/calls/*.txtar") {
		b := callflow.NewBuilder()
		for _, e := range l.Events {
			b.Add(e)
		}
		calls := callflow.Join(b.Finish())
		told := run(calls, &l.Capture)
		untold := diagnose.Run(calls, &l.Capture, diagnose.Options{Untold: true})
		for _, f := range told {
			if f.Call != nil {
				f.Summary, f.Frames = "", nil
				found++
			}
		}
		for _, f := range untold {
			if f.Call != nil && (f.Summary != "" || f.Frames != nil) {
				t.Errorf("%s: %s has a summary or frames, which nobody reads", name, f.ID)
			}
		}
		same := cmp.Comparer(func(a, b *callflow.Call) bool { return a == b })
		if d := cmp.Diff(told, untold, same, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%s: (-told, +untold)\n%s", name, d)
		}
	}
	if found == 0 {
		t.Error("no findings")
	}
}
