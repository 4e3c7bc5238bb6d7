package diagnose

import (
	"slices"

	"sipcap/callflow"
)

// Untold is [Run] for who counts findings about calls, and asks few of them for their words: these take longer to make than it takes to
// find what is wrong, and more memory than all else that is kept of a call. Findings of a call have nothing but ID, Severity, Cause, FollowsFrom
// and Leg, and may be those of others too. Only those about no call are returned.
func Untold(calls []*callflow.Call, capture *callflow.Capture, opt Options) ([]*callflow.Finding, *Teller) {
	sc := newScene(calls, capture, opt)
	sc.untold = true
	found := sc.run()
	sc.untold = false
	t := &Teller{subject: sc.subject()}
	t.subject.spare = make([]*callflow.Finding, 0, 8)
	return found, t
}

// Teller puts findings in words, call by call. It is for one goroutine.
type Teller struct {
	subject *subject
	last    *callflow.Call
}

// Tell gives the findings of one of the calls that [Untold] looked at, as Run sets them. They are good until it is asked
// for those of another call.
func (t *Teller) Tell(c *callflow.Call) []*callflow.Finding {
	s := t.subject
	if t.last != c {
		t.last, s.found = c, s.found[:0]
		s.look(c)
		slices.SortStableFunc(s.found, worse)
	}
	return s.found
}

// alikeFindings keeps findings of which nothing is told, and lists of them, once for all calls that have the same.
type alikeFindings struct {
	findings map[alikeKey]*callflow.Finding
	lists    [][]*callflow.Finding
}

// alikeKey is what findings tell that are only counted.
type alikeKey struct {
	id       string
	severity callflow.Severity
	cause    callflow.Cause
	follows  string
	leg      int
}

// of is the finding that is like f.
func (a *alikeFindings) of(f *callflow.Finding) *callflow.Finding {
	k := alikeKey{f.ID, f.Severity, f.Cause, f.FollowsFrom, f.Leg}
	have := a.findings[k]
	if have == nil {
		have = &callflow.Finding{ID: f.ID, Severity: f.Severity, Cause: f.Cause, FollowsFrom: f.FollowsFrom, Leg: f.Leg, At: -1}
		if a.findings == nil {
			a.findings = map[alikeKey]*callflow.Finding{}
		}
		a.findings[k] = have
	}
	return have
}

// listLimit is how many lists are remembered: few are different.
const listLimit = 64

// list is a list of the same findings that stays.
func (a *alikeFindings) list(found []*callflow.Finding) []*callflow.Finding {
	for _, l := range a.lists {
		if slices.Equal(l, found) {
			return l
		}
	}
	found = slices.Clone(found)
	if len(a.lists) < listLimit {
		a.lists = append(a.lists, found)
	}
	return found
}
