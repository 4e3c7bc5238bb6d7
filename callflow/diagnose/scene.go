package diagnose

import (
	"net/netip"
	"slices"
	"time"

	"sipcap/callflow"
)

// scene is what rules know besides the call that they look at.
type scene struct {
	calls       []*callflow.Call
	survey      survey
	capture     *callflow.Capture // nil where it is not known
	opt         Options
	untold      bool               // findings about calls get no words: see Untold
	first, last time.Time          // of the capture
	stretches   callflow.Stretches // of it, where several files are far apart
	oneWay      map[callflow.Hop]netip.Addr
	scanners    map[netip.Addr]bool          // addresses that scan
	seen        map[netip.Addr]time.Time     // see seenLast
	alike       map[parties][]*callflow.Call // see betweenSame

	rule  *Rule // that looks
	found []*callflow.Finding
}

func newScene(calls []*callflow.Call, capture *callflow.Capture, opt Options) *scene {
	sc := &scene{calls: calls, survey: take(calls), capture: capture, opt: opt}
	if capture != nil {
		sc.first, sc.last = capture.Span()
		if s := capture.Stretches(); len(s) > 1 {
			sc.stretches = s
		}
	}
	// The calls are in the capture, also where it does not tell its files.
	if len(calls) > 0 {
		if sc.first.IsZero() || sc.survey.first.Before(sc.first) {
			sc.first = sc.survey.first
		}
		if sc.survey.last.After(sc.last) {
			sc.last = sc.survey.last
		}
	}
	return sc
}

// since is how long the capture went on after t.
func (sc *scene) since(t time.Time) time.Duration {
	if d, ok := sc.stretches.Since(t); ok {
		return d
	}
	return sc.last.Sub(t)
}

// parties are between whom a call is, and what it asks for.
type parties struct {
	kind     callflow.Kind
	from, to string
}

// betweenSame are the calls between the parties of c, each leg as a call of its own, in the order
// of their beginning. Most captures never ask.
func (sc *scene) betweenSame(c *callflow.Call) []*callflow.Call {
	if sc.alike == nil {
		sc.alike = map[parties][]*callflow.Call{}
		for _, o := range sc.calls {
			for n := range o.Legs() {
				part := o.Part(n)
				p := parties{part.Kind, part.From(), part.To()}
				sc.alike[p] = append(sc.alike[p], part)
			}
		}
		for _, list := range sc.alike {
			slices.SortStableFunc(list, func(a, b *callflow.Call) int { return a.Start().Compare(b.Start()) })
		}
	}
	return sc.alike[parties{c.Kind, c.From(), c.To()}]
}

// lossy tells whether the capture itself says that it lost packets: then what was sent only
// once may have been among them.
func (sc *scene) lossy() bool {
	if sc.capture == nil {
		return false
	}
	if sc.capture.Gaps > 0 {
		return true
	}
	for i := range sc.capture.Files {
		if sc.capture.Files[i].Dropped > 0 {
			return true
		}
	}
	return false
}

// add takes a finding of the rule that looks, about no call.
func (sc *scene) add(f *callflow.Finding) {
	f.ID, f.At = sc.rule.ID, -1
	f.Severity = sc.rule.Severity
	f.Hint = cmpOr(f.Hint, sc.rule.Hint)
	f.Reference = sc.rule.Reference
	f.Frames = f.Frames[:min(len(f.Frames), frameLimit)]
	sc.found = append(sc.found, f)
}

// frameLimit is how many frames a finding names: enough to follow it in Wireshark.
const frameLimit = 50
