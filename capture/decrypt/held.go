package decrypt

import "slices"

// heldRecord is a record that waits: for a hello of the other side, or for a key. Gaps stand
// between records, as they count for the sequence numbers.
type heldRecord struct {
	dir int
	record
	gap   gap
	isGap bool
}

// heldCost is what a held record counts for beside its bytes.
const heldCost = 128

func (c *Connection) maxHeld() int {
	if c.MaxHeld > 0 {
		return c.MaxHeld
	}
	return DefaultMaxHeld
}

// take takes a record, or holds it.
func (c *Connection) take(dir int, r *record) {
	s := &c.sides[dir]
	if s.queued > 0 || !c.process(dir, r) {
		h := heldRecord{dir: dir, record: *r}
		h.body = slices.Clone(r.body)
		c.hold(h)
	}
	if c.useless {
		c.giveUp()
	}
}

// drop takes a gap, in its place between the records.
func (c *Connection) drop(dir int, g gap) {
	if c.sides[dir].queued > 0 {
		c.hold(heldRecord{dir: dir, gap: g, isGap: true})
		return
	}
	c.miss(dir, g)
}

// miss has a direction go on behind a gap.
func (c *Connection) miss(dir int, g gap) {
	s := &c.sides[dir]
	c.emit(dir, Lost, g.start, g.end)
	if g.records == 0 {
		return
	}
	s.slack = min(s.slack+g.records, maxSlack)
	s.handshakes.reset()
	if s.any {
		c.lost++
	}
}

func (c *Connection) hold(h heldRecord) {
	c.held = append(c.held, h)
	c.sides[h.dir].queued++
	c.heldBytes += h.cost()
	if c.heldBytes > c.maxHeld() {
		c.giveUp()
	}
}

func (h *heldRecord) cost() int { return heldCost + len(h.body) }

// release takes what is held, as far as that is possible now, in the order in which it came.
func (c *Connection) release() {
	c.moved = true
	for c.moved && !c.over {
		c.moved = false
		c.released = true
		var stuck [2]bool
		held := c.held
		c.held = c.held[:0]
		for i := range held {
			h := held[i]
			if stuck[h.dir] = stuck[h.dir] || !c.let(&h); stuck[h.dir] {
				c.held = append(c.held, h)
				continue
			}
			c.heldBytes -= h.cost()
			c.sides[h.dir].queued--
		}
		clear(held[len(c.held):])
	}
	if c.useless {
		c.giveUp()
	}
}

// let lets a held record go on, and reports whether it could.
func (c *Connection) let(h *heldRecord) bool {
	if h.isGap {
		c.miss(h.dir, h.gap)
		return true
	}
	return c.process(h.dir, &h.record)
}

// giveUp has all that is held come out as lost, and nothing decrypted any more.
func (c *Connection) giveUp() {
	if c.over {
		return
	}
	c.over = true
	for _, h := range c.held {
		start, end := h.start, h.end
		if h.isGap {
			start, end = h.gap.start, h.gap.end
		}
		c.emit(h.dir, Lost, start, end)
	}
	c.held, c.heldBytes = nil, 0
	for i := range c.sides {
		c.sides[i].queued = 0
		c.abandon(i)
	}
}
