package diagnose

import (
	"cmp"
	"slices"
	"time"

	"sipcap/callflow"
)

// Options sets limits of rules. The zero value sets none.
type Options struct {
	// SlowAnswer is the post-dial delay from which on slow-answer speaks, SlowTrying the time
	// to the first response, 100 mostly; 0 for never.
	SlowAnswer, SlowTrying time.Duration
}

// Run applies all rules to calls and to the capture that they come from, which may be nil. It
// sets Findings of each call, the worst first, and returns all findings: the worst first, of
// one severity those of the capture first, then by call.
func Run(calls []*callflow.Call, capture *callflow.Capture, opt Options) []*callflow.Finding {
	sc := newScene(calls, capture, opt)
	for i := range rules {
		if rules[i].all != nil {
			sc.rule = &rules[i]
			sc.rule.all(sc)
		}
	}
	s := subject{scene: sc}
	for _, c := range calls {
		c.Findings = nil
		found := len(sc.found)
		s.look(c)
		if len(sc.found) == found {
			continue
		}
		c.Findings = slices.Clone(sc.found[found:])
		slices.SortStableFunc(c.Findings, worse)
	}
	slices.SortStableFunc(sc.found, worse)
	return sc.found
}

func worse(a, b *callflow.Finding) int { return cmp.Compare(b.Severity, a.Severity) }
