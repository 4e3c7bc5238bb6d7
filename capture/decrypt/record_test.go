package decrypt

import (
	"bytes"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	ct "sipcap/capture/capturetest"
)

var recordFlag = flag.Bool("record", false, "record testdata/openssl again, with the openssl of this machine")

// TestRecord writes the recordings.
func TestRecord(t *testing.T) {
	if !*recordFlag {
		t.Skip("without -record: it needs openssl, and writes into the tree")
	}
	for _, r := range recordings {
		t.Run(r.name, func(t *testing.T) { r.record(t) })
	}
}

// record has openssl s_server and s_client talk through a relay that listens.
func (r *recording) record(t *testing.T) {
	dir := t.TempDir()
	version, err := exec.Command("openssl", "version").Output()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "# %s# openssl s_server %s; openssl s_client %s; key log, then what went over the wire\n", version, r.server, r.client)
	r.writeCertificate(t, dir)
	port := freePort(t)
	server := start(t, dir, "s_server", "-accept", port, "-cert", "cert.pem", "-key", "key.pem", r.server)
	connections := 1
	if r.resumed {
		connections = 2
	}
	var tapes []*tape
	for i := range connections {
		relay, tp := newRelay(t, port)
		tapes = append(tapes, tp)
		options := r.client
		if r.resumed {
			options += [...]string{" -sess_out sess.pem", " -sess_in sess.pem"}[i]
		}
		if i == 1 && r.early != "" {
			if err := os.WriteFile(filepath.Join(dir, "early"), []byte(r.early), 0o600); err != nil {
				t.Fatal(err)
			}
			options += " -early_data early"
		}
		client := start(t, dir, "s_client", "-connect", relay, "-keylogfile", fmt.Sprint("keys", i), options)
		client.wait(t, "Verif") // Verify return code, Verification
		time.Sleep(300 * time.Millisecond)
		for _, step := range r.script() {
			from, to := client, server
			if step[0] == '<' {
				from, to = server, client
			}
			fmt.Fprintln(from.in, step[2:])
			if len(step) > 3 {
				to.wait(t, step[2:])
			}
			time.Sleep(300 * time.Millisecond)
		}
		client.in.Close()
		time.Sleep(500 * time.Millisecond)
		if i == 0 || !r.unlogged {
			log, err := os.ReadFile(filepath.Join(dir, fmt.Sprint("keys", i)))
			if err != nil {
				t.Fatal(err)
			}
			out.Write(log)
		}
	}
	for _, tp := range tapes {
		fmt.Fprintln(&out, "connection")
		tp.mu.Lock()
		for _, w := range tp.wire {
			fmt.Fprintf(&out, "%c %s\n", "><"[w.Dir], hex.EncodeToString(w.Bytes))
		}
		tp.mu.Unlock()
	}
	if err := os.MkdirAll(filepath.Dir(r.file()), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(r.file(), out.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}

func (r *recording) writeCertificate(t *testing.T, dir string) {
	t.Helper()
	cert := ct.Certificates()[0]
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		"cert.pem": {Type: "CERTIFICATE", Bytes: cert.Certificate[0]},
		"key.pem":  {Type: "PRIVATE KEY", Bytes: key},
	} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// newRelay listens for one connection and passes it on to a port.
func newRelay(t *testing.T, port string) (address string, tp *tape) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	tp = &tape{}
	go func() {
		defer l.Close()
		a, err := l.Accept()
		if err != nil {
			return
		}
		b, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err != nil {
			return
		}
		go func() { pass(&tapedConn{b, tp, 0}, a) }()
		pass(&tapedConn{a, tp, 1}, b)
	}()
	return l.Addr().String(), tp
}

// tape records a connection.
type tape struct {
	mu   sync.Mutex
	wire ct.Wire
}

type tapedConn struct {
	net.Conn
	tape *tape
	dir  int
}

func (c *tapedConn) Write(b []byte) (int, error) {
	c.tape.mu.Lock()
	c.tape.wire = append(c.tape.wire, ct.Write{Dir: c.dir, Bytes: bytes.Clone(b)})
	c.tape.mu.Unlock()
	return c.Conn.Write(b)
}

// pass passes on what comes, up to the end of either connection.
func pass(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	to.Close()
}

// process is an openssl that runs.
type process struct {
	in   io.WriteCloser
	mu   sync.Mutex
	said bytes.Buffer
	from int // what was waited for ends here
}

func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.Write(b)
}

func start(t *testing.T, dir string, args ...string) *process {
	t.Helper()
	last := len(args) - 1
	args = slices.Concat(args[:last], strings.Fields(args[last]))
	cmd := exec.Command("openssl", args...)
	cmd.Dir = dir
	p := &process{}
	cmd.Stdout, cmd.Stderr = p, p
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.in = in
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("%s:\n%s", cmd, &p.said)
		}
	})
	if args[0] == "s_server" {
		p.wait(t, "ACCEPT")
	}
	return p
}

// wait waits until the process has said something.
func (p *process) wait(t *testing.T, what string) {
	t.Helper()
	for range 100 {
		p.mu.Lock()
		i := bytes.Index(p.said.Bytes()[p.from:], []byte(what))
		if i >= 0 {
			p.from += i + len(what)
		}
		p.mu.Unlock()
		if i >= 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("waited in vain for %q", what)
}
