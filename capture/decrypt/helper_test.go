package decrypt

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// written is what one side of a connection wrote at a time.
type written struct {
	dir int // 0 is the client
	b   []byte
}

// tape records a connection.
type tape struct {
	mu     sync.Mutex
	writes []written
}

// side returns bytes of one direction, all together.
func (t *tape) side(dir int) []byte {
	var all []byte
	for _, w := range t.writes {
		if w.dir == dir {
			all = append(all, w.b...)
		}
	}
	return all
}

func (t *tape) write(dir int, b []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.writes = append(t.writes, written{dir, bytes.Clone(b)})
}

// way takes any number of bytes one way.
type way struct {
	mu    sync.Mutex
	more  sync.Cond
	bytes []byte
}

func newWay() *way {
	w := &way{}
	w.more.L = &w.mu
	return w
}

// memoryConn is one end of a connection in memory, of which a tape is made.
type memoryConn struct {
	net.Conn // nil: no more is called than what is below
	in, out  *way
	tape     *tape
	dir      int
}

func (c *memoryConn) Read(b []byte) (int, error) {
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
	for len(c.in.bytes) == 0 {
		c.in.more.Wait()
	}
	n := copy(b, c.in.bytes)
	c.in.bytes = c.in.bytes[n:]
	return n, nil
}

func (c *memoryConn) Write(b []byte) (int, error) {
	c.tape.write(c.dir, b)
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	c.out.bytes = append(c.out.bytes, b...)
	c.out.more.Signal()
	return len(b), nil
}

// certificates are the server's, for either kind of signature.
var certificates = sync.OnceValue(func() []tls.Certificate {
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"sip.example.com"}, NotAfter: time.Now().Add(time.Hour)}
	var all []tls.Certificate
	for _, key := range []any{ec, rsaKey} {
		public := any(&rsaKey.PublicKey)
		if key == any(ec) {
			public = &ec.PublicKey
		}
		der, err := x509.CreateCertificate(rand.Reader, template, template, public, key)
		if err != nil {
			panic(err)
		}
		all = append(all, tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key})
	}
	return all
})

// peers are the two configurations of crypto/tls that talk to each other.
type peers struct {
	client, server tls.Config
	keys           bytes.Buffer
}

func newPeers(version uint16, suites ...uint16) *peers {
	p := &peers{}
	p.client = tls.Config{
		MinVersion: version, MaxVersion: version, CipherSuites: suites, InsecureSkipVerify: true,
		ServerName: "sip.example.com", KeyLogWriter: &p.keys,
	}
	p.server = tls.Config{MinVersion: version, MaxVersion: version, CipherSuites: suites, Certificates: certificates()}
	return p
}

// talk has the peers make a connection on which client and server say lines in turn, the client
// first, and returns what was on the wire.
func (p *peers) talk(t testing.TB, lines ...string) *tape {
	t.Helper()
	tp := &tape{}
	ways := [2]*way{newWay(), newWay()}
	client := tls.Client(&memoryConn{in: ways[1], out: ways[0], tape: tp, dir: 0}, &p.client)
	server := tls.Server(&memoryConn{in: ways[0], out: ways[1], tape: tp, dir: 1}, &p.server)
	var done sync.WaitGroup
	done.Go(func() { say(t, server, lines, 1) })
	say(t, client, lines, 0)
	done.Wait()
	return tp
}

// say says the lines of one's own turn, and listens to the others.
func say(t testing.TB, c *tls.Conn, lines []string, turn int) {
	if err := c.Handshake(); err != nil {
		t.Errorf("handshake: %v", err)
		return
	}
	for i, line := range lines {
		var err error
		if i%2 == turn {
			_, err = io.WriteString(c, line)
		} else {
			_, err = io.ReadFull(c, make([]byte, len(line)))
		}
		if err != nil {
			t.Errorf("line %d: %v", i, err)
			return
		}
	}
}

// dialogue is what most tests have the peers say.
var dialogue = []string{
	"REGISTER sip:example.com SIP/2.0\r\n\r\n", "SIP/2.0 401 Unauthorized\r\n\r\n",
	"INVITE " + strings.Repeat("x", 20000), "SIP/2.0 200 OK " + strings.Repeat("y", 40000), "ACK", "BYE",
}

// said is what of lines one side says.
func said(lines []string, turn int) string {
	var all string
	for i, line := range lines {
		if i%2 == turn {
			all += line
		}
	}
	return all
}

// heard is what a Connection gave of each direction.
type heard struct {
	text [2]string
	lost [2][][2]int64 // ranges
	end  [2]int64      // of the last piece
}

// hear takes the pieces that are there.
func (h *heard) hear(t testing.TB, c *Connection) {
	t.Helper()
	for p, ok := c.Next(); ok; p, ok = c.Next() {
		if p.Start != h.end[p.Dir] || p.End < p.Start {
			t.Fatalf("side %d: a piece from %d to %d after %d", p.Dir, p.Start, p.End, h.end[p.Dir])
		}
		h.end[p.Dir] = p.End
		switch p.Kind {
		case Data:
			h.text[p.Dir] += string(p.Data)
		case Lost:
			all := h.lost[p.Dir]
			if n := len(all); n > 0 && all[n-1][1] == p.Start {
				all[n-1][1] = p.End
				break
			}
			h.lost[p.Dir] = append(all, [2]int64{p.Start, p.End})
		}
	}
}

// play feeds a tape in pieces of at most n bytes, as they were written where n is 0.
func (t *tape) play(tb testing.TB, c *Connection, n int) *heard {
	tb.Helper()
	h := &heard{}
	for _, w := range t.writes {
		for b := w.b; len(b) > 0; {
			size := len(b)
			if n > 0 {
				size = min(n, size)
			}
			c.Feed(w.dir, b[:size])
			h.hear(tb, c)
			b = b[size:]
		}
	}
	for dir := range 2 {
		c.Close(dir)
		h.hear(tb, c)
	}
	c.GiveUp()
	h.hear(tb, c)
	return h
}

// keysOf reads a key log.
func keysOf(log string) *Keys {
	k := &Keys{}
	io.WriteString(k, log)
	return k
}

// want checks that all of what the lines say came out.
func (h *heard) want(t testing.TB, lines []string) {
	t.Helper()
	for dir := range 2 {
		if want := said(lines, dir); h.text[dir] != want {
			t.Errorf("side %d: got %.60q (%d bytes), want %.60q (%d)", dir, h.text[dir], len(h.text[dir]), want, len(want))
		}
		if h.lost[dir] != nil {
			t.Errorf("side %d: lost %v, want nothing lost", dir, h.lost[dir])
		}
	}
}
