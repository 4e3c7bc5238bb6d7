package callflow

import (
	"sync"
	"time"
)

// grouping is some of the calls, grouped in each way there is. They are gone through once, for what a call says
// of itself lies together.
type grouping struct {
	delays        []time.Duration // post-dial, of each of the calls
	calls, failed int
	by            [dimensionCount]grouper
	one           group // what the call that is added adds to each of its groups
}

// grouper groups calls in one way.
type grouper interface {
	add(*Call, *group)
	dimension(parts []*grouping, i int) Dimension
}

// grouped tells whether a call counts in dimensions.
func (c *Call) grouped() bool { return c.Kind == KindCall && c.Outcome != OutcomeUnknown }

// newGrouping is for about so many calls, which are then added.
func newGrouping(calls int) *grouping {
	g := &grouping{delays: make([]time.Duration, 0, calls)}
	for i := range dimensions {
		g.by[i] = dimensions[i].all(calls)
	}
	return g
}

func (g *grouping) add(c *Call) {
	if !c.grouped() {
		return
	}
	g.one = c.asGroup()
	g.calls++
	g.failed += g.one.failed
	g.delays = append(g.delays, c.PostDialDelay)
	for _, by := range g.by {
		by.add(c, &g.one)
	}
}

// dimensionsOf are the dimensions of calls that were grouped in parts.
func dimensionsOf(parts ...*grouping) []Dimension {
	out := make([]Dimension, dimensionCount)
	var wg sync.WaitGroup
	for i, by := range parts[0].by {
		wg.Go(func() { out[i] = by.dimension(parts, i) })
	}
	wg.Wait()
	sortDimensions(out)
	return out
}

// groupedBy groups calls by the values that key gives, and names the groups by text.
type groupedBy[K comparable] struct {
	*groupKey[K]
	numbers map[K]int32
	groups  []group // by their number
	ofCall  []int32 // these numbers, by that of the call
	recent  [256]recentKey[K]
}

// recentKey is one of groupedBy.numbers: comparing costs less than looking up.
type recentKey[K comparable] struct {
	key    K
	number int32 // from 1
}

func (b *groupedBy[K]) add(c *Call, one *group) {
	k := b.key(c)
	recent := &b.recent[b.slot(k)%uint(len(b.recent))]
	if recent.number == 0 || recent.key != k {
		*recent = recentKey[K]{k, b.number(k) + 1}
	}
	n := recent.number - 1
	b.groups[n].merge(one)
	b.ofCall = append(b.ofCall, n)
}

// number is that of the group with key k.
func (b *groupedBy[K]) number(k K) int32 {
	n, ok := b.numbers[k]
	if !ok {
		n = int32(len(b.groups))
		b.numbers[k] = n
		b.groups = append(b.groups, group{})
	}
	return n
}

// dimension is dimension i of all parts, of which the first takes over the groups of the others.
func (b *groupedBy[K]) dimension(parts []*grouping, i int) Dimension {
	calls, failed := 0, 0
	numbers := make([][]int32, len(parts)) // of b, by those of the part
	for p, part := range parts {
		calls, failed = calls+part.calls, failed+part.failed
		if p > 0 {
			numbers[p] = b.takeOver(part.by[i].(*groupedBy[K]))
		}
	}
	d := newDimension(b.name, b.ranked(), group{}, calls, failed)
	tallies := make([]quantileTally, GroupLimit+1) // that of all others in place 0
	shown := make([][]uint8, len(parts))           // place by the part's number
	for p, part := range parts {
		shown[p] = b.shown(numbers[p], len(part.by[i].(*groupedBy[K]).groups))
	}
	each := func(show func(*quantileTally, time.Duration)) {
		for p, part := range parts {
			own := part.by[i].(*groupedBy[K])
			for k, t := range part.delays {
				if t >= 0 {
					show(&tallies[shown[p][own.ofCall[k]]], t)
				}
			}
		}
	}
	each((*quantileTally).count)
	for k := range tallies {
		tallies[k].counted()
	}
	each((*quantileTally).take)
	for k := range tallies {
		d.setDelays(k, tallies[k].sum())
	}
	return d
}

// shown tells of so many groups, which are known by numbers where that is not nil, at which place they are shown; 0 for
// those that are not.
func (b *groupedBy[K]) shown(numbers []int32, groups int) []uint8 {
	shown := make([]uint8, groups)
	for n := range shown {
		at := int32(n)
		if numbers != nil {
			at = numbers[n]
		}
		shown[n] = uint8(b.groups[at].shown)
	}
	return shown
}

// takeOver adds the groups of another part, and tells by their numbers there which they are here.
func (b *groupedBy[K]) takeOver(o *groupedBy[K]) []int32 {
	numbers := make([]int32, len(o.groups))
	for k, n := range o.numbers {
		numbers[n] = b.number(k)
		b.groups[numbers[n]].merge(&o.groups[n])
	}
	return numbers
}

// ranked is the groups with their values, in the order of rank.
func (b *groupedBy[K]) ranked() []namedGroup {
	list := make([]namedGroup, 0, len(b.groups))
	for k, n := range b.numbers {
		list = append(list, namedGroup{b.text(k), &b.groups[n]})
	}
	rank(list)
	return list
}
