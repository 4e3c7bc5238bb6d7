package diagnose

import (
	"testing"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
)

// TestShowsOneSide holds that the quick look at a leg of one hop says what all its transactions say.
func TestShowsOneSide(t *testing.T) {
	shown := 0
	for name, l := range callflowtest.Ladders(t, "testdata/*.txtar", "../testdata/calls/*.txtar") {
		b := callflow.NewBuilder()
		for _, e := range l.Events {
			b.Add(e)
		}
		var s surveyor
		for _, c := range callflow.Join(b.Finish()) {
			want := false
			for _, leg := range c.Legs() {
				for _, d := range legDirections(leg, nil) {
					want = want || d.parts > 0 && d.a != d.b
				}
			}
			if got := s.showsOneSide(c); got != want {
				t.Errorf("%s: got %v of %s, want %v", name, got, c.CallID(), want)
			}
			if want {
				shown++
			}
		}
	}
	if shown == 0 {
		t.Error("no call shows one direction alone")
	}
}

// TestRulesFitTheirSet holds that each rule has its bit among those of what it needs.
func TestRulesFitTheirSet(t *testing.T) {
	if len(rules) > 64 {
		t.Fatalf("%d rules are more than a set of 64 bits holds", len(rules))
	}
	for i := range rules {
		for trait := range traitCount {
			if got, want := needing(1<<trait)&(1<<i) != 0, rules[i].needs&(1<<trait) != 0; got != want {
				t.Errorf("%s looks at calls with trait %d: got %v, want %v", rules[i].ID, trait, got, want)
			}
		}
	}
}
