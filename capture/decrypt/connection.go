package decrypt

// DefaultMaxHeld is how many bytes a Connection holds unless told otherwise.
const DefaultMaxHeld = 256 << 10

// Connection decrypts one TLS connection. Its zero value, with Keys, is ready.
//
// Its directions are 0 and 1, in any order: who sends the ClientHello is the client. What comes
// out does not depend on the pieces in which a direction is fed.
type Connection struct {
	// Keys are the secrets. Connections may share them; nil means that there are none.
	Keys *Keys
	// MaxHeld is how many bytes are held of records that cannot be decrypted yet, above which
	// the connection is given up; 0 means DefaultMaxHeld.
	MaxHeld int

	sides  [2]side
	client int  // the client's side, once hasClient
	hello  bool // a ClientHello was seen
	await  bool // and its ServerHello was not

	answered bool // a ServerHello was seen

	clientHello, serverHello hello
	suite                    *suite // nil before the ServerHello
	useless                  bool   // nothing of it will be decrypted

	held      []heldRecord // in the order of arrival
	heldBytes int
	moved     bool // what is held may be understood now
	released  bool // so may what is not even cut

	record record // that is being cut
	pieces []Piece
	plain  []byte // of the pieces' data
	given  int    // of the pieces

	decrypted, lost uint64
	alert           Alert // the first that was fatal
	over            bool  // given up
}

// Kind says what a piece is.
type Kind uint8

// The kinds of pieces.
const (
	Data  Kind = iota // what was sent through the connection
	Other             // TLS's own: handshake, alerts, early data
	Lost              // what was not decrypted, and what is missing
)

// Piece is what became of a range of one direction's bytes. The pieces of a direction come in
// order and leave nothing out.
type Piece struct {
	Dir        int
	Kind       Kind
	Data       []byte // decrypted, of Data alone
	Start, End int64  // where in the stream the record is, gaps counted as far as they are known

	from, to int // of Data in Connection.plain
}

// Feed takes the next bytes of a direction.
func (c *Connection) Feed(dir int, b []byte) {
	c.begin()
	s := &c.sides[dir]
	if s.dead {
		c.emit(dir, Lost, s.base, s.base+int64(len(b)))
		s.base += int64(len(b))
		return
	}
	s.buf = append(s.buf, b...)
	c.cutAll(dir)
}

// Close tells that a direction has ended. What is held stays held: its key may come.
func (c *Connection) Close(dir int) {
	c.begin()
	c.cutLast(dir)
	s := &c.sides[dir]
	at := s.offset()
	if n := int64(len(s.buf) - s.pos); n > 0 {
		c.drop(dir, gap{at, at + n, 0})
	}
	s.clear(0)
}

// Retry looks whether there is a key now that was missing.
func (c *Connection) Retry() {
	c.begin()
	if c.missing() {
		c.derive()
		c.release()
		c.cutAll(0)
	}
}

// GiveUp has what is held come out as lost, and all that follows.
func (c *Connection) GiveUp() {
	c.begin()
	c.giveUp()
}

// Next returns the next piece. It reports false when there is no more.
func (c *Connection) Next() (Piece, bool) {
	if c.given == len(c.pieces) {
		return Piece{}, false
	}
	p := c.pieces[c.given]
	c.given++
	if p.Kind == Data {
		p.Data = c.plain[p.from:p.to:p.to]
	}
	return p, true
}

// maxKept is the room for decrypted bytes that is kept for the next time.
const maxKept = 64 << 10

// begin makes room for new pieces. Those that nobody took are gone.
func (c *Connection) begin() {
	c.pieces, c.given = c.pieces[:0], 0
	c.plain = c.plain[:0]
	if cap(c.plain) > maxKept {
		c.plain = nil
	}
}

// compact throws away what was cut.
func (c *Connection) compact() {
	for i := range c.sides {
		s := &c.sides[i]
		if s.pos > 0 {
			s.base += int64(s.pos)
			s.buf = s.buf[:copy(s.buf, s.buf[s.pos:])]
			s.pos = 0
		}
		if len(s.buf) == 0 && cap(s.buf) > maxKept {
			s.buf = nil
		}
	}
}

// emit adds a piece. Neighbours that are alike become one.
func (c *Connection) emit(dir int, kind Kind, start, end int64) {
	if n := len(c.pieces); n > 0 && kind != Data {
		if last := &c.pieces[n-1]; last.Dir == dir && last.Kind == kind && last.End == start {
			last.End = end
			return
		}
	}
	c.pieces = append(c.pieces, Piece{Dir: dir, Kind: kind, Start: start, End: end})
}

// emitData adds a piece of what is in c.plain from there on.
func (c *Connection) emitData(dir int, r *record, from int) {
	c.pieces = append(c.pieces, Piece{Dir: dir, Kind: Data, Start: r.start, End: r.end, from: from, to: len(c.plain)})
}

// Info tells about a connection.
type Info struct {
	Client     int // the direction of the ClientHello, -1 where there is none
	Hellos     bool
	Version    uint16 // of Hellos, as are the others
	Suite      uint16
	Supported  bool     // the version and the suite can be decrypted
	ServerName string   // that the client asks for
	Protocols  []string // of ALPN: what the client offers, or the one that the server chose
	NoKey      bool     // a key is missing that could still come
	Alert      Alert    // with which one side broke the connection off, as far as that can be read; 0 for none
	GivenUp    bool     // nothing more will be decrypted
	Decrypted  uint64   // records
	Lost       uint64   // records, as far as that is known, of a connection with a key
}

// Info tells what is known of the connection.
func (c *Connection) Info() Info {
	i := Info{Client: -1, NoKey: c.missing(), Alert: c.alert, GivenUp: c.over, Decrypted: c.decrypted, Lost: c.lost}
	if !c.hello {
		return i
	}
	i.Client, i.ServerName, i.Protocols = c.client, c.clientHello.serverName, c.clientHello.protocols
	if !c.answered {
		return i
	}
	i.Hellos, i.Version, i.Suite, i.Supported = true, c.serverHello.version, c.serverHello.suite, c.suite != nil
	if len(c.serverHello.protocols) > 0 {
		i.Protocols = c.serverHello.protocols
	}
	return i
}
