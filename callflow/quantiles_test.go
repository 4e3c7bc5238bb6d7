package callflow

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// quantilesOf is what Quantiles are by their definition.
func quantilesOf(list []time.Duration) Quantiles {
	n := len(list)
	if n == 0 {
		return Quantiles{}
	}
	list = slices.Sorted(slices.Values(list))
	sum := new(big.Int)
	for _, t := range list {
		sum.Add(sum, big.NewInt(int64(t)))
	}
	rank := func(percent int) time.Duration { return list[(n*percent+99)/100-1] }
	return Quantiles{N: n, P50: rank(50), P95: rank(95), Max: list[n-1], Mean: time.Duration(sum.Div(sum, big.NewInt(int64(n))).Int64())}
}

// TestQuantiles holds that the quantiles of delays that are not put in order are those of delays that are.
func TestQuantiles(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for name, next := range map[string]func() time.Duration{
		"alike":        func() time.Duration { return 4 * time.Millisecond },
		"nearly alike": func() time.Duration { return 4*time.Millisecond + time.Duration(r.IntN(200)) },
		"nothing":      func() time.Duration { return 0 },
		"short":        func() time.Duration { return time.Duration(r.IntN(70)) },
		"even":         func() time.Duration { return time.Duration(r.Int64N(int64(time.Minute))) },
		"any length":   func() time.Duration { return time.Duration(r.Int64() >> r.IntN(63)) },
		"longest":      func() time.Duration { return math.MaxInt64 - time.Duration(r.IntN(3)) },
		"two kinds":    func() time.Duration { return time.Duration(r.IntN(2))*time.Hour + time.Duration(r.IntN(1000)) },
	} {
		for _, n := range []int{0, 1, 2, 3, 19, 20, 21, 40, 500, 5000} {
			var lists [2]delays
			of := map[int][]time.Duration{}
			groups := []int{0, 1, 2, 1 << groupBits, 3} // of which one needs more bits than there are
			for i := range n {
				d, g := next(), groups[r.IntN(len(groups))]
				if r.IntN(4) == 0 { // one that stands for several
					more := r.IntN(3)
					lists[i%2].others = append(lists[i%2].others, delay{d, int32(g), uint32(more)})
					for range more {
						of[g] = append(of[g], d)
					}
				} else {
					lists[i%2].add(d, g)
				}
				of[g] = append(of[g], d)
			}
			place := make([]int, 1<<groupBits+1)
			for g := range place {
				place[g] = -1
			}
			place[0], place[1], place[2], place[1<<groupBits] = 70, 0, 70, 1 // more places than are summed up at once
			got := quantilesIn(71, placed{&lists[0], place}, placed{&lists[1], place})
			for at, want := range map[int][]time.Duration{0: of[1], 1: of[1<<groupBits], 70: slices.Concat(of[0], of[2]), 5: nil} {
				if want := quantilesOf(want); got[at] != want {
					t.Errorf("%s, %d delays: place %d\ngot  %+v\nwant %+v", name, n, at, got[at], want)
				}
			}
			want := quantilesOf(slices.Concat(of[0], of[1], of[2], of[3], of[1<<groupBits]))
			if got := quantilesIn(1, placed{&lists[0], nil}, placed{&lists[1], nil})[0]; got != want {
				t.Errorf("%s, %d delays: all\ngot  %+v\nwant %+v", name, n, got, want)
			}
		}
	}
}

// TestLengthOf holds that about how long a delay is goes up with it, and that each is in the span of its length.
func TestLengthOf(t *testing.T) {
	next := uint64(0)
	for length := range lengths {
		from, width := spanOf(length)
		if from != next || lengthOf(from) != length || lengthOf(from+width) != length {
			t.Fatalf("length %d is from %d on, %d more; its ends have lengths %d and %d", length, from, width, lengthOf(from), lengthOf(from+width))
		}
		next = from + width + 1
	}
	if next != 1<<63 {
		t.Errorf("the lengths end at %d", next)
	}
}
