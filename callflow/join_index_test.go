package callflow

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestJoinIndex holds that the legs that are found are those that a look at all legs finds.
func TestJoinIndex(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, lasting := range []int64{3, 300, 30000} {
		var x joinIndex
		x.init(nil)
		type leg struct {
			facts joinFacts
			keys  []uint64
		}
		var legs []leg
		for i := range int32(6000) {
			l := leg{facts: joinFacts{start: int64(i) / 2, end: int64(i)/2 + r.Int64N(lasting), client: 2 + r.Uint32N(8), server: 1 + r.Uint32N(9)}}
			for range 1 + r.IntN(3) {
				l.keys = append(l.keys, r.Uint64N(1000)*callerFactor)
			}
			var want []int32
			for _, k := range l.keys {
				n, siblings := 0, 0
				for at := i - 1; at >= 0 && n < candidateLimit && siblings < siblingLimit; at-- {
					o := &legs[at]
					for _, other := range o.keys {
						switch {
						case other != k || o.facts.end < l.facts.start || n == candidateLimit || siblings == siblingLimit:
						case o.facts.client == l.facts.client && !o.facts.mayReach(&l.facts):
							siblings++
						default:
							n++
							if !slices.Contains(want, at) {
								want = append(want, at)
							}
						}
					}
				}
			}
			if got := x.alive(l.keys, &l.facts, nil); !slices.Equal(got, want) {
				t.Fatalf("legs of up to %d: leg %d finds %v, want %v", lasting, i, got, want)
			}
			x.add(l.keys, i, &l.facts)
			legs = append(legs, l)
		}
		if lasting == 3 && len(x.entries) > 1000 {
			t.Errorf("%d entries, though only a few legs go on at a time", len(x.entries))
		}
	}
}
