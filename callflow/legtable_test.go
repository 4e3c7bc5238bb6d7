package callflow

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// TestLegTable: the table tells what a map of Call-IDs does, whatever comes and goes, and also where Call-IDs have
// the same hash.
func TestLegTable(t *testing.T) {
	for _, bits := range []int{32, 12, 4} {
		t.Run(fmt.Sprintf("%d bits", bits), func(t *testing.T) {
			var table legTable
			newest := map[string]*Leg{}
			random := rand.New(rand.NewPCG(1, uint64(bits)))
			hash := func(id string) uint32 { return keptHash(HashCallID([]byte(id)) &^ (1<<(64-bits) - 1)) }
			steps := 20000
			if bits < 32 {
				steps = 5000
			}
			for range steps {
				id := fmt.Sprintf("call-%d@192.0.2.1", random.IntN(2000))
				if l := newest[id]; l != nil && random.IntN(2) == 0 {
					table.take(l)
					delete(newest, id)
				} else {
					l := &Leg{CallID: id, initial: initial{hash: hash(id)}}
					table.put(l)
					newest[id] = l
				}
				other := fmt.Sprintf("call-%d@192.0.2.1", random.IntN(2000))
				if got := table.find(hash(other), []byte(other)); got != newest[other] {
					t.Fatalf("%s is %p, want %p", other, got, newest[other])
				}
			}
			if table.n != len(newest) {
				t.Errorf("%d Call-IDs, want %d", table.n, len(newest))
			}
			for i := range 2000 {
				id := fmt.Sprintf("call-%d@192.0.2.1", i)
				if got := table.find(hash(id), []byte(id)); got != newest[id] {
					t.Errorf("%s is %p, want %p", id, got, newest[id])
				}
			}
		})
	}
}

// TestWrongHash: a message whose Call-ID is said to have another hash begins another leg, and both are let go of.
func TestWrongHash(t *testing.T) {
	b, done := NewBuilder(), 0
	b.Stream(Streaming{Done: func(*Call) { done++ }})
	for i, e := range answeredCall(1) {
		e.CallIDHash = uint64(1+i%2) << 60
		b.Add(e)
	}
	if n := b.Standing().Legs; n != 2 {
		t.Errorf("%d legs, want 2", n)
	}
	b.Advance(time.Unix(1e6, 0))
	if n := b.Standing().Legs; n != 0 || done != 2 || b.legs.n != 0 {
		t.Errorf("%d legs are left, %d in the table, and %d calls done; want 0, 0 and 2", n, b.legs.n, done)
	}
}
