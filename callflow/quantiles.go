package callflow

import (
	"time"
)

// Quantiles sums up delays. N tells over how many; the rest is 0 where N is.
type Quantiles struct {
	N             int
	P50, P95, Max time.Duration // P50 and P95 by the nearest rank: a delay that occurred
	Mean          time.Duration
}

// plus is q with every delay longer by d.
func (q Quantiles) plus(d time.Duration) Quantiles {
	if q.N == 0 {
		return q
	}
	return Quantiles{N: q.N, P50: q.P50 + d, P95: q.P95 + d, Max: q.Max + d, Mean: q.Mean + d}
}

// placed are delays with the place in which those of each group are summed up: -1 for nowhere, as is that of
// a group behind the last; all in the first where place is nil.
type placed struct {
	*delays
	place []int
}

// tallyLimit is how many places are summed up at once: a tally is large, and a network can make up any number of
// status codes.
const tallyLimit = 64

// quantilesIn sums up delays in so many places.
func quantilesIn(places int, lists ...placed) []Quantiles {
	out := make([]Quantiles, 0, places)
	for first := 0; first < places; first += tallyLimit {
		tallies := make([]quantileTally, min(places-first, tallyLimit))
		for i := range lists {
			lists[i].show(first, tallies, (*quantileTally).count, (*quantileTally).countHeavy)
		}
		for i := range tallies {
			tallies[i].counted()
		}
		for i := range lists {
			lists[i].show(first, tallies, (*quantileTally).take, (*quantileTally).takeHeavy)
		}
		for i := range tallies {
			out = append(out, tallies[i].sum())
		}
	}
	return out
}

// show shows the delays to the tallies of their places, of which the first is that of place first: short ones and those that may stand for more
// in two ways.
func (l *placed) show(first int, tallies []quantileTally, short func(*quantileTally, time.Duration), heavy func(*quantileTally, *delay)) {
	place := l.places()
	for _, block := range l.blocks {
		for _, d := range block {
			if g := d.group(); g < len(place) {
				if i := uint(place[g] - first); i < uint(len(tallies)) {
					short(&tallies[i], d.time())
				}
			}
		}
	}
	for k := range l.others {
		d := &l.others[k]
		i := uint(0)
		if l.place != nil {
			if int(d.group) >= len(place) {
				continue
			}
			i = uint(place[d.group] - first)
		}
		if i < uint(len(tallies)) {
			heavy(&tallies[i], d)
		}
	}
}

// places are the places of the groups of delays in blocks.
func (l *placed) places() []int {
	if l.place == nil {
		return everywhere[:]
	}
	return l.place
}

var everywhere [1 << groupBits]int // all groups in place 0

// quantilesBy sums up delays by what key makes of their groups. Each of lists has groups of its own.
func quantilesBy[G any, K comparable](key func(G) K, lists []*delays, groups [][]G) map[K]Quantiles {
	numbers := map[K]int{}
	all := make([]placed, len(lists))
	for i, list := range lists {
		all[i].delays, all[i].place = list, make([]int, len(groups[i]))
		for g := range groups[i] {
			k := key(groups[i][g])
			n, ok := numbers[k]
			if !ok {
				n = len(numbers)
				numbers[k] = n
			}
			all[i].place[g] = n
		}
	}
	sums := quantilesIn(len(numbers), all...)
	out := make(map[K]Quantiles, len(numbers))
	for k, n := range numbers {
		if sums[n].N > 0 {
			out[k] = sums[n]
		}
	}
	return out
}
