package callflow

import (
	"cmp"
	"slices"
)

// DimensionName names what calls are grouped by.
type DimensionName string

// The dimensions. Ports are left out of addresses: a caller uses another one for each connection.
const (
	ByNextHop     DimensionName = "next_hop"    // the address that the initial INVITE went to
	BySource      DimensionName = "source"      // the address that it came from
	ByDestination DimensionName = "destination" // the last address on its path that the capture shows
	ByUserAgent   DimensionName = "user_agent"  // the caller's User-Agent
	ByCodec       DimensionName = "codec"       // the codecs that the caller offered, in its order
	ByHour        DimensionName = "hour"        // that the call began in, UTC
)

const dimensionCount = 6

// Dimension is the calls grouped by one thing that they may have in common: where they went,
// who made them, when.
type Dimension struct {
	Name   DimensionName
	Values []Group // those with the most failed calls first, at most [GroupLimit]
	Other  Group   // all further values together
	// Distinct is how many values there are.
	Distinct int
	// Partial tells that there were more, which [Totals] had no room to tell apart: they are in Other, as are
	// calls of others from before those had many.
	Partial bool
	// Tells is the value that tells failed calls from the others, nil where none does clearly.
	Tells *Tell
}

// GroupLimit is how many values of a dimension stand for themselves.
const GroupLimit = 8

// Group is the calls that have one value of a dimension.
type Group struct {
	Value         string // untrusted text; "" where the capture has none
	Calls, Failed int    // failed as [Call.Bad] says
	ASR, NER      Ratio
	PostDialDelay Quantiles
}

// Dimensions groups the calls whose outcome the capture can tell in each way there is. What tells
// failed calls from the others best comes first, what does not in the order of the constants.
func Dimensions(calls []*Call) []Dimension {
	g := newGrouping(calls)
	out := make([]Dimension, 0, dimensionCount)
	for _, by := range g.by {
		out = append(out, by.dimension(g))
	}
	sortDimensions(out)
	return out
}

// grouping is the calls that are grouped, in each way there is. They are gone through once, for what a call says
// of itself lies together.
type grouping struct {
	calls, failed int
	delays        delays // post-dial, sorted, in groups of one call
	by            [dimensionCount]grouper
}

// grouper groups calls in one way.
type grouper interface {
	add(*Call)
	dimension(*grouping) Dimension
}

// grouped tells whether a call counts in dimensions.
func (c *Call) grouped() bool { return c.Kind == KindCall && c.Outcome != OutcomeUnknown }

func newGrouping(calls []*Call) *grouping {
	g := &grouping{delays: make(delays, 0, len(calls))}
	for i := range dimensions {
		g.by[i] = dimensions[i].all(len(calls))
	}
	for _, c := range calls {
		if !c.grouped() {
			continue
		}
		g.delays.add(c.PostDialDelay, g.calls)
		g.calls++
		if c.Bad() {
			g.failed++
		}
		for _, by := range g.by {
			by.add(c)
		}
	}
	g.delays.sort()
	return g
}

// group is a Group while it is counted.
type group struct {
	calls, failed, answered, reached int
	shown                            int   // its place among those that stand for themselves, from 1; 0 for others
	number                           int32 // of Totals
}

// groupedBy groups calls by the values that key gives, and names the groups by text.
type groupedBy[K comparable] struct {
	name DimensionName
	key  func(*Call) K
	text func(K) string

	numbers map[K]int32
	groups  []group // by their number
	ofCall  []int32 // these numbers, by that of the call
	last    K       // of the call before
}

func newGroupedBy[K comparable](calls int, name DimensionName, key func(*Call) K, text func(K) string) *groupedBy[K] {
	return &groupedBy[K]{name: name, key: key, text: text, numbers: map[K]int32{}, ofCall: make([]int32, 0, calls)}
}

func (b *groupedBy[K]) add(c *Call) {
	k, n := b.key(c), int32(0)
	// Calls of a kind come in bursts; looking each up would cost most of the time.
	if done := len(b.ofCall); done > 0 && k == b.last {
		n = b.ofCall[done-1]
	} else {
		var ok bool
		if n, ok = b.numbers[k]; !ok {
			n = int32(len(b.groups))
			b.numbers[k] = n
			b.groups = append(b.groups, group{})
		}
		b.last = k
	}
	b.groups[n].add(c)
	b.ofCall = append(b.ofCall, n)
}

func (b *groupedBy[K]) dimension(of *grouping) Dimension {
	d := newDimension(b.name, b.ranked(), group{}, of.calls, of.failed)
	d.measure(of.delays, func(call int32) int { return b.groups[b.ofCall[call]].shown })
	return d
}

// newDimension makes a dimension of groups in their order, and rest, of calls that are in none of them.
func newDimension(name DimensionName, groups []namedGroup, rest group, calls, failed int) Dimension {
	d := Dimension{Name: name, Distinct: len(groups)}
	t := teller{calls: calls, failed: failed, distinct: len(groups)}
	for i, n := range groups {
		t.look(n.value, n.calls, n.failed)
		if n.shown = i + 1; n.shown > GroupLimit {
			n.shown = 0
			rest.merge(n.group)
			continue
		}
		d.Values = append(d.Values, n.as(n.value))
	}
	d.Other, d.Tells = rest.as(""), t.best
	return d
}

// measure sets the delays of the groups, of which place tells which of them are of a value that is shown.
func (d *Dimension) measure(sorted delays, place func(group int32) int) {
	var tallies [GroupLimit + 1]quantileTally // of all further values in place 0
	for i := range sorted {
		tallies[place(sorted[i].group)].count(&sorted[i])
	}
	for i := range sorted {
		tallies[place(sorted[i].group)].take(&sorted[i])
	}
	for i := range d.Values {
		d.Values[i].PostDialDelay = tallies[i+1].quantiles
	}
	d.Other.PostDialDelay = tallies[0].quantiles
}

// namedGroup is a group with its value.
type namedGroup struct {
	value string
	*group
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

// rank puts groups in order: the most failed calls first, then the most calls.
func rank(list []namedGroup) {
	slices.SortFunc(list, func(a, b namedGroup) int {
		return cmp.Or(cmp.Compare(b.failed, a.failed), cmp.Compare(b.calls, a.calls), cmp.Compare(a.value, b.value))
	})
}

// merge adds what another group has.
func (g *group) merge(other *group) {
	g.calls, g.failed = g.calls+other.calls, g.failed+other.failed
	g.answered, g.reached = g.answered+other.answered, g.reached+other.reached
}

func (g *group) add(c *Call) {
	g.calls++
	switch {
	case c.Bad():
		g.failed++
		if c.Status == 480 {
			g.reached++
		}
	case c.State == Established, c.State == Completed:
		g.answered++
		g.reached++
	case c.State == Busy, c.State == Declined, c.State == Cancelled, c.State == Ringing:
		g.reached++
	}
}

func (g *group) as(value string) Group {
	return Group{Value: value, Calls: g.calls, Failed: g.failed, ASR: Ratio{g.answered, g.calls}, NER: Ratio{g.reached, g.calls}}
}
