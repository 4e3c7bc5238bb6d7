package decrypt

// The extensions that matter (RFC 8446 §4.2 and others).
const (
	extServerName        = 0
	extALPN              = 16
	extEncryptThenMAC    = 22
	extSessionTicket     = 35
	extEarlyData         = 42
	extSupportedVersions = 43
)

// hello is what a ClientHello or a ServerHello tells.
type hello struct {
	version  uint16 // ServerHello: the one agreed on
	random   random
	session  sessionKey // of its ID
	suite    uint16     // ServerHello
	compress bool       // ServerHello

	serverName string
	protocols  []string // of ALPN
	ticket     sessionKey
	earlyData  bool
	etm        bool
}

// retryRandom makes a ServerHello a HelloRetryRequest (RFC 8446 §4.1.3).
var retryRandom = random{
	0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
	0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
}

// parseClientHello reads a ClientHello (RFC 8446 §4.1.2). It copies what it keeps.
func parseClientHello(b []byte) (h hello, ok bool) {
	c := cursor{b: b}
	h.version = c.u16()
	copy(h.random[:], c.take(len(h.random)))
	h.session = keyOf(c.vector8())
	c.vector16() // cipher suites
	c.vector8()  // compression methods
	if c.bad {
		return h, false
	}
	h.extensions(&c)
	return h, true
}

// parseServerHello reads a ServerHello (RFC 8446 §4.1.3).
func parseServerHello(b []byte) (h hello, ok bool) {
	c := cursor{b: b}
	h.version = c.u16()
	copy(h.random[:], c.take(len(h.random)))
	h.session = keyOf(c.vector8())
	h.suite = c.u16()
	h.compress = c.u8() != 0
	if c.bad {
		return h, false
	}
	h.extensions(&c)
	return h, true
}

// extensions reads the extensions of a hello, or EncryptedExtensions. What is wrong with them is
// passed over: the endpoints took it.
func (h *hello) extensions(c *cursor) {
	all := cursor{b: c.vector16()}
	for len(all.b) > 0 && !all.bad {
		kind := all.u16()
		e := cursor{b: all.vector16()}
		switch kind {
		case extServerName:
			names := cursor{b: e.vector16()}
			if names.u8() == 0 {
				h.serverName = string(names.vector16())
			}
		case extALPN:
			names := cursor{b: e.vector16()}
			for len(names.b) > 0 && len(h.protocols) < maxProtocols {
				h.protocols = append(h.protocols, string(names.vector8()))
			}
		case extEncryptThenMAC:
			h.etm = true
		case extSessionTicket:
			h.ticket = keyOf(e.b)
		case extEarlyData:
			h.earlyData = true
		case extSupportedVersions:
			if len(e.b) == 2 { // of a ServerHello; a ClientHello has a list
				h.version = e.u16()
			}
		}
	}
}

// maxProtocols bounds what is kept of a ClientHello's ALPN.
const maxProtocols = 16

// cursor reads on through bytes. Where they end too early it gives zeros, and is bad.
type cursor struct {
	b   []byte
	bad bool
}

func (c *cursor) take(n int) []byte {
	if n > len(c.b) {
		c.b, c.bad = nil, true
		return nil
	}
	out := c.b[:n]
	c.b = c.b[n:]
	return out
}

func (c *cursor) u8() int {
	b := c.take(1)
	if b == nil {
		return 0
	}
	return int(b[0])
}

func (c *cursor) u16() uint16 {
	high := c.u8()
	return uint16(high<<8 | c.u8())
}

func (c *cursor) vector8() []byte  { return c.take(c.u8()) }
func (c *cursor) vector16() []byte { return c.take(int(c.u16())) }
