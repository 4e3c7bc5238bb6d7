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

// order puts calls in the order of their first message.
func order(calls []*Call) {
	// Sorted by keys that lie side by side: those in the legs are spread over all memory.
	type key struct {
		time  int64
		frame packedFrame
		call  *Call
	}
	keys := make([]key, len(calls))
	for i, c := range calls {
		if c.facts == nil {
			c.facts = new(joinFacts)
			c.facts.find(c)
		}
		keys[i] = key{c.facts.start, c.facts.frame, c}
	}
	slices.SortStableFunc(keys, func(a, b key) int {
		if a.time == b.time && a.frame == b.frame {
			return cmp.Compare(a.call.CallID(), b.call.CallID())
		}
		return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(a.frame, b.frame))
	})
	for i, k := range keys {
		calls[i] = k.call
	}
}
