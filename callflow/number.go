package callflow

import (
	"cmp"
	"slices"
)

// Number puts calls, which may come from several builders, in the order of their first
// message and numbers them from 1. [Join] does so too.
func Number(calls []*Call) {
	order(calls)
	setIDs(calls)
}

func setIDs(calls []*Call) {
	for i, c := range calls {
		c.ID, c.facts = i+1, nil
		for n := range c.Legs() {
			part := c.Part(n)
			part.ID, part.facts = c.ID, nil // of facts, one would keep all
		}
	}
}

// order puts calls in the order of their first message. Each builder gives its calls in this order, but for what a
// capture that goes back in time has.
func order(calls []*Call) {
	for _, c := range calls {
		if c.facts == nil {
			c.facts = new(joinFacts)
			c.facts.find(c)
		}
	}
	const many = 16
	var ends []int // of stretches that are in order
	for i := range calls {
		if i+1 == len(calls) || startsLater(calls[i], calls[i+1]) > 0 {
			ends = append(ends, i+1)
		}
		if len(ends) > many {
			slices.SortStableFunc(calls, startsLater)
			return
		}
	}
	for len(ends) > 1 {
		ends = mergeStretches(calls, ends)
	}
}

// mergeStretches makes one stretch of each two.
func mergeStretches(calls []*Call, ends []int) []int {
	out := make([]*Call, 0, len(calls))
	var merged []int
	for i := 0; i < len(ends); i += 2 {
		a, b := calls[len(out):ends[i]], calls[ends[i]:ends[i]]
		if i+1 < len(ends) {
			b = calls[ends[i]:ends[i+1]]
		}
		for len(a) > 0 && len(b) > 0 {
			if startsLater(a[0], b[0]) <= 0 {
				out, a = append(out, a[0]), a[1:]
			} else {
				out, b = append(out, b[0]), b[1:]
			}
		}
		out = append(append(out, a...), b...)
		merged = append(merged, len(out))
	}
	copy(calls, out)
	return merged
}

// startsLater compares calls by their first message.
func startsLater(a, b *Call) int {
	if x, y := a.facts.start, b.facts.start; x != y {
		return cmp.Compare(x, y)
	}
	if x, y := a.leg[0].records[0].frame, b.leg[0].records[0].frame; x != y {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(a.CallID(), b.CallID())
}
