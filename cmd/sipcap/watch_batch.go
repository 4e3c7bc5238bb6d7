package main

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"sipcap/callflow"
	"sipcap/callflow/diagnose"
)

// batch gathers calls that were let go of, until those that may belong to them have come too:
// the legs of a B2BUA end nearly together, and are let go of nearly together.
type batch struct {
	now     time.Time // of the last tick
	waiting []waitingCall
	limit   int64 // of bytes
	bytes   int64 // that those that wait take, about
	number  int   // of the call that was handed on last
}

// waitingCall is a call of one leg that was let go of at a time.
type waitingCall struct {
	*callflow.Call
	since time.Time
	bytes int64
}

// A call is handed on once it waited for joinWindow; what joins it can then have come as much later.
const joinWindow = time.Second

func (b *batch) add(c *callflow.Call) {
	w := waitingCall{c, b.now, c.Size()}
	b.waiting = append(b.waiting, w)
	b.bytes += w.bytes
}

// full tells that there is no room for more. Where so many come that they cannot wait, they are
// shed, and not whole anyway.
func (b *batch) full() bool { return b.bytes > b.limit }

// take takes the calls that waited long enough, each with all its legs, and numbers them.
func (b *batch) take() []*callflow.Call {
	n := 0 // of those that waited long enough
	for n < len(b.waiting) && b.now.Sub(b.waiting[n].since) >= joinWindow {
		n++
	}
	if n == 0 {
		return nil
	}
	// Joining changes calls. Those of which no leg waited long enough are put back as they were.
	young := make(map[*callflow.Leg]waitingCall, len(b.waiting)-n)
	calls := make([]*callflow.Call, len(b.waiting))
	for i, w := range b.waiting {
		calls[i] = w.Call
		if i >= n {
			was := *w.Call
			w.Call = &was
			young[was.Leg()] = w
		}
	}
	isYoung := func(l *callflow.Leg) bool { _, ok := young[l]; return ok }
	joined := finish(calls)
	ready := make(map[*callflow.Call]bool, n)
	var isReady func(c *callflow.Call)
	isReady = func(c *callflow.Call) {
		if !ready[c] {
			ready[c] = true
			for _, r := range c.Related() {
				isReady(r.Call) // by its number
			}
		}
	}
	for _, c := range joined {
		if slices.ContainsFunc(c.Legs(), func(l *callflow.Leg) bool { return !isYoung(l) }) {
			isReady(c)
		}
	}
	var out []*callflow.Call
	for _, c := range joined {
		if ready[c] {
			out = append(out, c)
			for _, l := range c.Legs() {
				delete(young, l)
			}
		}
	}
	var rest []waitingCall
	b.bytes = 0
	for _, w := range b.waiting[n:] {
		if was, ok := young[w.Leg()]; ok {
			rest = append(rest, was)
			b.bytes += was.bytes
		}
	}
	b.waiting = rest
	return b.count(out)
}

// takeAll takes all calls.
func (b *batch) takeAll() []*callflow.Call {
	calls := make([]*callflow.Call, len(b.waiting))
	for i, w := range b.waiting {
		calls[i] = w.Call
	}
	b.waiting, b.bytes = nil, 0
	return b.count(finish(calls))
}

// count numbers calls on from the last one.
func (b *batch) count(calls []*callflow.Call) []*callflow.Call {
	for _, c := range calls {
		b.number++
		c.ID = b.number
	}
	return calls
}

// finish makes calls of those of one leg each.
func finish(calls []*callflow.Call) []*callflow.Call { return callflow.Join(calls) }

// diagnoseBatch finds what went wrong with calls, and returns what was found about none of them.
func diagnoseBatch(calls []*callflow.Call, capture *callflow.Capture, rules diagnose.Options) []*callflow.Finding {
	return slices.DeleteFunc(diagnose.Run(calls, capture, rules), func(f *callflow.Finding) bool { return f.Call != nil })
}

// findingsTold remembers which findings about no call were told: they are found in each batch again.
type findingsTold map[findingKey]bool

type findingKey struct{ id, about string }

// maxTold is how many are remembered.
const maxTold = 1024

// fresh are those that were not told before. Once there are too many, none is.
func (t *findingsTold) fresh(found []*callflow.Finding) []*callflow.Finding {
	if *t == nil {
		*t = make(findingsTold)
	}
	return slices.DeleteFunc(found, func(f *callflow.Finding) bool {
		k := findingKey{f.ID, addresses(f.Summary)}
		old := (*t)[k] || len(*t) >= maxTold
		if !old {
			(*t)[k] = true
		}
		return old
	})
}

// addresses are what a finding about no call is about: the rest of its summary are figures.
func addresses(summary string) string {
	var out []string
	for _, word := range strings.Fields(summary) {
		word = strings.Trim(word, ",;()")
		_, err := netip.ParseAddr(word)
		if err != nil {
			_, err = netip.ParseAddrPort(word)
		}
		if err == nil {
			out = append(out, word)
		}
	}
	return strings.Join(out, " ")
}
