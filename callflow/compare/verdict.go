package compare

import (
	"time"

	"sipcap/callflow"
	"sipcap/callflow/internal/fisher"
)

// Verdict is how B stands to A.
type Verdict int

// The verdicts.
const (
	Same   Verdict = iota // no difference, or none that chance would not make
	Better                // B is better
	Worse                 // B is worse
)

func (v Verdict) String() string { return [...]string{"same", "better", "worse"}[v] }

// What counts as a difference.
const (
	// Chance is the greatest probability of a difference between two shares by chance (Fisher's
	// exact test, two-sided) with which they count as different.
	Chance = 0.05
	// NewShare is the least share of B's calls that an error which A has not at all must be found
	// in to count, where it is too rare for Chance to tell.
	NewShare = 0.05
	// SlowFactor and SlowBy say how much longer a median or 95th percentile must be: so many times as
	// long, and longer by so much.
	SlowFactor = 1.5
	SlowBy     = 200 * time.Millisecond
	// SlowCount is of how many delays a median says something, TailCount a 95th percentile.
	SlowCount = 5
	TailCount = 20
	// SlowCall is what SlowBy is where a single call is compared with another.
	SlowCall = time.Second
)

// differ tells whether two shares differ by more than chance.
func differ(a, b callflow.Ratio) bool {
	return fisher.Test(a.N, a.Of, b.N, b.Of) <= Chance
}

// ofRatio judges a share of which more is better.
func ofRatio(a, b callflow.Ratio) Verdict {
	if !differ(a, b) {
		return Same
	}
	if a.N*b.Of > b.N*a.Of {
		return Worse
	}
	return Better
}

// opposite is the verdict on a figure of which less is better.
func (v Verdict) opposite() Verdict {
	switch v {
	case Better:
		return Worse
	case Worse:
		return Better
	}
	return Same
}

// ofDelay judges two delays.
func ofDelay(a, b, by time.Duration) Verdict {
	slower := func(a, b time.Duration) bool { return b-a >= by && float64(b) >= SlowFactor*float64(a) }
	switch {
	case slower(a, b):
		return Worse
	case slower(b, a):
		return Better
	}
	return Same
}

// ofDelays judges many delays by their median and, where there are enough, their 95th percentile:
// the worse of the two.
func ofDelays(a, b callflow.Quantiles) Verdict {
	if a.N < SlowCount || b.N < SlowCount {
		return Same
	}
	median, tail := ofDelay(a.P50, b.P50, SlowBy), Same
	if a.N >= TailCount && b.N >= TailCount {
		tail = ofDelay(a.P95, b.P95, SlowBy)
	}
	return max(median, tail)
}
