package capturetest

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
	"sync"
	"time"
)

// TLS makes TLS connections in memory, of which what is on the wire can be put into segments.
// Its configurations may be changed before they talk.
type TLS struct {
	Client, Server tls.Config
	KeyLog         bytes.Buffer // of all connections
}

// NewTLS returns one for a version, and for cipher suites where some are named.
func NewTLS(version uint16, suites ...uint16) *TLS {
	t := &TLS{}
	t.Client = tls.Config{
		MinVersion: version, MaxVersion: version, CipherSuites: suites, InsecureSkipVerify: true,
		ServerName: "sip.example.com", KeyLogWriter: &t.KeyLog,
	}
	t.Server = tls.Config{MinVersion: version, MaxVersion: version, CipherSuites: suites, Certificates: Certificates()}
	return t
}

// Write is what one side of a connection wrote at a time.
type Write struct {
	Dir   int // 0 is the client
	Bytes []byte
}

// Wire is what both sides wrote, in its order.
type Wire []Write

// Side returns the bytes of one direction, all together.
func (w Wire) Side(dir int) []byte {
	var all []byte
	for _, one := range w {
		if one.Dir == dir {
			all = append(all, one.Bytes...)
		}
	}
	return all
}

// Talk makes a connection on which client and server say lines in turn, the client first.
func (t *TLS) Talk(lines ...string) Wire {
	return t.connect(func(c *tls.Conn, turn int) {
		must(c.Handshake())
		say(c, lines, turn)
	})
}

// Fail makes a connection on which the handshake fails.
func (t *TLS) Fail() Wire {
	var failed [2]error
	wire := t.connect(func(c *tls.Conn, turn int) {
		if failed[turn] = c.Handshake(); failed[turn] == nil && turn == 1 {
			_, failed[turn] = c.Read(make([]byte, 1)) // what the client finds wrong comes after
		}
		c.NetConn().Close()
	})
	if failed == [2]error{} {
		panic("capturetest: the handshake did not fail")
	}
	return wire
}

// connect has both ends of a connection do something.
func (t *TLS) connect(act func(c *tls.Conn, turn int)) Wire {
	tape := &tape{}
	ways := [2]*way{newWay(), newWay()}
	client := tls.Client(&memoryConn{in: ways[1], out: ways[0], tape: tape, dir: 0}, &t.Client)
	server := tls.Server(&memoryConn{in: ways[0], out: ways[1], tape: tape, dir: 1}, &t.Server)
	var done sync.WaitGroup
	done.Go(func() { act(server, 1) })
	act(client, 0)
	done.Wait()
	return tape.wire
}

// say says the lines of one's own turn, and listens to the others.
func say(c *tls.Conn, lines []string, turn int) {
	for i, line := range lines {
		var err error
		if i%2 == turn {
			_, err = io.WriteString(c, line)
		} else {
			_, err = io.ReadFull(c, make([]byte, len(line)))
		}
		must(err)
	}
}

// Certificates are those of servers, one for each kind of signature. They are made once.
var Certificates = sync.OnceValue(func() []tls.Certificate {
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	old, err := rsa.GenerateKey(rand.Reader, 2048)
	must(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"sip.example.com"}, NotAfter: time.Unix(1<<33, 0),
	}
	certificate := func(public, private any) tls.Certificate {
		der, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
		must(err)
		return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: private}
	}
	return []tls.Certificate{certificate(&ec.PublicKey, ec), certificate(&old.PublicKey, old)}
})

// tape records a connection.
type tape struct {
	mu   sync.Mutex
	wire Wire
}

// way takes any number of bytes one way.
type way struct {
	mu     sync.Mutex
	more   sync.Cond
	bytes  []byte
	closed bool
}

func newWay() *way {
	w := &way{}
	w.more.L = &w.mu
	return w
}

// memoryConn is one end of a connection in memory, of which a tape is made.
type memoryConn struct {
	net.Conn // nil: crypto/tls calls no more than what is below
	in, out  *way
	tape     *tape
	dir      int
}

func (c *memoryConn) Read(b []byte) (int, error) {
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
	for len(c.in.bytes) == 0 {
		if c.in.closed {
			return 0, io.EOF
		}
		c.in.more.Wait()
	}
	n := copy(b, c.in.bytes)
	c.in.bytes = c.in.bytes[n:]
	return n, nil
}

func (c *memoryConn) Write(b []byte) (int, error) {
	c.tape.mu.Lock()
	c.tape.wire = append(c.tape.wire, Write{c.dir, bytes.Clone(b)})
	c.tape.mu.Unlock()
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	c.out.bytes = append(c.out.bytes, b...)
	c.out.more.Signal()
	return len(b), nil
}

// Close tells the other end that nothing more comes.
func (c *memoryConn) Close() error {
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	c.out.closed = true
	c.out.more.Signal()
	return nil
}
