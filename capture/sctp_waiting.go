package capture

import "slices"

// waitingChunk is a chunk whose message lacks others.
type waitingChunk struct {
	dataChunk
	frames []FrameRef
	counts bool // its frames are accounted for with it
	fresh  bool // it is of the packet that is taken apart
	gone   bool // it waits no more
}

// wait keeps a chunk, and delivers its message where that is complete now.
func (m *userMessages) wait(a *association, c dataChunk) {
	if len(a.waiting) >= maxWaitingChunks {
		m.drop(a, 0, 1)
	}
	c.payload = slices.Clone(c.payload)
	w := &waitingChunk{dataChunk: c, frames: slices.Clone(m.current), fresh: true}
	m.fresh = append(m.fresh, w)
	i, _ := slices.BinarySearchFunc(a.waiting, c.tsn, func(w *waitingChunk, tsn uint32) int { return after(w.tsn, tsn) })
	a.waiting = slices.Insert(a.waiting, i, w)
	m.held += chunkCost + len(c.payload)
	from, to := i, i
	for from > 0 && !a.waiting[from].beginning && a.waiting[from-1].tsn+1 == a.waiting[from].tsn {
		from--
	}
	for to+1 < len(a.waiting) && !a.waiting[to].ending && a.waiting[to].tsn+1 == a.waiting[to+1].tsn {
		to++
	}
	if a.waiting[from].beginning && a.waiting[to].ending {
		m.stats.Completed++
		m.deliver(a.waiting[from:to+1], dataChunk{})
		m.release(a, from, to+1)
	}
}

// release takes waiting chunks out.
func (m *userMessages) release(a *association, from, to int) {
	for _, w := range a.waiting[from:to] {
		m.held -= chunkCost + len(w.payload)
		w.gone = true
	}
	a.waiting = slices.Delete(a.waiting, from, to)
}

// drop gives waiting chunks up.
func (m *userMessages) drop(a *association, from, to int) {
	for _, w := range a.waiting[from:to] {
		m.stats.Incomplete++
		if w.counts && !w.fresh {
			m.dropped = append(m.dropped, w.frames...)
		}
	}
	m.release(a, from, to)
}

// dropAll gives up all that waits: at the end of the input, or for lack of room.
func (m *userMessages) dropAll() {
	for _, key := range m.order {
		a := m.byKey[key]
		m.drop(a, 0, len(a.waiting))
	}
}

// flush gives up what waits at the end of the input. It reports false where nothing does.
func (m *userMessages) flush() bool {
	m.dropAll()
	return m.pending()
}
