package callflow

import (
	"slices"
	"time"
)

// Stretches tells how long a capture watched: files that are far from each other in time are
// captures of their own, and that of Tuesday does not go on after Monday's.
type Stretches []stretch

// stretch is a time that was captured without a gap.
type stretch struct{ first, last time.Time }

// stretchGap is how far apart the files of one ring may be, on a quiet network.
const stretchGap = 10 * time.Minute

// Stretches are those of the capture's files.
func (c *Capture) Stretches() Stretches {
	var all, out []stretch
	for _, f := range c.Files {
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

// Since is how long the capture went on after t, where one of the stretches has t.
func (s Stretches) Since(t time.Time) (time.Duration, bool) {
	for _, s := range s {
		if !t.Before(s.first) && !t.After(s.last) {
			return s.last.Sub(t), true
		}
	}
	return 0, false
}
