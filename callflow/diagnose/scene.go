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
	capture     *callflow.Capture // nil where it is not known
	opt         Options
	first, last time.Time // of the capture
	stretches   []stretch // of it, where several files are far apart
	oneWay      map[callflow.Hop]netip.Addr
	scanners    map[netip.Addr]bool      // addresses that scan
	seen        map[netip.Addr]time.Time // see seenLast

	rule  *Rule // that looks
	found []*callflow.Finding
}

func newScene(calls []*callflow.Call, capture *callflow.Capture, opt Options) *scene {
	sc := &scene{calls: calls, capture: capture, opt: opt}
	if capture != nil {
		sc.first, sc.last = capture.Span()
		if s := stretchesOf(capture.Files); len(s) > 1 {
			sc.stretches = s
		}
	}
	// The calls are in the capture, also where it does not tell its files.
	for _, c := range calls {
		if sc.first.IsZero() || c.Start.Before(sc.first) {
			sc.first = c.Start
		}
		if c.End.After(sc.last) {
			sc.last = c.End
		}
	}
	return sc
}

// since is how long the capture went on after t. Files that are far from each other in time
// are captures of their own: that of Tuesday does not go on after Monday's.
func (sc *scene) since(t time.Time) time.Duration {
	for _, s := range sc.stretches {
		if !t.Before(s.first) && !t.After(s.last) {
			return s.last.Sub(t)
		}
	}
	return sc.last.Sub(t)
}

// stretch is a time that was captured without a gap.
type stretch struct{ first, last time.Time }

// stretchGap is how far apart the files of one ring may be, on a quiet network.
const stretchGap = 10 * time.Minute

// stretchesOf joins the times of a capture's files.
func stretchesOf(files []callflow.CaptureFile) []stretch {
	var all, out []stretch
	for _, f := range files {
		if f.Frames > 0 {
			all = append(all, stretch{f.First, f.Last})
		}
	}
	slices.SortFunc(all, func(a, b stretch) int { return a.first.Compare(b.first) })
	for _, s := range all {
		if n := len(out); n > 0 && s.first.Sub(out[n-1].last) <= stretchGap {
			if s.last.After(out[n-1].last) {
				out[n-1].last = s.last
			}
			continue
		}
		out = append(out, s)
	}
	return out
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
