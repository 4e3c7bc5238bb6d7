package diagnose

import (
	"slices"

	"sipcap/callflow"
)

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
