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
	for _, c := range sc.calls {
		c.SetFindings(nil)
	}
	found := sc.found
	for _, part := range callflow.InParts(sc.calls, sc.lookAt) {
		found = append(found, part.found...)
		for _, of := range part.of { // not before, as rules look at other calls too, side by side
			of.call.SetFindings(of.found)
		}
	}
	slices.SortStableFunc(found, worse)
	return found
}

// looked is what is wrong with a part of the calls.
type looked struct {
	of    []foundOf           // those that something is wrong with
	found []*callflow.Finding // all of them, where they are told
}

// foundOf is what is wrong with a call, the worst first.
type foundOf struct {
	call  *callflow.Call
	found []*callflow.Finding
}

// lookAt applies the rules to calls, one after the other.
func (sc *scene) lookAt(calls []*callflow.Call) (l looked) {
	s := sc.subject() // others look at other calls meanwhile
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

func worse(a, b *callflow.Finding) int { return cmp.Compare(b.Severity, a.Severity) }
