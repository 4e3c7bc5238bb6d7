package callflow

import (
	"cmp"
	"slices"
	"strings"
)

const (
	// maxValues is how many values of a dimension [Totals] tells apart, and maxValueBytes how much of each.
	maxValues     = 256
	maxValueBytes = 256
	// maxValueDelays is how many delays it keeps for a dimension as they are.
	maxValueDelays = 1 << 13
)

// valueTotals sums up the calls of each value of one dimension.
type valueTotals struct {
	groups map[string]*group
	rest   group   // of values that there was no room for
	folded bool    // there were some
	delays delays  // post-dial, by the group's number, 0 for the rest
	free   []int32 // numbers that were used before
}

// add takes a call that has a value.
func (t *valueTotals) add(c *Call, value string) {
	value = value[:min(len(value), maxValueBytes)]
	g := t.groups[value]
	if g == nil {
		g = t.begin(value)
	}
	one := c.asGroup()
	g.merge(&one)
	t.delays.add(c.PostDialDelay, int(g.number))
	t.delays.bound(maxValueDelays)
}

func (t *valueTotals) begin(value string) *group {
	if t.groups == nil {
		t.groups = make(map[string]*group)
	}
	if len(t.groups) == maxValues {
		t.fold()
	}
	g := &group{number: int32(len(t.groups)) + 1}
	if n := len(t.free); n > 0 {
		g.number, t.free = t.free[n-1], t.free[:n-1]
	}
	t.groups[strings.Clone(value)] = g // what it is a part of may be long
	return g
}

// fold makes room: half of the values, those of the fewest failed calls and then of the fewest calls, are told apart
// no more.
func (t *valueTotals) fold() {
	t.folded = true
	var gone [maxValues + 1]bool // by the number
	for _, n := range t.ranked()[maxValues/2:] {
		t.rest.merge(n.group)
		gone[n.number] = true
		t.free = append(t.free, n.number)
		delete(t.groups, n.value)
	}
	list := t.delays.loosen()
	for i := range list {
		if d := &list[i]; gone[d.group] {
			d.group = 0
		}
	}
}

func (t *valueTotals) ranked() []namedGroup {
	list := make([]namedGroup, 0, len(t.groups))
	for value, g := range t.groups {
		list = append(list, namedGroup{value, g})
	}
	rank(list)
	return list
}

// dimension is what was summed up.
func (t *valueTotals) dimension(name DimensionName, calls, failed int) Dimension {
	d := newDimension(name, t.ranked(), t.rest, calls, failed)
	d.Partial = t.folded
	shown := make([]int, maxValues+1) // by the number
	for _, g := range t.groups {
		shown[g.number] = g.shown
	}
	for place, q := range quantilesIn(GroupLimit+1, placed{&t.delays, shown}) {
		d.setDelays(place, q)
	}
	return d
}

// addDimensions takes a call in each dimension.
func (t *Totals) addDimensions(c *Call) {
	if !c.grouped() {
		return
	}
	t.grouped[0]++
	if c.Bad() {
		t.grouped[1]++
	}
	for i := range dimensions {
		t.values[i].add(c, dimensions[i].value(c))
	}
}

// Dimensions is what the function [Dimensions] says, as far as there was room: see [Dimension.Partial].
func (t *Totals) Dimensions() []Dimension {
	out := make([]Dimension, 0, dimensionCount)
	for i := range dimensions {
		out = append(out, t.values[i].dimension(dimensions[i].name, t.grouped[0], t.grouped[1]))
	}
	sortDimensions(out)
	return out
}

// sortDimensions puts what tells failed calls from the others best first.
func sortDimensions(list []Dimension) {
	slices.SortStableFunc(list, func(a, b Dimension) int { return cmp.Compare(b.Tells.score(), a.Tells.score()) })
}
