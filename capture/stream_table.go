package capture

import (
	"bytes"
	"encoding/binary"
	"time"
)

// streams holds TCP connections. It has no clock: time is that of the frames.
//
// A connection is known by its addresses and ports alone, not by VLAN or tunnel: what is seen
// again on another path is the same stream, and brings nothing new to it.
type streams struct {
	limits streamLimits
	stats  StreamInfo

	byKey          map[connectionKey]*connection
	current        *connection // of the last segment
	oldest, newest *connection // by their last segment
	serial         StreamID

	firstWaiting, lastWaiting *direction // with held segments
	bytes                     int        // held
	queue                     []*direction
	out                       *heldSegment   // whose bytes the last packet has
	free                      []*heldSegment // to be used again
	last                      *direction     // of the last packet
	flushing                  bool           // the input has ended
}

// streamLimits are those of Config.
type streamLimits struct {
	stream, bytes int
	connections   int
	wait, idle    time.Duration
}

// connectionKey is two endpoints, the lesser first.
type connectionKey [2][18]byte

// keyOf returns the key of a packet's connection, and which of its directions the packet is of.
func keyOf(p *Packet) (key connectionKey, dir int) {
	src, dst := p.Src.Addr().As16(), p.Dst.Addr().As16()
	sport, dport := p.Src.Port(), p.Dst.Port()
	if c := bytes.Compare(src[:], dst[:]); c > 0 || c == 0 && sport > dport {
		src, dst, sport, dport, dir = dst, src, dport, sport, 1
	}
	copy(key[0][:], src[:])
	binary.BigEndian.PutUint16(key[0][16:], sport)
	copy(key[1][:], dst[:])
	binary.BigEndian.PutUint16(key[1][16:], dport)
	return key, dir
}

// find returns the connection of a key, nil where there is none or it was idle for too long.
func (t *streams) find(key connectionKey, now time.Time) *connection {
	for t.oldest != nil && now.Sub(t.oldest.last) > t.limits.idle {
		t.forget(t.oldest)
	}
	if t.current != nil && t.current.key == key {
		return t.current
	}
	return t.byKey[key]
}

// begin makes a connection, for which the oldest goes where there are too many.
func (t *streams) begin(key connectionKey, now time.Time) *connection {
	if t.byKey == nil {
		t.byKey = make(map[connectionKey]*connection)
	}
	if len(t.byKey) >= t.limits.connections && t.oldest != nil {
		t.stats.Evicted++
		t.forget(t.oldest)
	}
	t.stats.Connections++
	t.serial += 2
	c := &connection{key: key, id: t.serial, last: now}
	c.dir[0].conn, c.dir[1].conn = c, c
	t.byKey[key] = c
	t.append(c)
	return c
}

// touch makes a connection the newest.
func (t *streams) touch(c *connection, now time.Time) {
	c.last = now
	t.current = c
	if t.newest != c {
		t.remove(c)
		t.append(c)
	}
}

// forget takes a connection out of the table. What is held of it comes out, and its end.
func (t *streams) forget(c *connection) {
	delete(t.byKey, c.key)
	t.remove(c)
	if t.current == c {
		t.current = nil
	}
	for i := range c.dir {
		c.dir[i].closing = true
		t.enqueue(&c.dir[i])
	}
}

func (t *streams) append(c *connection) {
	c.older, c.newer = t.newest, nil
	if t.newest != nil {
		t.newest.newer = c
	} else {
		t.oldest = c
	}
	t.newest = c
}

func (t *streams) remove(c *connection) {
	if c.older != nil {
		c.older.newer = c.newer
	} else {
		t.oldest = c.newer
	}
	if c.newer != nil {
		c.newer.older = c.older
	} else {
		t.newest = c.older
	}
}

// flush has what is held come out at the end of the input. It reports false where nothing is.
func (t *streams) flush() bool {
	if t.firstWaiting == nil {
		return false
	}
	t.flushing = true
	t.enqueue(t.firstWaiting)
	return true
}

// ignore has nothing more delivered of a stream that the last packet was of, or of its other
// direction.
func (t *streams) ignore(id StreamID) {
	if t.last == nil || t.last.conn.id != id&^1 {
		return
	}
	me := t.last
	if me.id() != id {
		me = me.peer()
	}
	me.ignored = true
	if len(me.held) > 0 {
		t.enqueue(me)
	}
}
