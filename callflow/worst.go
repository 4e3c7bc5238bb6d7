package callflow

import (
	"cmp"
	"container/heap"
	"slices"
)

// Trouble ranks calls by how much they are worth a look: 3 for one with an error among its
// findings, 2 for one that is [Call.Bad], 1 for one with a warning, 0 for any other.
func (c *Call) Trouble() int {
	worst := Info
	for _, f := range c.Findings() {
		worst = max(worst, f.Severity)
	}
	switch {
	case worst == Error:
		return 3
	case c.Bad():
		return 2
	case worst == Warning:
		return 1
	}
	return 0
}

// Worst keeps those of any number of calls that are most worth a look: by [Call.Trouble], and of
// like ones the newest. It is for one goroutine.
type Worst struct {
	Limit int   // how many at most
	Bytes int64 // the memory for them, about

	heap  worstHeap
	taken int64
}

// Add takes a call, and gives up the one that is least worth keeping where there is no room.
func (w *Worst) Add(c *Call) {
	k := keptCall{c, c.Trouble(), c.Size()}
	heap.Push(&w.heap, k)
	w.taken += k.size
	for len(w.heap) > w.Limit || w.taken > w.Bytes && len(w.heap) > 1 {
		w.taken -= heap.Pop(&w.heap).(keptCall).size
	}
}

// Calls are the calls that were kept, in the order of their numbers.
func (w *Worst) Calls() []*Call {
	calls := make([]*Call, len(w.heap))
	for i, k := range w.heap {
		calls[i] = k.Call
	}
	slices.SortFunc(calls, func(a, b *Call) int { return cmp.Compare(a.ID, b.ID) })
	return calls
}

// Size is about what a call takes in memory, in bytes. Its strings are in blocks that it shares with
// others.
func (c *Call) Size() int64 {
	const finding = 512
	n := int64(len(c.Findings())) * finding
	for _, l := range c.Legs() {
		n += l.size() + 2*streamBlock
	}
	return n
}

type keptCall struct {
	*Call
	trouble int
	size    int64
}

// worstHeap has the call first that is given up first.
type worstHeap []keptCall

func (h worstHeap) Len() int      { return len(h) }
func (h worstHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h worstHeap) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(h[i].trouble, h[j].trouble), cmp.Compare(h[i].ID, h[j].ID)) < 0
}
func (h *worstHeap) Push(x any) { *h = append(*h, x.(keptCall)) }
func (h *worstHeap) Pop() any {
	last := len(*h) - 1
	k := (*h)[last]
	(*h)[last] = keptCall{}
	*h = (*h)[:last]
	return k
}
