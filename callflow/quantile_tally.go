package callflow

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"time"
)

// quantileTally sums up delays without putting them in order. It sees each twice: first it counts how many are
// about so long, which tells about how long the quantiles are, then it takes those that are so, among which they are.
type quantileTally struct {
	high, low uint64 // the sum, which may be more than a Duration holds
	longest   time.Duration
	n         int            // known when all were counted
	about     [lengths]int   // how many are about so long
	quantiles [2]amongOthers // P50 and P95
}

// amongOthers is a quantile, and the delays that are about as long.
type amongOthers struct {
	from, width uint64
	rank        int // among them, from 1
	list        []time.Duration
	heavy       []delay // that stand for more than one
}

// lengthBits are the bits of a delay after its first that tell about how long it is.
const lengthBits = 2

const lengths = (63-lengthBits)<<lengthBits + 1<<lengthBits

// lengthOf is about how long a delay is: a number below lengths.
func lengthOf(t uint64) int {
	power := bits.Len64(t>>lengthBits | 1)
	return power<<lengthBits - 1<<lengthBits + int(t>>(power-1))
}

// spanOf is which delays are about so long: the shortest, and by how much the longest is longer.
func spanOf(length int) (from, width uint64) {
	power := max(length>>lengthBits, 1)
	return uint64(length-power<<lengthBits+1<<lengthBits) << (power - 1), 1<<(power-1) - 1
}

// count sees a delay for the first time.
func (t *quantileTally) count(d time.Duration) {
	sum, carry := bits.Add64(t.low, uint64(d), 0)
	t.low, t.high = sum, t.high+carry
	t.longest = max(t.longest, d)
	t.about[lengthOf(uint64(d))]++
}

// countHeavy does so with one that may stand for more.
func (t *quantileTally) countHeavy(d *delay) {
	t.count(d.time)
	high, low := bits.Mul64(uint64(d.time), uint64(d.more))
	sum, carry := bits.Add64(t.low, low, 0)
	t.low, t.high = sum, t.high+high+carry
	t.about[lengthOf(uint64(d.time))] += int(d.more)
}

// counted is called between the first time and the second.
func (t *quantileTally) counted() {
	about := t.about[:lengthOf(uint64(t.longest))+1]
	for _, n := range about {
		t.n += n
	}
	ranks := [...]int{(t.n*50 + 99) / 100, (t.n*95 + 99) / 100}
	before, q := 0, 0
	for length, n := range about {
		for n > 0 && q < len(ranks) && ranks[q] <= before+n {
			from, width := spanOf(length)
			t.quantiles[q] = amongOthers{from: from, width: width, rank: ranks[q] - before}
			if n <= countLimit {
				t.quantiles[q].list = make([]time.Duration, 0, n)
			}
			q++
		}
		before += n
	}
}

// countLimit is how many delays room is made for at once: more may be what few stand for.
const countLimit = 1 << 20

// take sees a delay for the second time.
func (t *quantileTally) take(d time.Duration) {
	if q := &t.quantiles[0]; uint64(d)-q.from <= q.width {
		q.list = append(q.list, d)
	}
	if q := &t.quantiles[1]; uint64(d)-q.from <= q.width {
		q.list = append(q.list, d)
	}
}

// takeHeavy does so with one that may stand for more.
func (t *quantileTally) takeHeavy(d *delay) {
	for i := range t.quantiles {
		if q := &t.quantiles[i]; uint64(d.time)-q.from <= q.width {
			q.heavy = append(q.heavy, *d)
		}
	}
}

// sum is what there is to tell when all were seen twice.
func (t *quantileTally) sum() Quantiles {
	if t.n == 0 {
		return Quantiles{}
	}
	mean, _ := bits.Div64(t.high, t.low, uint64(t.n))
	return Quantiles{N: t.n, P50: t.quantiles[0].find(), P95: t.quantiles[1].find(), Max: t.longest, Mean: time.Duration(mean)}
}

// find is the quantile.
func (q *amongOthers) find() time.Duration {
	if len(q.heavy) == 0 {
		return nth(q.list, q.rank)
	}
	for _, t := range q.list {
		q.heavy = append(q.heavy, delay{time: t})
	}
	slices.SortFunc(q.heavy, func(a, b delay) int { return cmp.Compare(a.time, b.time) })
	at := 0
	for n := q.rank - q.heavy[0].n(); n > 0; n -= q.heavy[at].n() {
		at++
	}
	return q.heavy[at].time
}

// nth is the delay of a rank, from 1. It looks at smaller and smaller ranges of them, of which the last few are then put in
// order. It moves them about.
func nth(list []time.Duration, rank int) time.Duration {
	const few, ranges = 32, 256
	for len(list) > few {
		least, most := time.Duration(math.MaxInt64), time.Duration(0)
		for _, t := range list {
			least, most = min(least, t), max(most, t)
		}
		shift := max(0, bits.Len64(uint64(most-least))-bits.Len(ranges-1))
		var counts [ranges]int
		for _, t := range list {
			counts[uint64(t-least)>>shift%ranges]++
		}
		at := 0
		for ; rank > counts[at]; at++ {
			rank -= counts[at]
		}
		if shift == 0 {
			return least + time.Duration(at)
		}
		kept := list[:0]
		for _, t := range list {
			if uint64(t-least)>>shift == uint64(at) {
				kept = append(kept, t)
			}
		}
		list = kept
	}
	slices.Sort(list)
	return list[rank-1]
}
