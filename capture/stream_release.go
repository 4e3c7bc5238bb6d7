package capture

import (
	"slices"
	"time"
)

// enqueue has what is held of a stream looked at by release.
func (t *streams) enqueue(me *direction) {
	if !me.queued {
		me.queued = true
		t.queue = append(t.queue, me)
	}
}

// jumps tells whether the gap before the first held segment is not to be waited for any more:
// as the other endpoint has the bytes, so that they passed, but not through this capture; or as
// none can come any more, or there is no room.
func (t *streams) jumps(me *direction) bool {
	first := me.held[0].seq
	return t.flushing || me.closing || me.overflow || me.bytes > t.limits.stream || me.heard && after(me.acked, first) >= 0
}

// due tells whether the stream that waits longest has waited long enough.
func (t *streams) due(now time.Time) bool {
	return now.Sub(t.firstWaiting.held[0].pkt.Time) > t.limits.wait
}

// giveUp has the gap passed over that is waited for longest.
func (t *streams) giveUp() {
	me := t.firstWaiting
	t.jump(me)
	t.enqueue(me)
}

// jump passes over the gap before the first held segment.
func (t *streams) jump(me *direction) {
	first := me.held[0].seq
	if n := after(first, me.next); n > 0 {
		t.miss(me, n)
		me.next = first
	}
	// The next gap of this stream is waited for from now on.
	t.stopWaiting(me)
	t.wait(me)
}

// release looks at the stream that is first in the queue. Where it has a packet that is
// delivered; where it has not, the verdict is held; and a held segment that turns out to bring
// nothing new is skipped. The verdict is on d.frames.
func (t *streams) release(d *decoder) verdict {
	d.frames = d.frames[:0]
	t.reuse()
	me := t.queue[0]
	for len(me.held) > 0 {
		h := me.held[0]
		switch {
		case me.ignored || after(h.end(), me.next) <= 0:
			if !me.ignored {
				t.stats.Repeated++
			}
			t.unhold(me)
			d.frames = append(d.frames, h.frames...)
			return skipTCP
		case after(h.seq, me.next) <= 0:
			t.unhold(me)
			d.frames = append(d.frames, h.frames...)
			return t.come(me, d, h)
		case !t.jumps(me):
			t.dequeue(me)
			return held
		}
		if me.overflow || me.bytes > t.limits.stream {
			t.stats.Overflowed++
		}
		me.overflow = false
		t.jump(me)
	}
	me.overflow = false
	t.dequeue(me)
	if me.ended || !me.closing && !(me.fin && after(me.next, me.final) >= 0) {
		return held
	}
	return t.end(me, d)
}

// come delivers what is new of a held segment.
func (t *streams) come(me *direction, d *decoder, h *heldSegment) verdict {
	known := after(me.next, h.seq)
	end := h.end()
	if known >= len(h.buf) { // what is new of it was cut
		t.advance(me, end, after(end, me.next))
		return skipCutShort
	}
	d.pkt = h.pkt
	d.pkt.Payload = h.buf[known:]
	t.deliver(me, &d.pkt, end, h.lost)
	return d.deliver(delivered)
}

// end delivers the end of a stream, of which something was delivered before.
func (t *streams) end(me *direction, d *decoder) verdict {
	me.ended = true
	if !me.given || me.ignored {
		return held
	}
	d.pkt = me.pkt
	d.pkt.Time, d.pkt.Stream, d.pkt.End, d.pkt.Gap = me.conn.last, me.id(), true, me.gap
	return delivered
}

func (t *streams) dequeue(me *direction) {
	me.queued = false
	t.queue = slices.Delete(t.queue, 0, 1)
}

// unhold takes the first segment out; its bytes are valid until the next release.
func (t *streams) unhold(me *direction) {
	h := me.held[0]
	me.held = slices.Delete(me.held, 0, 1)
	me.bytes -= h.cost()
	t.bytes -= h.cost()
	if len(me.held) == 0 {
		t.stopWaiting(me)
	}
	t.out = h
}

// reuse keeps a segment that came out before for another.
func (t *streams) reuse() {
	if t.out != nil && len(t.free) < maxFree {
		t.free = append(t.free, t.out)
	}
	t.out = nil
}

func (t *streams) newSegment() *heldSegment {
	n := len(t.free)
	if n == 0 {
		return new(heldSegment)
	}
	h := t.free[n-1]
	t.free = t.free[:n-1]
	*h = heldSegment{buf: h.buf[:0], frames: h.frames[:0]}
	return h
}

// wait puts a stream into the list of those with held segments, as the last.
func (t *streams) wait(me *direction) {
	if me.waiting {
		return
	}
	me.waiting = true
	me.earlier, me.later = t.lastWaiting, nil
	if t.lastWaiting != nil {
		t.lastWaiting.later = me
	} else {
		t.firstWaiting = me
	}
	t.lastWaiting = me
}

func (t *streams) stopWaiting(me *direction) {
	if !me.waiting {
		return
	}
	me.waiting = false
	if me.earlier != nil {
		me.earlier.later = me.later
	} else {
		t.firstWaiting = me.later
	}
	if me.later != nil {
		me.later.earlier = me.earlier
	} else {
		t.lastWaiting = me.earlier
	}
	me.earlier, me.later = nil, nil
}
