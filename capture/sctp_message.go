package capture

import "slices"

// SCTPInfo counts SCTP's user messages.
type SCTPInfo struct {
	Completed  uint64 // of those in several chunks, put together
	Incomplete uint64 // chunks of others, that were given up
	Repeated   uint64 // chunks sent again, or captured twice
}

const (
	recentChunks     = 64  // whose numbers are known, to tell those that come again
	maxWaitingChunks = 256 // of one association
	chunkCost        = 128 // what a chunk that waits counts for beside its bytes
)

// userMessages puts SCTP's user messages together: a message that is cut into chunks has
// consecutive transmission sequence numbers (RFC 9260 §6.9).
type userMessages struct {
	associations int // limit
	bytes        int // limit
	stats        SCTPInfo

	byKey   map[associationKey]*association
	order   []associationKey // in which they began
	held    int              // bytes, against the limit
	current []FrameRef       // the frames of the packet that is taken apart
	counted bool             // these frames are those of a message that is ready
	fresh   []*waitingChunk  // that these frames brought
	ready   []userMessage
	dropped []FrameRef
}

// associationKey is one direction of an association.
type associationKey struct {
	endpoints connectionKey
	dir       int
	tag       uint32
}

type association struct {
	waiting []*waitingChunk // by number
	recent  [recentChunks]uint32
	n       int // of all whole messages and chunks
}

// userMessage is a message to be delivered.
type userMessage struct {
	payload []byte
	frames  []FrameRef
	own     []FrameRef // of frames, those that are accounted for with it
	cut     bool
}

// begin begins with a packet.
func (m *userMessages) begin(d *decoder) {
	m.ready = m.ready[:0]
	m.current = append(m.current[:0], d.frames...)
	if len(m.current) == 0 {
		m.current = append(m.current, d.pkt.Frame)
	}
	m.counted, m.fresh = false, m.fresh[:0]
}

// verdict is the one on the packet, if nothing came of it otherwise. Its frames are accounted
// for once: with the first message that is ready, or else with the first chunk that waits.
func (m *userMessages) verdict(d *decoder, otherwise verdict) verdict {
	waiting := false
	for _, w := range m.fresh {
		w.fresh = false
		w.counts = !m.counted && !waiting
		waiting = waiting || !w.gone
	}
	if m.held > m.bytes {
		m.dropAll()
	}
	switch {
	case len(m.ready) > 0:
		return m.next(d)
	case waiting:
		return held
	}
	return otherwise
}

// next delivers the message that is ready first.
func (m *userMessages) next(d *decoder) verdict {
	u := m.ready[0]
	m.ready = slices.Delete(m.ready, 0, 1)
	d.pkt.Payload, d.pkt.Truncated, d.pkt.Frames = u.payload, u.cut, nil
	d.pkt.shared, d.pkt.own = len(u.own) < len(u.frames), u.own
	d.frames = append(d.frames[:0], u.frames...)
	if len(d.frames) == 1 && d.frames[0] == d.pkt.Frame {
		d.frames = d.frames[:0]
	}
	return d.deliver(delivered)
}

// take takes a chunk of the current packet.
func (m *userMessages) take(pkt *Packet, tag uint32, c dataChunk) {
	a := m.association(pkt, tag)
	if slices.Contains(a.recent[:min(a.n, recentChunks)], c.tsn) {
		m.stats.Repeated++
		return
	}
	a.recent[a.n%recentChunks] = c.tsn
	a.n++
	switch {
	case len(c.payload) == 0:
	case c.beginning && (c.ending || c.cut):
		m.deliver(nil, c)
	case c.cut:
		m.stats.Incomplete++
	default:
		m.wait(a, c)
	}
}

// deliver makes a message ready: the chunks that waited, and the last one to come.
func (m *userMessages) deliver(waited []*waitingChunk, last dataChunk) {
	u := userMessage{payload: last.payload, cut: last.cut}
	if waited == nil {
		u.frames = m.current
		if !m.counted {
			u.own = m.current
		}
	}
	for _, w := range waited {
		u.payload = append(u.payload, w.payload...)
		counts := w.counts || w.fresh && !m.counted
		for _, f := range w.frames {
			if !slices.Contains(u.frames, f) {
				u.frames = append(u.frames, f)
			}
			if counts && !slices.Contains(u.own, f) {
				u.own = append(u.own, f)
			}
		}
	}
	slices.SortStableFunc(u.frames, FrameRef.compare)
	m.counted = true
	m.ready = append(m.ready, u)
}

// association returns that of a packet, for which the oldest goes where there are too many.
func (m *userMessages) association(pkt *Packet, tag uint32) *association {
	key := associationKey{tag: tag}
	key.endpoints, key.dir = keyOf(pkt)
	if a := m.byKey[key]; a != nil {
		return a
	}
	if m.byKey == nil {
		m.byKey = make(map[associationKey]*association)
	}
	if len(m.order) >= max(m.associations, 1) {
		oldest := m.byKey[m.order[0]]
		m.drop(oldest, 0, len(oldest.waiting))
		delete(m.byKey, m.order[0])
		m.order = m.order[1:]
	}
	a := new(association)
	m.byKey[key] = a
	m.order = append(m.order, key)
	return a
}

// pending tells whether something is to come out before the next frame is taken.
func (m *userMessages) pending() bool { return len(m.ready) > 0 || len(m.dropped) > 0 }

// come returns the verdict on what is pending, on d.frames.
func (m *userMessages) come(d *decoder) verdict {
	if len(m.ready) > 0 {
		return m.next(d)
	}
	d.frames = append(d.frames[:0], m.dropped...)
	m.dropped = m.dropped[:0]
	return skipSCTP
}
