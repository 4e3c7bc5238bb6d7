package decrypt

import "slices"

// process takes a record whose turn it is. It reports false where it cannot be understood yet,
// as a hello of the other side is to come, or a key.
func (c *Connection) process(dir int, r *record) bool {
	s := &c.sides[dir]
	switch {
	case s.dead:
		c.emit(dir, Lost, r.start, r.end)
		return true
	case !c.hello:
		return c.introduce(dir, r)
	case c.encrypted(s, r):
		return c.decrypt(dir, r)
	case c.await && dir == c.client && !s.secure && r.kind != alert:
		return false
	case c.await && dir != c.client && r.kind == applicationData:
		c.useless = true // the ServerHello is missing
		return false
	}
	c.emit(dir, Other, r.start, r.end)
	c.content(dir, r.kind, r.body)
	return true
}

// introduce takes records up to the ClientHello, of which it is not known whose they are. Those
// of the server are held.
func (c *Connection) introduce(dir int, r *record) bool {
	s := &c.sides[dir]
	switch {
	case r.kind != handshakeType && !s.began && !c.sides[1-dir].began && len(c.held) == 0:
		c.useless = true // the handshake was before
		return false
	case r.kind != handshakeType || !s.began && (len(r.body) == 0 || handshakeMessage(r.body[0]) != clientHelloMessage):
		return false
	}
	s.began = true
	c.emit(dir, Other, r.start, r.end)
	c.content(dir, r.kind, r.body)
	return true
}

// encrypted tells whether a record is. Where the message that begins encryption is missing,
// application data tells.
func (c *Connection) encrypted(s *side, r *record) bool {
	if s.secure && c.serverHello.version < tls13 {
		return true
	}
	return c.suite != nil && r.kind == applicationData
}

// decrypt decrypts a record. It reports false where the key is missing.
func (c *Connection) decrypt(dir int, r *record) bool {
	s := &c.sides[dir]
	if s.now == nil && s.following() == nil {
		return false
	}
	at := len(c.plain)
	c.plain = slices.Grow(c.plain, len(r.body))
	plain, ok := s.find(c.plain, r)
	if ok {
		c.opened(dir, r, plain, at)
		return true
	}
	if c.clientHello.earlyData && dir == c.client && !s.any {
		c.emit(dir, Other, r.start, r.end) // 0-RTT (RFC 8446 §2.3), which has a key of its own
		return true
	}
	c.lost++
	c.emit(dir, Lost, r.start, r.end)
	s.slack = min(s.slack+1, maxSlack)
	s.handshakes.reset()
	if s.fails++; s.fails > maxFails {
		c.abandon(dir)
	}
	return true
}

// opened takes what a record held, which is in plain from at on.
func (c *Connection) opened(dir int, r *record, plain []byte, at int) {
	s := &c.sides[dir]
	s.any, s.secure, s.fails = true, true, 0
	c.decrypted++
	kind := r.kind
	if c.serverHello.version == tls13 {
		kind = r.inner
	}
	c.plain = plain
	if kind == applicationData {
		c.emitData(dir, r, at)
		return
	}
	c.plain = plain[:at]
	c.emit(dir, Other, r.start, r.end)
	c.content(dir, kind, plain[at:])
}

// content takes what is TLS's own.
func (c *Connection) content(dir int, kind recordType, b []byte) {
	switch kind {
	case handshakeType:
		c.sides[dir].handshakes.feed(b, func(m handshakeMessage, body []byte) { c.message(dir, m, body) })
	case alert:
		if a, ok := fatal(b); ok && c.alert == 0 {
			c.alert = a
		}
	case changeCipherSpec:
		if c.suite != nil && c.serverHello.version < tls13 { // which has it for show (RFC 8446 §D.4)
			c.sides[dir].turn()
		}
	}
}

// message takes a handshake message.
func (c *Connection) message(dir int, m handshakeMessage, body []byte) {
	s := &c.sides[dir]
	switch m {
	case clientHelloMessage:
		if h, ok := parseClientHello(body); ok && (!c.hello || dir == c.client) {
			c.clientHello, c.client, c.hello, c.await, c.moved = h, dir, true, true, true
		}
	case serverHelloMessage:
		if h, ok := parseServerHello(body); ok && c.await && dir != c.client {
			c.agreed(h)
		}
	case newSessionTicketMessage:
		c.ticket(body)
	case encryptedExtensionsMessage:
		c.serverHello.extensions(&cursor{b: body})
	case finishedMessage:
		if s.now != nil && s.now.handshake {
			s.advance()
		}
	case keyUpdateMessage:
		if s.now != nil && s.now.secret != nil {
			s.advance()
		}
	}
}
