package diagnose

import (
	"cmp"
	"slices"
	"sync"
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
	parts := callflow.InParts(sc.calls, sc.lookAt)
	// Rules look at other calls too, so that findings are set when all have been looked at.
	var wg sync.WaitGroup
	for i := range parts {
		wg.Go(func() { parts[i].set(i, sc.opt.Then) })
	}
	wg.Wait()
	for i := range parts {
		found = append(found, parts[i].found...)
	}
	slices.SortStableFunc(found, worse)
	return found
}

// looked is what is wrong with a part of the calls.
type looked struct {
	calls []*callflow.Call
	of    []foundOf           // those that something is wrong with
	found []*callflow.Finding // all of them, where they are told
}

// foundOf is what is wrong with a call, the worst first.
type foundOf struct {
	call  *callflow.Call
	found []*callflow.Finding
}

// lookAt applies the rules to calls, one after the other.
func (sc *scene) lookAt(_ int, calls []*callflow.Call) looked {
	s := sc.subject() // others look at other calls meanwhile
	l := looked{calls: calls}
	for _, c := range calls {
		before := len(s.found)
		s.look(c)
		if len(s.found) == before {
			continue
		}
		found := s.found[before:]
		if !s.untold {
			found = slices.Clone(found)
		}
		slices.SortStableFunc(found, worse)
		if s.untold {
			found, s.found = s.alike.list(found), s.found[:before]
		}
		l.of = append(l.of, foundOf{c, found})
	}
	l.found = s.found
	return l
}

// atHand is how many calls a processor has at hand when it has looked at them.
const atHand = 64

// set sets the findings of each call of a part, and then has what follows look at them.
func (l *looked) set(part int, then func(int, []*callflow.Call)) {
	of := l.of
	for some := range slices.Chunk(l.calls, atHand) {
		for _, c := range some {
			var found []*callflow.Finding
			if len(of) > 0 && of[0].call == c {
				found, of = of[0].found, of[1:]
			}
			c.SetFindings(found)
		}
		if then != nil {
			then(part, some)
		}
	}
}

func worse(a, b *callflow.Finding) int { return cmp.Compare(b.Severity, a.Severity) }
