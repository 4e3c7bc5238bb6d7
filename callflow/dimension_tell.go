package callflow

import (
	"math"
	"sort"

	"sipcap/callflow/internal/fisher"
)

// Tell says that one value of a dimension tells failed calls from the others: Failed of the
// AllFailed failed calls have it, and Calls of all AllCalls.
type Tell struct {
	Value             string // untrusted text
	Calls, AllCalls   int
	Failed, AllFailed int
	// Score is how much of the uncertainty whether a call failed goes when it is known whether it
	// has the value: mutual information over entropy, from 0 for nothing to 1 for all of it.
	Score float64
	// P is how likely a difference as great would be by chance, for any value of any dimension:
	// Fisher's exact test, times the values looked at.
	P float64
}

// Spared tells that it is the calls without the value that failed.
func (t *Tell) Spared() bool { return t.Failed*t.AllCalls < t.AllFailed*t.Calls }

func (t *Tell) score() float64 {
	if t == nil {
		return 0
	}
	return t.Score
}

// What makes a claim: enough calls of both kinds, a difference that is great, and one that is
// not by chance. In a dimension with as many values as calls each value has too few of them.
const (
	tellCalls = 3    // failed ones, and others
	tellScore = 0.1  // least Score
	tellP     = 0.01 // greatest P
)

// teller looks for the value that tells best.
type teller struct {
	calls, failed, distinct int
	few                     int // calls are too few to tell, or too few are without the value
	best                    *Tell
}

// newTeller looks at the values of a dimension, so many of them.
func newTeller(calls, failed, distinct int) teller {
	t := teller{calls: calls, failed: failed, distinct: distinct}
	// Of the uncertainty no more can go than there is whether a call has the value.
	const slack = 1e-6
	least := (tellScore - slack) * entropy(failed, calls)
	t.few = sort.Search(calls/2, func(n int) bool { return entropy(n, calls) >= least })
	return t
}

// look looks at a value. They come in a fixed order, and of two as good the first stays.
func (t *teller) look(value string, calls, failed int) {
	if t.failed < tellCalls || t.calls-t.failed < tellCalls || calls == t.calls || min(calls, t.calls-calls) < t.few {
		return
	}
	c := Tell{Value: value, Calls: calls, AllCalls: t.calls, Failed: failed, AllFailed: t.failed}
	c.Score = informs(calls, failed, t.calls, t.failed)
	const slack = 1e-9 // the two sides of a pair are as good as each other
	if c.Score < tellScore || c.Score <= t.best.score()+slack {
		return
	}
	c.P = min(1, fisher.Test(failed, calls, t.failed-failed, t.calls-calls)*float64(t.distinct*dimensionCount))
	if c.P <= tellP {
		t.best = &c
	}
}

// informs is the share of the entropy of failed in all that goes when the calls are split.
func informs(calls, failed, allCalls, allFailed int) float64 {
	h := entropy(allFailed, allCalls)
	if h == 0 {
		return 0
	}
	within := float64(calls) / float64(allCalls)
	rest := within*entropy(failed, calls) + (1-within)*entropy(allFailed-failed, allCalls-calls)
	return max(0, 1-rest/h)
}

func entropy(n, of int) float64 {
	if n == 0 || n == of {
		return 0
	}
	p := float64(n) / float64(of)
	return -p*math.Log2(p) - (1-p)*math.Log2(1-p)
}
