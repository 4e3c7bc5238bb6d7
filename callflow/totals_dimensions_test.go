package callflow_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
)

// Summed up one by one, calls give the dimensions that they give at once, whenever they are asked for.
func TestTotalsDimensions(t *testing.T) {
	of := newTraffic()
	for i := range 40 {
		of.calls(1+i%5, "alice", fmt.Sprintf("gw%d", i), []int{200, 486, 503}[i%3], `"User-Agent: phone/1"`)
	}
	of.calls(9, "bob", "gw1", 403, "sdp=G729")
	l, err := callflowtest.Parse(of.b.String())
	if err != nil {
		t.Fatal(err)
	}
	calls := append(l.Calls(), ladderCalls(t)...)
	var totals callflow.Totals
	for i, c := range calls {
		totals.Add(c, time.Time{})
		if i%50 != 0 && i < len(calls)-1 {
			continue
		}
		if d := cmp.Diff(callflow.Dimensions(calls[:i+1]), totals.Dimensions()); d != "" {
			t.Fatalf("of %d calls (-want +got):\n%s", i+1, d)
		}
	}
	if d := (&callflow.Totals{}).Dimensions(); len(d) != 6 || d[0].Distinct != 0 {
		t.Errorf("of no calls: %+v", d)
	}
}

func ladderCalls(t *testing.T) (all []*callflow.Call) {
	for _, l := range callflowtest.Ladders(t, "testdata/*/*.txtar") {
		all = append(all, l.Calls()...)
	}
	return all
}

// Of more values than there is room for, those stand that have many calls, and all calls count.
func TestTotalsDimensionsOfMany(t *testing.T) {
	const gateways, everyTenth = 2000, 10
	of := newTraffic()
	for i := range gateways {
		fmt.Fprintf(&of.b, "endpoints g%d=10.2.%d.%d:5060\n", i, i>>8, i&0xff)
	}
	failed := 0
	for i := range gateways {
		if i%everyTenth == 0 {
			of.calls(1, "bob", "gw1", 503, "")
			failed++
		}
		of.calls(1, "alice", fmt.Sprint("g", i), 200, "")
	}
	l, err := callflowtest.Parse(of.b.String())
	if err != nil {
		t.Fatal(err)
	}
	var totals callflow.Totals
	for _, c := range l.Calls() {
		totals.Add(c, time.Time{})
	}
	for _, d := range totals.Dimensions() {
		all, bad, delays := d.Other.Calls, d.Other.Failed, d.Other.PostDialDelay.N
		for _, v := range d.Values {
			all, bad, delays = all+v.Calls, bad+v.Failed, delays+v.PostDialDelay.N
		}
		if all != gateways+failed || bad != failed || delays != gateways+failed {
			t.Errorf("%s: %d calls, %d failed, %d delays, want %d, %d, %d", d.Name, all, bad, delays, gateways+failed, failed, gateways+failed)
		}
		switch d.Name {
		case callflow.ByNextHop, callflow.ByDestination:
			if !d.Partial || d.Distinct > 256 {
				t.Errorf("%s: partial %t of %d values", d.Name, d.Partial, d.Distinct)
			}
			if v := d.Values[0]; v.Value != "10.1.0.1" || v.Failed != failed || v.PostDialDelay.N != failed || d.Tells == nil || d.Tells.Failed != failed {
				t.Errorf("%s: the gateway of all failures has %+v, and what tells is %+v, want %d", d.Name, v, d.Tells, failed)
			}
		default:
			if d.Partial {
				t.Errorf("%s: partial, of %d values", d.Name, d.Distinct)
			}
		}
	}
}
