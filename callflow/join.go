package callflow

import "slices"

// Join puts legs that are one conversation into one call: those of a B2BUA, which gives each of
// its sides a Call-ID of its own. It takes calls of one leg each, from any number of builders, and
// gives the calls that they make, in order and numbered as [Number] does it. What it decides
// depends on the calls alone, not on how they come.
//
// The call is told from the leg nearest the caller: of the others it takes over messages, hops
// and User-Agents. [Call.Joins] tells why each leg is in it. Legs that only may belong together
// stay apart: two unrelated calls in one are worse than one call in two.
//
// A registration of the same address-of-record from the same host at the same registrar is one call, too,
// whose legs came one after the other: State and Outcome are those of its last attempt.
//
// Join also ties calls together that a transfer relates without making them one; see
// [Call.Related].
func Join(calls []*Call) []*Call {
	order(calls)
	j := newJoiner(calls)
	for i := range j.legs {
		j.place(int32(i))
	}
	for i := range j.legs {
		if len(j.later) > 0 {
			j.placeLate(int32(i))
		}
	}
	calls = j.merge(calls)
	if j.registers {
		calls = gatherRegistrations(calls)
	}
	if j.transfers {
		relate(calls)
	}
	setIDs(calls)
	return calls
}

// joiner joins legs. It looks at them in the order of time, and at each only beside those that
// have something in common with it and are still going on.
type joiner struct {
	legs      []joinLeg
	index     joinIndex
	named     bool                  // some leg names another by its Call-ID
	registers bool                  // some call is a registration
	transfers bool                  // some call is part of a transfer
	said      map[int32]*identifier // of legs that were joined by a header, which that was
	later     map[int32][]candidate // that began after a leg, and may be nearer to the caller all the same
	found     []int32               // candidates, used for each leg again
	keys      []uint64              // likewise
	best      []candidate           // likewise
}

// joinLeg is a leg on its way into a call.
type joinLeg struct {
	call      *Call
	up        int32 // the leg that it goes on from, -1 for none
	answered  int32 // the answered leg that goes on from it without a header to say so, -1 for none
	by        Evidence
	named     bool // it has identifiers
	contested bool // another leg, which began before, was looked at
	crowded   bool // more than one answered leg would go on from it
	score     int16
	size      int16 // legs of the call whose first this is
}

// facts are what can be compared of the leg.
func (l *joinLeg) facts() *joinFacts { return l.call.facts }

// identifiers are those of the leg's initial INVITE.
func (l *joinLeg) identifiers() []identifier {
	if !l.named {
		return nil
	}
	return l.call.Leg().rare.identifiers
}

// maxLegs is how many legs a call can have: those of a queue that rings at one agent after the
// other. What comes after stays a call of its own.
const maxLegs = 256

func newJoiner(calls []*Call) *joiner {
	j := &joiner{legs: make([]joinLeg, 0, len(calls)), said: map[int32]*identifier{}, later: map[int32][]candidate{}}
	for _, c := range calls {
		j.registers = j.registers || c.Kind == KindRegistration
		j.transfers = j.transfers || c.facts.transfers
		if !c.joinable() {
			continue
		}
		leg := joinLeg{call: c, named: c.facts.named, up: -1, answered: -1, size: 1}
		for _, id := range leg.identifiers() {
			j.named = j.named || joinHeaders[id.header].names
		}
		j.legs = append(j.legs, leg)
	}
	j.index.init(j.legs)
	return j
}

// first is the leg nearest the caller of leg i's call, as far as it is known.
func (j *joiner) first(i int32) int32 {
	for j.legs[i].up >= 0 {
		i = j.legs[i].up
	}
	return i
}

// place finds the leg that leg i goes on from, if one alone fits, and makes i known to those
// that come later.
func (j *joiner) place(i int32) {
	j.keys = j.asks(i, j.keys[:0])
	j.found = j.index.alive(j.keys, j.legs[i].facts(), j.found[:0])
	if len(j.found) > 0 {
		if best, ok := j.choose(i); ok {
			j.attach(i, best)
		}
	}
	j.keys = j.answers(i, j.keys[:0])
	j.index.add(j.keys, i, j.legs[i].facts())
}

// placeLate makes leg i go on from one that seems to have begun after it, where that alone fits.
func (j *joiner) placeLate(i int32) {
	if later := j.later[i]; len(later) == 1 && !j.legs[i].contested {
		j.attach(i, later[0])
	}
}

// choose is the candidate that leg i goes on from. There is none where another call would do
// nearly as well.
func (j *joiner) choose(i int32) (candidate, bool) {
	j.best = j.best[:0]
	for _, a := range j.found {
		c, ok := j.weigh(a, i)
		if !ok {
			if c, ok := j.weigh(i, a); ok && j.backwards(&c, a) {
				j.later[a] = append(j.later[a], c)
			}
			continue
		}
		c.group = j.first(a)
		if k := slices.IndexFunc(j.best, func(o candidate) bool { return o.group == c.group }); k < 0 {
			j.best = append(j.best, c)
		} else if c.better(&j.best[k]) {
			j.best[k] = c
		}
	}
	if len(j.best) == 0 {
		return candidate{}, false
	}
	j.legs[i].contested = true
	top := 0
	for k := range j.best {
		if j.best[k].better(&j.best[top]) {
			top = k
		}
	}
	for k := range j.best {
		if k != top && j.best[k].score > j.best[top].score-scoreMargin {
			return candidate{}, false
		}
	}
	return j.best[top], j.enough(&j.best[top], i)
}

// attach makes leg i go on from a candidate. Where it would be the second that was answered,
// without a header that says so, while the first still goes on, neither belongs to it for certain.
func (j *joiner) attach(i int32, c candidate) {
	leg, up := &j.legs[i], &j.legs[c.leg]
	root := j.first(c.leg)
	if leg.up >= 0 || root == i || j.legs[root].size+leg.size > maxLegs {
		return
	}
	if c.header == nil && leg.call.Outcome == OutcomeSuccess {
		switch o := up.answered; {
		case up.crowded:
			return
		case o >= 0 && leg.facts().start <= j.legs[o].facts().end:
			up.crowded, up.answered = true, -1
			j.detach(o)
			return
		}
		up.answered = i
	}
	leg.up, leg.by, leg.score = c.leg, c.evidence, int16(c.score)
	if c.header != nil {
		j.said[i] = c.header
	}
	j.legs[root].size += leg.size
}

// detach takes leg i, with those that go on from it, out of its call.
func (j *joiner) detach(i int32) {
	leg := &j.legs[i]
	j.legs[j.first(i)].size -= leg.size
	leg.up, leg.by, leg.score = -1, 0, 0
	delete(j.said, i)
}
