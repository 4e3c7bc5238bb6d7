package decrypt

// side is one direction: its bytes on their way to become records, and how these are encrypted.
type side struct {
	buf  []byte
	pos  int   // what is cut of buf
	base int64 // where in the stream buf begins
	skip int64 // bytes to come of a record of which others are missing
	lost bool  // it is not known where the next record begins

	tries  int // beginnings of records that were none, since lost
	queued int // held records
	dead   bool

	handshakes handshakes
	began      bool   // a ClientHello, or its first part, was there
	secure     bool   // up to TLS 1.2: records are encrypted
	due        bool   // records use a key that is not known yet
	any        bool   // a record was decrypted
	now, next  *epoch // nil where it is not known
	slack      int    // how many records may be missing before the next
	fails      int    // records in a row that did not decrypt
}

// gap is a range of a stream of which nothing is known, and how many records it may have been.
type gap struct {
	start, end int64
	records    int
}

func (s *side) offset() int64 { return s.base + int64(s.pos) }

// clear throws away what is held in buf, and n bytes that are missing.
func (s *side) clear(n int64) {
	s.base += int64(len(s.buf)) + n
	s.buf, s.pos = s.buf[:0], 0
}

// cut cuts records off what a direction has.
func (c *Connection) cut(dir int) {
	s := &c.sides[dir]
	for !s.dead {
		if c.moved {
			c.release()
			continue
		}
		b := s.buf[s.pos:]
		at := s.offset()
		switch {
		case s.skip > 0:
			n := min(s.skip, int64(len(b)))
			if n == 0 {
				return
			}
			s.skip -= n
			s.pos += int(n)
			c.drop(dir, gap{at, at + n, 0})
			continue
		case s.lost:
			if !c.search(dir, false) {
				return
			}
			continue
		case len(b) < recordHeader:
			return
		}
		r, n, ok := &c.record, 0, false
		if *r, n, ok = parseHeader(b); !ok {
			c.astray(dir)
			continue
		}
		n += recordHeader
		if len(b) < n {
			return
		}
		r.body, r.start, r.end = b[recordHeader:n], at, at+int64(n)
		s.pos += n
		c.take(dir, r)
	}
}

// astray is for bytes that are no record where one should be.
func (c *Connection) astray(dir int) {
	s := &c.sides[dir]
	if s.now == nil && s.next == nil {
		c.giveUp() // no TLS
		return
	}
	s.lost, s.tries = true, 0
	s.slack = min(s.slack+1, maxSlack)
}

// cutAll cuts what a direction has, and what the other has that may go on now.
func (c *Connection) cutAll(dir int) {
	c.cut(dir)
	for c.released {
		c.released = false
		c.cut(1 - dir)
		c.cut(dir)
	}
	c.compact()
}

// cutLast cuts what it can where nothing follows, or bytes are missing.
func (c *Connection) cutLast(dir int) {
	if s := &c.sides[dir]; s.lost && !s.dead {
		c.search(dir, true)
		c.cutAll(dir)
	}
}

// minRecord is the shortest record with content.
const minRecord = recordHeader + 17

// Gap tells that n bytes of a direction are missing, 0 where it is not known how many.
func (c *Connection) Gap(dir int, n int64) {
	c.begin()
	c.cutLast(dir)
	s := &c.sides[dir]
	b := s.buf[s.pos:]
	at := s.offset()
	whole := gap{at, at + int64(len(b)) + n, maxSlack}
	if n > 0 {
		whole.records = int(min(n/minRecord+1, maxSlack))
	}
	rest := int64(0) // of the record that the gap is in
	if !s.lost && s.skip == 0 && len(b) >= recordHeader {
		_, length, _ := parseHeader(b)
		rest = int64(recordHeader+length) - int64(len(b))
	} else {
		rest = s.skip
	}
	s.lost = n <= 0 || n > rest
	s.skip = 0
	if !s.lost {
		s.skip = rest - n
		whole.records = 1
	}
	s.tries = 0
	s.clear(n)
	if s.dead {
		c.emit(dir, Lost, whole.start, whole.end)
		return
	}
	c.drop(dir, whole)
}

// abandon gives up one direction.
func (c *Connection) abandon(dir int) {
	s := &c.sides[dir]
	s.dead = true
	at := s.offset()
	if n := int64(len(s.buf) - s.pos); n > 0 {
		c.emit(dir, Lost, at, at+n)
	}
	s.clear(0)
}
