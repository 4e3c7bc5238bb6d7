package decrypt

// What a connection takes beside its buffers: itself, what the hellos say, and two ciphers.
const connectionCost = 6 << 10

// pieceCost is what the room for a piece takes.
const pieceCost = 72

// Size is about how many bytes of memory the connection takes: what is held, buffers, and keys.
func (c *Connection) Size() int {
	n := connectionCost + c.heldBytes + cap(c.plain) + pieceCost*cap(c.pieces)
	for i := range c.sides {
		n += cap(c.sides[i].buf) + cap(c.sides[i].handshakes.buf)
	}
	return n
}

// Trim gives back the room of buffers that are empty, which is kept for what comes next. Pieces that were not
// taken are gone.
func (c *Connection) Trim() {
	c.begin()
	c.plain, c.pieces = nil, nil
	for i := range c.sides {
		s := &c.sides[i]
		if len(s.buf) == 0 {
			s.buf = nil
		}
		if len(s.handshakes.buf) == 0 {
			s.handshakes.buf = nil
		}
	}
}
