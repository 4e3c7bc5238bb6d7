package callflow

import (
	"slices"
	"strings"
)

// Joined tells why a leg is in a call.
type Joined struct {
	// With is the index in Call.Legs of the leg that it goes on from, nearer to the caller.
	With     int
	Evidence Evidence
	// Header is the header that says so, "" where none does.
	Header string
	Score  int // of all the evidence, as [EvidenceDocs] tells

	call *Call // the leg as a call of its own
}

// Names are the names of the evidence, what counts most first: that of the header, in lower case,
// and the other words of [EvidenceDocs].
func (j *Joined) Names() []string {
	var names []string
	for _, e := range evidenceTable {
		switch {
		case j.Evidence&e.evidence == 0:
		case e.evidence&(ByHeader|ByCallID) != 0:
			names = append(names, strings.ToLower(j.Header))
		default:
			names = append(names, e.name)
		}
	}
	return names
}

// Joins tells why the legs after the first are in the call, in the order of Legs()[1:]. The slice
// is the call's own: read only.
func (c *Call) Joins() []Joined {
	if c.extra == nil {
		return nil
	}
	return c.extra.joined
}

// Part is leg n as a call of its own: what became of it there, whatever the other legs tell. A
// call of one leg is its own part.
func (c *Call) Part(n int) *Call {
	switch {
	case c.extra == nil || c.extra.first == nil:
		return c
	case n > 0:
		return c.extra.joined[n-1].call
	}
	return c.extra.first
}

// merge makes one call of the legs that were joined, and gives what is left of calls.
func (j *joiner) merge(calls []*Call) []*Call {
	children := map[int32][]int32{}
	for i := range j.legs {
		if up := j.legs[i].up; up >= 0 {
			children[up] = append(children[up], int32(i))
		}
	}
	if len(children) == 0 {
		return calls
	}
	gone := make(map[*Call]bool)
	for i := range j.legs {
		if j.legs[i].up < 0 && len(children[int32(i)]) > 0 {
			j.mergeCall(int32(i), children, gone)
		}
	}
	return slices.DeleteFunc(calls, func(c *Call) bool { return gone[c] })
}

// mergeCall gives the call of leg first those that go on from it: along the path, of several
// beyond one leg the earlier before the later.
func (j *joiner) mergeCall(first int32, children map[int32][]int32, gone map[*Call]bool) {
	c := j.legs[first].call
	path := []int32{first}
	x := c.beginJoin()
	for n := 0; n < len(path); n++ {
		for _, i := range children[path[n]] {
			leg := &j.legs[i]
			path = append(path, i)
			gone[leg.call] = true
			joined := Joined{With: n, Evidence: leg.by, Score: int(leg.score), call: leg.call}
			if id := j.said[i]; id != nil {
				if joined.Header = joinHeaders[id.header].name; joined.Header == "" {
					joined.Header = id.name
				}
			}
			x.joined = append(x.joined, joined)
			c.absorb(leg.call)
		}
	}
	c.Hops = saturated(countHops(x.legs))
}

// beginJoin makes c a call that others can be joined to, and keeps what it was until now.
func (c *Call) beginJoin() *extra {
	own := *c
	own.facts = nil
	x := &extra{further: &further{first: &own, legs: []*Leg{c.leg[0]}}}
	if own.extra != nil {
		x.proof = own.extra.proof
	}
	c.extra = x
	return x
}

// absorb takes over what another leg adds to a call.
func (c *Call) absorb(o *Call) {
	c.extra.legs = append(c.extra.legs, o.leg[0])
	c.Messages = saturated(int(c.Messages) + int(o.Messages))
	c.Retransmissions = saturated(int(c.Retransmissions) + int(o.Retransmissions))
	c.Duplicates = saturated(int(c.Duplicates) + int(o.Duplicates))
	c.start, c.end = min(c.start, o.start), max(c.end, o.end)
}

// countHops is how many pairs of addresses the messages of legs ran between.
func countHops(legs []*Leg) int {
	var seen table[Hop]
	for _, l := range legs {
		for i := range l.HopCount() {
			seen.add(l.Hop(i))
		}
	}
	return len(seen.list)
}
