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
	g := newGrouping(len(calls))
	for _, c := range calls {
		g.add(c)
	}
	return dimensionsOf(g)
}

// newDimension makes a dimension of groups in their order, and rest, of calls that are in none of them.
func newDimension(name DimensionName, groups []namedGroup, rest group, calls, failed int) Dimension {
	d := Dimension{Name: name, Distinct: len(groups)}
	t := newTeller(calls, failed, len(groups))
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

// setDelays sets the delays of the group that is shown at a place, or of all others at place 0.
func (d *Dimension) setDelays(place int, delays Quantiles) {
	switch {
	case place == 0:
		d.Other.PostDialDelay = delays
	case place <= len(d.Values):
		d.Values[place-1].PostDialDelay = delays
	}
}

// group is a Group while it is counted.
type group struct {
	calls, failed, answered, reached int
	shown                            int   // its place among those that stand for themselves, from 1; 0 for others
	number                           int32 // of Totals
}

// namedGroup is a group with its value.
type namedGroup struct {
	value string
	*group
}

// rank puts groups in order: the most failed calls first, then the most calls.
func rank(list []namedGroup) {
	slices.SortFunc(list, func(a, b namedGroup) int {
		switch {
		case a.failed != b.failed:
			return b.failed - a.failed
		case a.calls != b.calls:
			return b.calls - a.calls
		}
		return cmp.Compare(a.value, b.value)
	})
}

// merge adds what another group has.
func (g *group) merge(other *group) {
	g.calls, g.failed = g.calls+other.calls, g.failed+other.failed
	g.answered, g.reached = g.answered+other.answered, g.reached+other.reached
}

// asGroup is what a call adds to each of its groups.
func (c *Call) asGroup() group {
	g := group{calls: 1}
	switch {
	case c.Bad():
		g.failed = 1
		if c.Status == 480 {
			g.reached = 1
		}
	case c.State == Established, c.State == Completed:
		g.answered, g.reached = 1, 1
	case c.State == Busy, c.State == Declined, c.State == Cancelled, c.State == Ringing:
		g.reached = 1
	}
	return g
}

func (g *group) as(value string) Group {
	return Group{Value: value, Calls: g.calls, Failed: g.failed, ASR: Ratio{g.answered, g.calls}, NER: Ratio{g.reached, g.calls}}
}
