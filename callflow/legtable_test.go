package callflow

import (
	"fmt"
	"math/rand/v2"
	"testing"
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
