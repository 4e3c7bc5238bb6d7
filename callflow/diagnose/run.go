package diagnose

import (
	"cmp"
	"slices"
	"time"

	"sipcap/callflow"
)

// Options sets limits of rules. The zero value sets none.
type Options struct {
	// SlowAnswer is the post-dial delay, and the time to the first response, from which on
	// slow-answer speaks; 0 for never.
	SlowAnswer time.Duration
	// Then, where it is not nil, is called with all calls, some at a time, when they have their findings, as [callflow.InParts] does: who
	// has to go through them too does so while they are at hand.
	Then func(part int, calls []*callflow.Call)
}

// Run applies all rules to calls and to the capture that they come from, which may be nil. It
// sets Findings of each call, the worst first, and returns all findings: the worst first, of
// one severity those of the capture first, then by call.
func Run(calls []*callflow.Call, capture *callflow.Capture, opt Options) []*callflow.Finding {
	return newScene(calls, capture, opt).run()
}

func (sc *scene) run() []*callflow.Finding {
	for i := range rules {
		if rules[i].all != nil {
			sc.rule = &rules[i]
			sc.rule.all(sc)
		}
	}
	found := sc.found
	for _, part := range callflow.InParts(sc.calls, sc.lookAt) {
		found = append(found, part...)
	}
	slices.SortStableFunc(found, worse)
	return found
}

// atHand is how many calls a processor has at hand when it has looked at them.
const atHand = 64

// lookAt applies the rules to calls, one after the other, and returns what it found.
func (sc *scene) lookAt(part int, calls []*callflow.Call) []*callflow.Finding {
	s := sc.subject() // others look at other calls meanwhile
	sc = s.scene
	for some := range slices.Chunk(calls, atHand) {
		for _, c := range some {
			s.set(c)
		}
		if sc.opt.Then != nil {
			sc.opt.Then(part, some)
		}
	}
	return sc.found
}

// set finds what is wrong with a call, and sets its findings.
func (s *subject) set(c *callflow.Call) {
	c.SetFindings(nil)
	before := len(s.found)
	s.look(c)
	if len(s.found) == before {
		return
	}
	found := s.found[before:]
	if !s.untold {
		found = slices.Clone(found)
	}
	slices.SortStableFunc(found, worse)
	if s.untold {
		found, s.found = s.alike.list(found), s.found[:before]
	}
	c.SetFindings(found)
}

func worse(a, b *callflow.Finding) int { return cmp.Compare(b.Severity, a.Severity) }
