package decrypt

import "encoding/binary"

// agreed takes a ServerHello, with which version and cipher suite are known.
func (c *Connection) agreed(h hello) {
	c.await, c.moved = false, true
	if h.random == retryRandom {
		return // another ClientHello follows
	}
	c.serverHello, c.answered = h, true
	c.suite = suiteOf(h.suite, h.version)
	if c.suite == nil || h.compress || h.version < tls10 {
		c.suite, c.useless = nil, true
		return
	}
	c.derive()
}

// missing tells whether a key is.
func (c *Connection) missing() bool {
	if c.over || c.await || c.suite == nil {
		return false
	}
	for i := range c.sides {
		if s := &c.sides[i]; s.now == nil && s.next == nil {
			return true
		}
	}
	return false
}

// derive makes the keys of the secrets that are there.
func (c *Connection) derive() {
	if c.Keys == nil {
		return
	}
	known := c.Keys.of(c.clientHello.random)
	if c.serverHello.version == tls13 {
		if known != nil {
			c.derive13(known)
		}
		return
	}
	m := c.master(known)
	if m == nil {
		return
	}
	c.Keys.learn(c.serverHello.session, m)
	c.Keys.learn(c.serverHello.ticket, m)
	both := newEpochs12(c.suite, m, &c.clientHello, &c.serverHello)
	c.sides[c.client].expect(both[0])
	c.sides[1-c.client].expect(both[1])
}

// master returns the master secret: the logged one, or that of the session that is resumed, by
// its ID (RFC 5246 §F.1.4) or its ticket (RFC 5077 §3.4).
func (c *Connection) master(known *secrets) *masterSecret {
	switch {
	case known != nil && known.master != nil:
		return known.master
	case c.serverHello.session != c.clientHello.session: // not resumed
		return nil
	}
	if m := c.Keys.session(c.clientHello.session); m != nil {
		return m
	}
	return c.Keys.session(c.clientHello.ticket)
}

// derive13 begins the epochs of TLS 1.3 where they are not begun.
func (c *Connection) derive13(known *secrets) {
	for i := range c.sides {
		s := &c.sides[i]
		if s.now != nil || s.next != nil {
			continue
		}
		first, second := serverHandshake, serverTraffic
		if i == c.client {
			first, second = clientHandshake, clientTraffic
		}
		traffic := newEpoch13(c.suite, known.traffic[second])
		if s.due {
			s.now, s.due = traffic, traffic == nil
			continue
		}
		s.now, s.next = newEpoch13(c.suite, known.traffic[first]), traffic
		if s.now != nil {
			s.now.handshake = true
		}
	}
}

// ticket takes a NewSessionTicket (RFC 5077 §3.3). The one of TLS 1.3 resumes nothing whose
// secret would not be logged.
func (c *Connection) ticket(body []byte) {
	if c.suite == nil || c.serverHello.version == tls13 || len(body) < 6 {
		return
	}
	length := int(binary.BigEndian.Uint16(body[4:]))
	if length > len(body)-6 {
		return
	}
	c.serverHello.ticket = keyOf(body[6 : 6+length])
	if c.Keys == nil {
		return
	}
	if m := c.master(c.Keys.of(c.clientHello.random)); m != nil {
		c.Keys.learn(c.serverHello.ticket, m)
	}
}

// expect has a direction use a key from the next ChangeCipherSpec on, or at once where that was
// there.
func (s *side) expect(e *epoch) {
	if s.due {
		s.now, s.due = e, false
		return
	}
	s.next = e
}

// turn is for a ChangeCipherSpec.
func (s *side) turn() {
	s.secure = true
	s.due = s.next == nil
	s.now, s.next = s.next, nil
	s.handshakes.reset()
}

// following returns the epoch after the present one, nil where it is not known.
func (s *side) following() *epoch {
	if s.next == nil && s.now != nil && s.now.secret != nil && !s.now.handshake {
		s.next = s.now.update()
	}
	return s.next
}

// advance begins the next epoch.
func (s *side) advance() {
	s.now, s.next = s.following(), nil
	s.due = s.now == nil
	s.handshakes.reset()
}

// maxSlack limits how many records are taken to be missing at a place: so many sequence numbers
// are tried for the next one.
const maxSlack = 1 << 10

// maxWork limits how many bytes are decrypted in vain for one record.
const maxWork = 4 << 20

// find decrypts a record with the sequence number that fits it, as records may be missing
// before. The next key is tried too, as what begins it may be among these.
func (s *side) find(dst []byte, r *record) ([]byte, bool) {
	if s.now != nil {
		out, ok := s.now.find(dst, r, s.slack)
		s.now.chain(r)
		if ok {
			s.slack = 0
			return out, true
		}
	}
	next := s.following()
	if next == nil {
		return dst, false
	}
	out, ok := next.find(dst, r, s.slack)
	next.chain(r)
	if ok {
		s.advance()
		s.slack = 0
	}
	return out, ok
}

func (e *epoch) find(dst []byte, r *record, slack int) ([]byte, bool) {
	tries := 1 + min(slack, maxWork/(len(r.body)+1))
	for i := range uint64(tries) {
		if out, ok := e.open(dst, e.seq+i, r); ok {
			e.seq += i + 1
			return out, true
		}
	}
	return dst, false
}

// chain notes the end of a record for the next one, where that is needed.
func (e *epoch) chain(r *record) {
	if c, ok := e.opener.(*cbcOpener); ok && c.implicit {
		c.chain(r.body)
	}
}
