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
	addrs         addrNumbers // of all dimensions that are by address
	one           group       // what the call that is added adds to each of its groups
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
		g.by[i] = dimensions[i].all(calls, &g.addrs)
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
	for _, part := range parts[1:] {
		for _, a := range part.addrs.list {
			parts[0].addrs.of(a) // which several dimensions then ask at once
		}
	}
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
	numbers numbering[K]
	groups  []group // by the number of the value; those of no call are of values that others have
	ofCall  []int32 // these numbers, by that of the call
}

func (b *groupedBy[K]) add(c *Call, one *group) {
	n := b.numbers.of(b.key(c))
	b.group(n).merge(one)
	b.ofCall = append(b.ofCall, n)
}

// group is that of value n.
func (b *groupedBy[K]) group(n int32) *group {
	if int(n) >= len(b.groups) {
		b.groups = append(b.groups, make([]group, int(n)+1-len(b.groups))...)
	}
	return &b.groups[n]
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
	for i := range o.groups {
		if g := &o.groups[i]; g.calls > 0 {
			numbers[i] = b.numbers.of(o.numbers.value(int32(i)))
			b.group(numbers[i]).merge(g)
		}
	}
	return numbers
}

// ranked is the groups with their values, in the order of rank.
func (b *groupedBy[K]) ranked() []namedGroup {
	list := make([]namedGroup, 0, len(b.groups))
	for i := range b.groups {
		if g := &b.groups[i]; g.calls > 0 {
			list = append(list, namedGroup{b.text(b.numbers.value(int32(i))), g})
		}
	}
	rank(list)
	return list
}
