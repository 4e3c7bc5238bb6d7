package callflow

import (
	"cmp"
	"slices"
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

// delays are delays of several groups. They are sorted once for all groups, which costs less
// memory and time than a list for each.
type delays []delay

type delay struct {
	time  time.Duration
	group int32  // or what the group is told by
	more  uint32 // others that this one stands for, besides itself
}

// add takes a delay that was measured.
func (d *delays) add(t time.Duration, group int) {
	if t >= 0 {
		*d = append(*d, delay{time: t, group: int32(group)})
	}
}

func (d delays) sort() {
	slices.SortFunc(d, func(a, b delay) int { return cmp.Compare(a.time, b.time) })
}

// of sums up the delays of a group, or of all where it is anyGroup; d must be sorted.
func (d delays) of(group int32) Quantiles {
	var t quantileTally
	for i := range d {
		if group == anyGroup || d[i].group == group {
			t.count(&d[i])
		}
	}
	for i := range d {
		if group == anyGroup || d[i].group == group {
			t.take(&d[i])
		}
	}
	return t.quantiles
}

// anyGroup is no group's number.
const anyGroup = -1

// quantilesBy sums up delays by what key makes of their groups; d must be sorted.
func quantilesBy[K comparable](d delays, key func(group int32) K) map[K]Quantiles {
	tallies := map[K]*quantileTally{}
	for i := range d {
		k := key(d[i].group)
		t := tallies[k]
		if t == nil {
			t = new(quantileTally)
			tallies[k] = t
		}
		t.count(&d[i])
	}
	for i := range d {
		tallies[key(d[i].group)].take(&d[i])
	}
	out := make(map[K]Quantiles, len(tallies))
	for k, t := range tallies {
		out[k] = t.quantiles
	}
	return out
}

// quantileTally sums up the delays of one group: first they are counted, then taken in their order.
type quantileTally struct {
	quantiles Quantiles
	taken     int
	rest      time.Duration
}

func (t *quantileTally) count(d *delay) { t.quantiles.N += d.n() }

func (t *quantileTally) take(d *delay) {
	q := &t.quantiles
	before := t.taken
	t.taken += d.n()
	at := func(percent int) bool {
		rank := (q.N*percent + 99) / 100
		return before < rank && rank <= t.taken
	}
	if at(50) {
		q.P50 = d.time
	}
	if at(95) {
		q.P95 = d.time
	}
	q.Max = d.time
	// The sum could be more than a Duration holds.
	n, times := time.Duration(q.N), time.Duration(d.n())
	q.Mean += d.time / n * times
	if t.rest += d.time % n * times; t.rest >= n {
		q.Mean, t.rest = q.Mean+t.rest/n, t.rest%n
	}
}

// n is how many delays d stands for.
func (d *delay) n() int { return 1 + int(d.more) }
