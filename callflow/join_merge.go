package callflow

import (
	"slices"
	"strings"
	"time"
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

// ties are what few calls have: what joins their legs, and what relates them to other calls.
type ties struct {
	joined  []Joined
	related []Relation
}

// Joins tells why the legs after the first are in the call, in the order of Legs[1:]. The slice
// is the call's own: read only.
func (c *Call) Joins() []Joined {
	if c.ties == nil {
		return nil
	}
	return c.ties.joined
}

// Part is leg n as a call of its own: what became of it there, whatever the other legs tell. A
// call of one leg is its own part.
func (c *Call) Part(n int) *Call {
	if len(c.Legs) == 1 {
		return c
	}
	if n > 0 {
		return c.ties.joined[n-1].call
	}
	l := c.Legs[0]
	p := *c
	p.Legs, p.ties, p.Findings = c.Legs[:1:1], nil, nil
	p.Messages, p.Retransmissions, p.Duplicates, p.Hops = 0, 0, 0, len(l.hops.list)
	l.countMessages(&p)
	p.Start, p.End = l.span()
	p.UserAgents = slices.Collect(l.agentNames())
	return &p
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
	c.ties = &ties{}
	for n := 0; n < len(path); n++ {
		for _, i := range children[path[n]] {
			leg := &j.legs[i]
			path = append(path, i)
			gone[leg.call] = true
			joined := Joined{With: n, Evidence: leg.by, Score: int(leg.score), call: leg.call}
			if leg.header != nil {
				if joined.Header = joinHeaders[leg.header.header].name; joined.Header == "" {
					joined.Header = leg.header.name
				}
			}
			c.ties.joined = append(c.ties.joined, joined)
			c.absorb(leg.call)
		}
	}
	c.Hops = countHops(c.Legs)
}

// absorb takes over what another leg adds to a call.
func (c *Call) absorb(o *Call) {
	c.Legs = append(c.Legs, o.Legs...)
	c.Messages += o.Messages
	c.Retransmissions += o.Retransmissions
	c.Duplicates += o.Duplicates
	c.Start, c.End = earlier(c.Start, o.Start), later(c.End, o.End)
	for _, name := range o.UserAgents {
		if !slices.Contains(c.UserAgents, name) {
			c.UserAgents = append(slices.Clip(c.UserAgents), name) // lists are shared between calls
		}
	}
}

// countHops is how many pairs of addresses the messages of legs ran between.
func countHops(legs []*Leg) int {
	var seen table[Hop]
	for _, l := range legs {
		for _, h := range l.hops.list {
			seen.add(h)
		}
	}
	return len(seen.list)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
