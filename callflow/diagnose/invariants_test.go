package diagnose_test

import (
	"path/filepath"
	"reflect"
	"testing"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/callflow/diagnose"
)

// checkFindings tells what is wrong with findings whatever the calls are.
func checkFindings(t *testing.T, calls []*callflow.Call, findings []*callflow.Finding) {
	t.Helper()
	of := map[*callflow.Call]map[string]bool{nil: {}}
	anywhere := map[string]bool{} // what follows from it may be about an endpoint of several calls
	for i, f := range findings {
		if of[f.Call] == nil {
			of[f.Call] = map[string]bool{}
		}
		of[f.Call][f.ID], anywhere[f.ID] = true, true
		if i > 0 && f.Severity > findings[i-1].Severity {
			t.Errorf("%s of grade %v comes after %s of grade %v", f.ID, f.Severity, findings[i-1].ID, findings[i-1].Severity)
		}
		if f.Summary == "" || f.Hint == "" || f.Cause == "" || len(f.Frames) == 0 && (f.Call != nil || f.ID != "capture-truncated" && f.ID != "capture-gap") {
			t.Errorf("%s: incomplete: %+v", f.ID, *f)
		}
		if f.Call == nil {
			if f.At != -1 {
				t.Errorf("%s: got at %d without a call", f.ID, f.At)
			}
			continue
		}
		if f.Leg < 0 || f.Leg >= len(f.Call.Legs()) || f.At < 0 || f.At >= f.Call.Legs()[f.Leg].Len() {
			t.Errorf("%s: got at %d of leg %d", f.ID, f.At, f.Leg)
		}
		frames := map[callflow.FrameRef]bool{}
		for _, leg := range f.Call.Legs() {
			for k := range leg.Len() {
				for _, ref := range leg.Frames(k) {
					frames[ref] = true
				}
			}
			for _, u := range leg.Unreachable() {
				frames[u.Frame] = true
			}
		}
		for _, ref := range f.Frames {
			if !frames[ref] {
				t.Errorf("%s: frame %v is not the call's", f.ID, ref)
			}
		}
	}
	for _, f := range findings {
		if f.FollowsFrom != "" && !of[f.Call][f.FollowsFrom] && !of[nil][f.FollowsFrom] && (f.Call != nil || !anywhere[f.FollowsFrom]) {
			t.Errorf("%s follows from %s, which was not found", f.ID, f.FollowsFrom)
		}
	}
	n := 0
	for _, c := range calls {
		for _, f := range c.Findings() {
			n++
			if f.Call != c {
				t.Errorf("%s of another call", f.ID)
			}
		}
	}
	for _, f := range findings {
		if f.Call != nil {
			n--
		}
	}
	if n != 0 {
		t.Errorf("calls and the list differ by %d findings", n)
	}
}

// Over all ladders of the tree findings are whole, and the same when looked for again.
func TestInvariants(t *testing.T) {
	for name, l := range callflowtest.Ladders(t, "testdata/*.txtar", "../testdata/calls/*.txtar", "../testdata/joins/*.txtar", "../testdata/transfers/*.txtar") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			calls := l.Calls()
			first := run(calls, &l.Capture)
			checkFindings(t, calls, first)
			if again := run(calls, &l.Capture); !reflect.DeepEqual(first, again) {
				t.Error("another run found something else")
			}
			checkFindings(t, calls, diagnose.Run(calls, nil, diagnose.Options{}))
		})
	}
}
