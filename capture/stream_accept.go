package capture

// accept takes the segment of d.pkt. The verdict is on its frame.
func (t *streams) accept(d *decoder, s segment) verdict {
	now := d.pkt.Time
	key, dir := keyOf(&d.pkt)
	c := t.find(key, now)
	if c == nil {
		if s.flags&tcpRST != 0 || s.flags&tcpSYN == 0 && len(s.payload) == 0 {
			return nothing(s) // begins nothing
		}
		c = t.begin(key, now)
	}
	if key[0] == key[1] {
		dir = c.tell(s.seq)
	}
	if me := &c.dir[dir]; c.another(me, s) {
		t.forget(c)
		c = t.begin(key, now)
	}
	t.touch(c, now)
	me := &c.dir[dir]
	if me.pkt.Transport == "" {
		me.pkt = Packet{Src: d.pkt.Src, Dst: d.pkt.Dst, Transport: TCP}
	}
	if s.flags&tcpACK != 0 {
		t.acknowledge(&c.dir[1-dir], s.ack)
	}
	return t.belong(me, d, s)
}

// belong takes a segment of a connection that it belongs to beyond doubt.
func (t *streams) belong(me *direction, d *decoder, s segment) verdict {
	if s.flags&tcpSYN != 0 {
		s.seq++ // SYN stands before the first byte
		me.opened(d.pkt.Frame)
		if !me.known {
			me.known, me.begun, me.first, me.next = true, true, s.seq, s.seq
		}
	}
	v := nothing(s)
	if len(s.payload)+s.lost > 0 && !me.ignored && s.flags&tcpRST == 0 {
		v = t.take(me, d, s)
	}
	end := s.seq + uint32(len(s.payload)+s.lost)
	switch {
	case s.flags&tcpRST != 0:
		for i := range me.conn.dir {
			me.conn.dir[i].closing = true
			t.enqueue(&me.conn.dir[i])
		}
	case s.flags&tcpFIN != 0 && !me.fin:
		if !me.known {
			me.known, me.first, me.next = true, end, end
		}
		me.fin, me.final = true, end
		t.enqueue(me)
	}
	return v
}

// opened remembers a frame with SYN.
func (me *direction) opened(ref FrameRef) {
	for i := range me.syn {
		if me.syn[i].Number == 0 {
			me.syn[i] = ref
			return
		}
	}
}

// opening returns the frames that opened the connection of the last packet.
func (t *streams) opening(id StreamID) []FrameRef {
	if t.last == nil || t.last.conn.id != id&^1 {
		return nil
	}
	var refs []FrameRef
	for i := range t.last.conn.dir {
		for _, ref := range t.last.conn.dir[i].syn {
			if ref.Number != 0 {
				refs = append(refs, ref)
			}
		}
	}
	return refs
}

// nothing is the verdict on a segment of which nothing is delivered.
func nothing(s segment) verdict {
	if len(s.payload) == 0 && s.lost > 0 {
		return skipCutShort
	}
	return skipTCP
}

// another tells whether a segment is of a later connection between the same endpoints.
func (c *connection) another(me *direction, s segment) bool {
	switch {
	case !me.known:
		return false
	case s.flags&tcpSYN != 0:
		return s.seq+1 != me.first
	case len(s.payload) == 0:
		return false
	}
	ahead := after(s.seq, me.next)
	return ahead < -farBehind || me.ended && ahead >= 0
}

// tell returns the direction of a segment whose two endpoints are one, as in what apps write of
// their own traffic: by its sequence number.
func (c *connection) tell(seq uint32) int {
	for i := range c.dir {
		if me := &c.dir[i]; !me.known || max(after(seq, me.next), after(me.next, seq)) < 1<<20 {
			return i
		}
	}
	return 0
}

// acknowledge notes what the other endpoint has of a stream. What is held behind a gap that it
// has no gap at comes out at once, before what the other endpoint sends in answer.
func (t *streams) acknowledge(me *direction, ack uint32) {
	if me.heard && after(ack, me.acked) <= 0 {
		return
	}
	me.acked, me.heard = ack, true
	if len(me.held) > 0 && t.jumps(me) {
		t.enqueue(me)
	}
}
