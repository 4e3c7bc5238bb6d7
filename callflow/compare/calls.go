package compare

import (
	"slices"

	"sipcap/callflow"
)

// Calls is what differs between two calls, or two registrations or other exchanges.
type Calls struct {
	A, B     *callflow.Call
	End      Verdict  // how it ended: answered is better than refused by a user, and that than failed
	PostDial Verdict  // the post-dial delay
	Errors   []string // ids of the findings of error grade that B has and A has not; not those that the capture may be the cause of
	Solved   []string // and of those that A has and B has not

	Pairs []Pair // the messages of both, in order
	// Unpaired is how many messages there are beyond the limit, which were not looked at.
	Unpaired int
}

// Text is what a message of a leg says, nil where it is not known; message is its index.
type Text func(leg *callflow.Leg, message int) *Message

// NewCalls compares two calls. Without texts only the order of messages is compared.
func NewCalls(a, b *callflow.Call, textA, textB Text) *Calls {
	c := &Calls{A: a, B: b, PostDial: Same}
	if ra, rb := ending(a), ending(b); ra >= 0 && rb >= 0 {
		switch {
		case rb > ra:
			c.End = Worse
		case rb < ra:
			c.End = Better
		}
	}
	if a.PostDialDelay >= 0 && b.PostDialDelay >= 0 {
		c.PostDial = ofDelay(a.PostDialDelay, b.PostDialDelay, SlowCall)
	}
	ea, eb := errorsOf(a), errorsOf(b)
	c.Errors, c.Solved = without(eb, ea), without(ea, eb)
	c.pair(textA, textB)
	return c
}

// Worse tells whether B is worse: it ended worse, its post-dial delay is longer ([SlowFactor],
// [SlowCall]), or it has an error that A has not.
func (c *Calls) Worse() bool {
	return c.End == Worse || c.PostDial == Worse || len(c.Errors) > 0
}

// ending ranks how a call ended, the better the lower; -1 where the capture cannot tell.
func ending(c *callflow.Call) int {
	switch c.State {
	case callflow.Completed, callflow.Established:
		return 0
	case callflow.Ringing, callflow.Proceeding, callflow.Cancelled, callflow.Redirected, callflow.Busy, callflow.Declined:
		return 1
	case callflow.NoResponse, callflow.Unauthorized, callflow.Failed:
		return 2
	}
	return -1
}

// errorsOf are the ids of a call's errors, each once, in order.
func errorsOf(c *callflow.Call) []string {
	var ids []string
	for _, f := range c.Findings() {
		if f.Severity == callflow.Error && f.Cause == callflow.CauseCall {
			ids = append(ids, f.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// without are the elements of list that are not in other.
func without(list, other []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(other, s) {
			out = append(out, s)
		}
	}
	return out
}
