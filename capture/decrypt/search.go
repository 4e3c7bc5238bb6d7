package decrypt

// maxTries limits how many places are tried that look like the beginning of a record, and
// maxFails how many records in a row may not decrypt, until a direction is given up.
const (
	maxTries = 16
	maxFails = 16
)

// search looks for the next record that decrypts, after bytes that are missing. last tells that nothing
// follows. It reports false when more bytes are needed, or a key.
func (c *Connection) search(dir int, last bool) bool {
	s := &c.sides[dir]
	if s.now == nil && s.following() == nil || s.queued > 0 {
		if len(s.buf)-s.pos > c.maxHeld() || c.await && dir != c.client {
			c.giveUp() // the ServerHello is among what is missing
		}
		return false
	}
	from := s.offset()
	found := false
	for b := s.buf[s.pos:]; len(b) >= recordHeader && !found; b = b[1:] {
		r, n, ok := parseHeader(b)
		n += recordHeader
		switch {
		case !ok || !c.fits(&r, n):
		case len(b) >= n:
			r.body, r.start, r.end = b[recordHeader:n], s.offset(), s.offset()+int64(n)
			if found = c.meets(dir, &r, from); found {
				s.pos += n
				return true
			}
			if s.tries++; s.tries > maxTries {
				c.passOver(dir, from)
				c.abandon(dir)
				return false
			}
		case !last:
			c.passOver(dir, from)
			return false
		}
		s.pos++
	}
	c.passOver(dir, from)
	return false
}

// passOver tells what a search has left behind.
func (c *Connection) passOver(dir int, from int64) {
	if to := c.sides[dir].offset(); to > from {
		c.emit(dir, Lost, from, to)
	}
}

// fits tells whether the header of a record, n bytes long, is as those of this connection are.
func (c *Connection) fits(r *record, n int) bool {
	version := min(c.serverHello.version, tls12)
	return r.version == version && n >= minRecord && (c.serverHello.version < tls13 || r.kind == applicationData)
}

// meets takes the record that a search has come to, where it decrypts.
func (c *Connection) meets(dir int, r *record, from int64) bool {
	s := &c.sides[dir]
	at := len(c.plain)
	plain, ok := s.find(c.plain, r)
	if !ok {
		return false
	}
	c.passOver(dir, from)
	s.lost = false
	c.opened(dir, r, plain, at)
	return true
}
