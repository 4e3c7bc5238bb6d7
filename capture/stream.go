package capture

import (
	"slices"
	"time"
)

// StreamID names one direction of a TCP connection within a [Source]; 0 is none.
type StreamID uint64

// Reverse returns the other direction of the connection.
func (id StreamID) Reverse() StreamID { return id ^ 1 }

// StreamInfo counts what became of TCP.
type StreamInfo struct {
	Connections uint64
	Reordered   uint64 // segments that came before others that they follow on
	Repeated    uint64 // segments of bytes that were there before: sent again, or captured twice
	Copied      uint64 // of those, the ones captured twice, as far as can be told
	Gaps        uint64 // places where bytes are missing
	Missing     uint64 // bytes missing there, as far as that is known
	Overflowed  uint64 // of the gaps, those that were given up for lack of room
	Evicted     uint64 // connections given up as there were too many
}

// farBehind is how far back in a stream a segment can be: more than any window. One that is
// further back is another connection's, of which the beginning was not captured.
const farBehind = 1 << 24

// connection is a TCP connection: two directions between two endpoints. This assembler is used
// rather than gopacket's reassembly, which copies every segment and allocates for each, wants
// its pages flushed by the caller, and cannot tell which frames the bytes were in.
type connection struct {
	key          connectionKey
	id           StreamID // of the first direction
	older, newer *connection
	last         time.Time // of its last segment
	dir          [2]direction
}

// maxSYN is how many frames with SYN are remembered of a direction: one that was captured twice.
const maxSYN = 2

// direction is what one endpoint sends: a stream of bytes, which are handed out in order.
type direction struct {
	conn *connection
	pkt  Packet // addresses alone

	known bool   // next is known
	begun bool   // the stream's first byte is known: SYN was seen
	first uint32 // sequence number of the first byte known
	next  uint32 // of the byte that is due
	acked uint32 // what the other endpoint has told that it received ends here
	heard bool   // acked is known
	gap   int64  // bytes missing before next; -1 where it is not known how many
	final uint32 // where FIN is
	fin   bool   // final is known

	syn      [maxSYN]FrameRef // frames with SYN, the first ones; Number is 0 where there are fewer
	sighting segmentSighting  // of the segment before

	held  []*heldSegment // by sequence number
	bytes int            // against the limit

	earlier, later *direction // those with held segments, in the order in which they began to wait

	given    bool // a packet was returned
	ignored  bool // nobody wants it
	closing  bool // no more is to come
	ended    bool
	waiting  bool // in the list of those with held segments
	queued   bool
	overflow bool // the total limit takes it
}

// segmentSighting is what tells a second sighting of a segment from one that is sent again.
type segmentSighting struct {
	end  uint32
	id   uint16
	time time.Time
}

// copied tells whether a packet is the segment again: with the same identification, or, where none is sent,
// sooner than any endpoint would send it again.
func (s *segmentSighting) copied(p *Packet, end uint32) bool {
	const soon = time.Millisecond
	delay := p.Time.Sub(s.time).Abs()
	return s.end == end && s.id == p.IPID && (p.IPID != 0 && delay <= DefaultDedupWindow || delay <= soon)
}

// heldSegment waits for the bytes before it.
type heldSegment struct {
	seq    uint32
	buf    []byte
	lost   int
	pkt    Packet
	vlans  [maxDepth]uint16
	frames []FrameRef
}

// segmentCost is what a held segment counts for beside its bytes.
const segmentCost = 512

func (h *heldSegment) cost() int { return segmentCost + cap(h.buf) }

// end is the sequence number behind the segment, with what the snap length cut.
func (h *heldSegment) end() uint32 { return h.seq + uint32(len(h.buf)+h.lost) }

// take takes a segment with bytes: the verdict on its frame is delivered where they are the next
// of the stream, and d.pkt is then complete.
func (t *streams) take(me *direction, d *decoder, s segment) verdict {
	if !me.known {
		me.known, me.first, me.next = true, s.seq, s.seq
		if len(s.payload) == 1 && s.payload[0] == 0 {
			me.next++ // a keep-alive sends a byte again that was acknowledged (RFC 9293 §3.8.4)
			return skipTCP
		}
		me.gap = -1 // what came before was not captured
		if me.begun {
			me.gap = 0
		}
	}
	end := s.seq + uint32(len(s.payload)+s.lost)
	ahead := after(s.seq, me.next)
	switch {
	case after(end, me.next) <= 0, me.ended:
		t.stats.Repeated++
		if me.sighting.copied(&d.pkt, end) {
			t.stats.Copied++
		}
		return skipTCP
	case ahead > 0:
		t.stats.Reordered++
		return t.hold(me, d, s)
	case me.queued || len(t.queue) > 0: // others are to come out first
		return t.hold(me, d, s)
	case -ahead >= len(s.payload): // what is new of it was cut
		t.advance(me, end, after(end, me.next))
		return skipCutShort
	}
	d.pkt.Payload = s.payload[-ahead:]
	t.deliver(me, &d.pkt, end, s.lost)
	if len(me.held) > 0 || me.fin {
		t.enqueue(me)
	}
	return delivered
}

// deliver completes the packet whose payload is what is due, and moves on to end.
func (t *streams) deliver(me *direction, pkt *Packet, end uint32, lost int) {
	pkt.Stream = me.id()
	pkt.Gap = me.gap
	pkt.Begin = me.begun && !me.given && me.gap == 0
	if lost > 0 {
		pkt.Truncated = true
	}
	me.given = true
	me.gap = 0
	me.sighting = segmentSighting{end, pkt.IPID, pkt.Time}
	t.last = me
	t.advance(me, end, lost)
}

// advance moves on to end, before which lost bytes are missing.
func (t *streams) advance(me *direction, end uint32, lost int) {
	if lost > 0 {
		t.miss(me, lost)
	}
	me.next = end
}

// miss notes that bytes are missing before the next ones.
func (t *streams) miss(me *direction, n int) {
	t.stats.Gaps++
	t.stats.Missing += uint64(n)
	if me.gap >= 0 {
		me.gap += int64(n)
	}
}

// hold keeps a segment until the bytes before it have come.
func (t *streams) hold(me *direction, d *decoder, s segment) verdict {
	i, _ := slices.BinarySearchFunc(me.held, s.seq, func(h *heldSegment, seq uint32) int { return after(h.seq, seq) })
	for i < len(me.held) && me.held[i].seq == s.seq {
		if h := me.held[i]; len(h.buf) >= len(s.payload) { // a copy
			t.stats.Repeated++
			if s := (segmentSighting{h.end(), h.pkt.IPID, h.pkt.Time}); s.copied(&d.pkt, h.end()) {
				t.stats.Copied++
			}
			return skipTCP
		}
		i++
	}
	h := t.newSegment()
	h.seq, h.lost, h.pkt = s.seq, s.lost, d.pkt
	h.buf = append(h.buf, s.payload...)
	h.pkt.VLAN = h.vlans[:copy(h.vlans[:], d.pkt.VLAN)]
	if len(d.frames) > 0 {
		h.frames = append(h.frames, d.frames...)
	} else {
		h.frames = append(h.frames, d.pkt.Frame)
	}
	me.held = slices.Insert(me.held, i, h)
	me.bytes += h.cost()
	t.bytes += h.cost()
	t.wait(me)
	if after(me.held[0].seq, me.next) <= 0 || t.jumps(me) {
		t.enqueue(me)
	}
	if t.bytes > t.limits.bytes {
		t.firstWaiting.overflow = true
		t.enqueue(t.firstWaiting)
	}
	return held
}

func (me *direction) id() StreamID {
	if me == &me.conn.dir[1] {
		return me.conn.id + 1
	}
	return me.conn.id
}

func (me *direction) peer() *direction {
	if me == &me.conn.dir[1] {
		return &me.conn.dir[0]
	}
	return &me.conn.dir[1]
}
