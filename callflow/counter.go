package callflow

import "maps"

// Count counts calls and their messages, and stray, the messages that belong to none.
func Count(calls []*Call, stray Tally) Counts {
	n := newCounter()
	for _, call := range calls {
		n.add(call)
	}
	return n.with(stray)
}

// counter counts calls one by one. What comes often is counted without a map: one for each message would be the
// slowest part.
type counter struct {
	tally     Tally // what has no number of its own below, and what is counted for a call at once
	requests  [len(knownMethods)]int
	responses [1000]int

	calls, legs int
	outcomes    [len(outcomeWords)]int
	states      [len(kindWords)][len(stateWords)]int // calls by kind too
	statuses    map[int]int
	findings    map[string]int
}

func newCounter() *counter {
	return &counter{statuses: make(map[int]int), findings: make(map[string]int)}
}

func (n *counter) add(call *Call) {
	n.tally.Messages += int(call.Messages)
	n.tally.Retransmissions += int(call.Retransmissions)
	n.tally.Duplicates += int(call.Duplicates)
	n.states[call.Kind][call.State]++
	for _, l := range call.Legs() {
		n.leg(l)
	}
	for _, f := range call.Findings() {
		n.findings[f.ID]++
	}
	if call.Kind != KindCall {
		return
	}
	n.calls++
	n.legs += len(call.Legs())
	n.outcomes[call.Outcome]++
	if call.Status != 0 {
		n.statuses[call.Status]++
	}
}

// leg counts the messages of a leg by method and code.
func (n *counter) leg(l *Leg) {
	for i := range l.records {
		r := &l.records[i]
		switch {
		case r.flags&flagDuplicate != 0:
		case r.flags&flagRequest == 0 && int(r.status) < len(n.responses):
			n.responses[r.status]++
		case r.flags&flagRequest == 0:
			n.tally.response(int(r.status), 1)
		case int(r.method) < len(n.requests):
			n.requests[r.method]++
		default:
			n.tally.request(l.methodOf(r.method), 1)
		}
	}
	if l.rare == nil {
		return
	}
	for code, k := range l.rare.issues {
		n.tally.issue(code, k)
	}
}

// merge adds what another counter counted.
func (n *counter) merge(o *counter) {
	n.tally.Merge(o.tally)
	for m, k := range o.requests {
		n.requests[m] += k
	}
	for code, k := range o.responses {
		n.responses[code] += k
	}
	n.calls, n.legs = n.calls+o.calls, n.legs+o.legs
	for i, k := range o.outcomes {
		n.outcomes[i] += k
	}
	for kind := range o.states {
		for state, k := range o.states[kind] {
			n.states[kind][state] += k
		}
	}
	for status, k := range o.statuses {
		n.statuses[status] += k
	}
	for id, k := range o.findings {
		n.findings[id] += k
	}
}

// with is what was counted, and the messages that belong to no call.
func (n *counter) with(stray Tally) Counts {
	c := Counts{
		Calls: n.calls, Legs: n.legs, ByOutcome: make(map[Outcome]int), ByState: make(map[State]int), ByStatus: maps.Clone(n.statuses),
		ByKind: make(map[Kind]int), ByKindState: make(map[KindState]int), Findings: maps.Clone(n.findings),
	}
	c.Merge(n.tally)
	c.Merge(stray)
	for m, k := range n.requests {
		if k > 0 {
			c.request(knownMethods[m], k)
		}
	}
	for code, k := range n.responses {
		if k > 0 {
			c.response(code, k)
		}
	}
	for i, k := range n.outcomes {
		if k > 0 {
			c.ByOutcome[Outcome(i)] = k
		}
	}
	for kind := range n.states {
		for state, k := range n.states[kind] {
			if k == 0 {
				continue
			}
			c.ByKind[Kind(kind)] += k
			c.ByKindState[KindState{Kind(kind), State(state)}] = k
			if Kind(kind) == KindCall {
				c.ByState[State(state)] = k
			}
		}
	}
	return c
}

// bound puts methods that are not known together where they are too many, as [Tally.bound] does.
func (n *counter) bound() { n.tally.bound() }
