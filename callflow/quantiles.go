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

// sort puts delays in order: by eleven bits of their time at once, from the last on, where there are so many
// that it is faster than comparing them.
func (d delays) sort() {
	const digit, many = 11, 1 << 10
	if len(d) < many {
		slices.SortFunc(d, func(a, b delay) int { return cmp.Compare(a.time, b.time) })
		return
	}
	var all uint64 // bits that some time has
	for i := range d {
		all |= uint64(d[i].time)
	}
	from, to := d, make(delays, len(d))
	for shift := 0; all>>shift != 0; shift += digit {
		var next [1 << digit]int // where the next delay with these bits goes
		for i := range from {
			next[uint64(from[i].time)>>shift%(1<<digit)]++
		}
		sum := 0
		for bits, n := range next {
			next[bits], sum = sum, sum+n
		}
		for i := range from {
			place := &next[uint64(from[i].time)>>shift%(1<<digit)]
			to[*place] = from[i]
			*place++
		}
		from, to = to, from
	}
	if &from[0] != &d[0] {
		copy(d, from)
	}
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

// quantilesBy sums up delays by what key makes of their groups, which are numbered from 0; d must
// be sorted.
func quantilesBy[K comparable](d delays, key func(group int32) K) map[K]Quantiles {
	tallies := map[K]*quantileTally{}
	var ofGroup []*quantileTally
	for i := range d {
		g := d[i].group
		for int(g) >= len(ofGroup) {
			ofGroup = append(ofGroup, nil)
		}
		if ofGroup[g] == nil {
			k := key(g)
			if tallies[k] == nil {
				tallies[k] = new(quantileTally)
			}
			ofGroup[g] = tallies[k]
		}
		ofGroup[g].count(&d[i])
	}
	for i := range d {
		ofGroup[d[i].group].take(&d[i])
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
