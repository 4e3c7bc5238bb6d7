package diagnose

import (
	"cmp"
	"runtime"
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
	for _, part := range inParts(sc.calls, sc.lookAt) {
		found = append(found, part...)
	}
	slices.SortStableFunc(found, worse)
	return found
}

// shareSize is how many calls make another goroutine worth its while.
const shareSize = 4096

// inParts looks at calls on all cores, and returns what there is to say of each part of them, in order: of the one part
// where there are no calls.
func inParts[T any](calls []*callflow.Call, look func([]*callflow.Call) T) []T {
	n := max(1, min(runtime.GOMAXPROCS(0), len(calls)/shareSize))
	parts := make([]T, n)
	var wg sync.WaitGroup
	for i := range n {
		part := calls[i*len(calls)/n : (i+1)*len(calls)/n]
		if i == n-1 {
			parts[i] = look(part)
			break
		}
		wg.Go(func() { parts[i] = look(part) })
	}
	wg.Wait()
	return parts
}

// lookAt applies the rules to calls, one after the other, and returns what it found.
func (sc *scene) lookAt(calls []*callflow.Call) []*callflow.Finding {
	s := sc.subject() // others look at other calls meanwhile
	sc = s.scene
	for _, c := range calls {
		c.SetFindings(nil)
		before := len(sc.found)
		s.look(c)
		if len(sc.found) > before {
			found := sc.found[before:]
			if !sc.untold {
				found = slices.Clone(found)
			}
			slices.SortStableFunc(found, worse)
			if sc.untold {
				found, sc.found = s.alike.list(found), sc.found[:before]
			}
			c.SetFindings(found)
		}
	}
	return sc.found
}

func worse(a, b *callflow.Finding) int { return cmp.Compare(b.Severity, a.Severity) }
