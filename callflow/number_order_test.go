package callflow

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestOrder holds that stretches which are in order are put together as all calls are sorted.
func TestOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for stretches := range 40 {
		var calls []*Call
		for s := range stretches {
			var part []*Call
			for range r.IntN(20) {
				c := &Call{ID: len(calls) + len(part), facts: &joinFacts{start: int64(r.IntN(30))}}
				frame := packedFrame(r.IntN(2))
				c.leg[0] = &Leg{CallID: fmt.Sprint(r.IntN(2), s%3), lists: lists{records: []record{{frame: frame}}}}
				part = append(part, c)
			}
			slices.SortStableFunc(part, startsLater)
			calls = append(calls, part...)
		}
		want := slices.Clone(calls)
		slices.SortStableFunc(want, startsLater)
		order(calls)
		if !slices.Equal(calls, want) {
			t.Errorf("%d stretches: not in the order that sorting gives", stretches)
		}
	}
}
