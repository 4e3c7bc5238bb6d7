package ingest

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"sipcap/capture"
	ct "sipcap/capture/capturetest"
)

// secretsAfter is a pcapng file in which a key log stands behind the first n frames.
func secretsAfter(n int, log string, frames ...ct.Frame) []byte {
	body := binary.LittleEndian.AppendUint32(nil, 0x544c534b)
	body = append(binary.LittleEndian.AppendUint32(body, uint32(len(log))), log...)
	return slices.Concat(ct.PcapNG{}.Bytes(frames[:n]...), ct.PcapNG{}.Block(10, body), ct.PcapNG{}.Bytes(frames[n:]...))
}

// The keys may stand anywhere in the capture.
func TestTLSSecretsInCapture(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		p := ct.NewTLS(version)
		w := to(sips).over(p.Talk(options("a", ""), options("b", ""), options("c", "")), 0).end()
		for n := range len(w.frames) + 1 {
			got, skipped, facts := toldOf(t, w, secretsAfter(n, p.KeyLog.String(), w.frames...), Config{})
			if want := []string{"tls a", "tls b", "tls c"}; !slices.Equal(ids(got), want) || strings.Contains(skipped, "tls-no-key") || facts.TLS.Servers[0].Decrypted != 1 {
				t.Errorf("%s, after %d frames: got %q, skipped %s, %+v; want %q", tls.VersionName(version), n, got, skipped, facts.TLS, want)
			}
		}
	}
}

// growing is a key log that is still being written: it gives a line where it has given none.
type growing struct {
	lines []string
	pause bool
}

func (g *growing) Read(b []byte) (int, error) {
	if g.pause = !g.pause; len(g.lines) == 0 || !g.pause {
		return 0, fmt.Errorf("nothing more yet")
	}
	n := copy(b, g.lines[0])
	g.lines = g.lines[1:]
	return n, nil
}

func TestTLSGrowingKeyLog(t *testing.T) {
	p := ct.NewTLS(tls.VersionTLS13)
	w := to(sips).over(p.Talk(options("a", ""), options("b", "")), 100)
	got, _, _ := toldBy(t, w, Config{KeyLog: &growing{lines: strings.SplitAfter(p.KeyLog.String(), "\n")}})
	if want := []string{"tls a", "tls b"}; !slices.Equal(ids(got), want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Of several connections, those with a key are decrypted, and the others counted.
func TestTLSPartlyKeyed(t *testing.T) {
	keyed, other := ct.NewTLS(tls.VersionTLS12), ct.NewTLS(tls.VersionTLS13)
	w := to(sips).over(keyed.Talk(options("a", ""), options("b", "")), 0).end()
	w.seq = [2]uint32{1 << 30, 1 << 30} // from the same ports again
	w.segment(0, "S", "").segment(1, "S", "").over(other.Talk(options("c", "")), 0).end()
	w.seq = [2]uint32{1 << 31, 1 << 31}
	w.segment(0, "S", "").segment(1, "S", "").over(keyed.Talk(options("d", "")), 0)
	got, _, facts := toldBy(t, w, Config{KeyLog: strings.NewReader(keyed.KeyLog.String())})
	s := facts.TLS.Servers[0]
	if want := []string{"tls a", "tls b", "tls d"}; !slices.Equal(ids(got), want) || s.Connections != 3 || s.Decrypted != 2 || s.NoKey() != 1 {
		t.Errorf("got %q, %+v; want %q, two of three", got, facts.TLS, want)
	}
}

// What is held without a key is limited, for a connection and in all.
func TestTLSHoldsNoMore(t *testing.T) {
	p := ct.NewTLS(tls.VersionTLS13)
	talk := p.Talk(options("a", strings.Repeat("x", 2*maxHeldSIP)), options("b", ""))
	w := to(sips).over(talk, 1000)
	file := secretsAfter(len(w.frames), p.KeyLog.String(), w.frames...)
	got, skipped, facts := toldOf(t, w, file, Config{})
	if want := fmt.Sprintf("tcp 2, tls-no-key %d", len(w.frames)-2); got != nil || skipped != want || facts.GivenUp.Messages != 0 || facts.TLS.Servers[0].NoKey() != 1 {
		t.Errorf("too much for a connection: got %q, skipped %s, %+v; want skipped %s", got, skipped, facts, want)
	}
	w = to(sips).over(p.Talk(options("a", strings.Repeat("x", 50000)), options("b", "")), 1000)
	file = secretsAfter(len(w.frames), p.KeyLog.String(), w.frames...)
	if got, _, _ = toldOf(t, w, file, Config{StreamBytes: 20000}); got != nil {
		t.Errorf("too much in all: got %q", got)
	}
	if got, _, _ = toldOf(t, w, file, Config{StreamBytes: 100000}); len(got) != 2 {
		t.Errorf("not too much: got %q, want two", got)
	}
}

// With a key, what is given up for lack of room is a message.
func TestTLSOverflow(t *testing.T) {
	p := ct.NewTLS(tls.VersionTLS13)
	w := to(sips).over(p.Talk(options("a", strings.Repeat("x", 50000)), options("b", ""), options("c", "")), 1000)
	got, _, facts := toldBy(t, w, Config{StreamBytes: 30000, KeyLog: strings.NewReader(p.KeyLog.String())})
	if want := []string{"tls a", "tls b", "tls c"}; !slices.Equal(ids(got), want) || !strings.HasSuffix(got[0], "truncated") || facts.GivenUp.Messages == 0 {
		t.Errorf("got %q, %d given up; want a truncated, b and c", got, facts.GivenUp.Messages)
	}
}

// Whatever happens, nothing stays behind.
func TestNothingStaysHeld(t *testing.T) {
	p := ct.NewTLS(tls.VersionTLS13)
	talk := p.Talk(options("a", strings.Repeat("x", 50000)), options("b", ""), options("c", ""))
	for _, limit := range []int64{1000, 30000, DefaultStreamBytes} {
		for _, log := range []string{"", p.KeyLog.String()} {
			for _, server := range []string{sips, "10.0.0.2:443"} {
				for _, w := range []*wire{to(server).over(talk, 999).end(), to(server).over(talk[:len(talk)/2], 999), to(server).over(oneWay(talk, 1), 999)} {
					src, err := capture.Open(capture.Config{Stdin: bytes.NewReader(ct.Pcap{}.Bytes(w.frames...))}, "-")
					if err != nil {
						t.Fatal(err)
					}
					r := newReader(start(Config{Workers: 1}), src, Config{})
					r.streams.limit, r.streams.tls.keys.log = limit, strings.NewReader(log)
					if err := r.read(context.Background(), src); err != io.EOF {
						t.Fatal(err)
					}
					r.workers[0].stop()
					r.workers[0].done.Wait()
					if s := &r.streams; s.held != 0 || s.tls.bytes != 0 || len(s.byID) != 0 || len(s.tls.byID) != 0 {
						t.Errorf("limit %d, %d bytes of keys, %s: %d bytes of %d streams, %d connections are held", limit, len(log), server, s.held, len(s.byID), len(s.tls.byID))
					}
				}
			}
		}
	}
}

// A connection that is still open is told, with and without a key.
func TestTLSOpenConnections(t *testing.T) {
	p := ct.NewTLS(tls.VersionTLS13)
	w := to(sips).over(p.Talk(options("a", ""), options("b", "")), 0)
	for _, log := range []string{"", p.KeyLog.String()} {
		src, err := capture.Open(capture.Config{Stdin: bytes.NewReader(ct.Pcap{}.Bytes(w.frames...))}, "-")
		if err != nil {
			t.Fatal(err)
		}
		r := newReader(start(Config{Workers: 1}), src, Config{})
		r.streams.limit, r.streams.tls.keys.log = DefaultStreamBytes, strings.NewReader(log)
		for p, err := src.Next(); err == nil; p, err = src.Next() {
			r.take(p)
		}
		for range 2 {
			got := r.facts(src.Info()).TLS.Servers
			if len(got) != 1 || got[0].Connections != 1 || got[0].NoKey() == 1 == (log != "") {
				t.Errorf("%d bytes of keys: got %+v", len(log), got)
			}
		}
		r.workers[0].stop()
		r.workers[0].done.Wait()
	}
}

// Bytes that are missing cost the messages that they are of.
func TestTLSGap(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		p := ct.NewTLS(version)
		talk := p.Talk(options("a", ""), options("b", ""), options("c", strings.Repeat("x", 200)), options("d", ""), options("e", ""))
		var third int // the client's second message
		for i, w := range talk {
			if w.Dir == 0 && len(w.Bytes) > 400 && w.Bytes[0] == 23 {
				third = i
			}
		}
		long := talk[third].Bytes
		for _, cut := range [][2]int{{0, len(long)}, {0, 10}, {10, 20}, {100, len(long)}} {
			w := to(sips).over(talk[:third], 0).send(string(long[:cut[0]])).lose(cut[1] - cut[0])
			if cut[1] < len(long) {
				w.send(string(long[cut[1]:]))
			}
			w.over(talk[third+1:], 0)
			got, skipped, facts := toldBy(t, w, Config{KeyLog: strings.NewReader(p.KeyLog.String())})
			slices.Sort(got)
			all := ids(got)
			slices.Sort(all)
			if want := []string{"tls a", "tls b", "tls d", "tls e"}; !slices.Equal(all, want) {
				t.Errorf("%s without %v: got %q, want %q", tls.VersionName(version), cut, all, want)
			}
			if facts.TLS.Servers[0].LostRecords == 0 || cut[0] > 0 && !strings.Contains(skipped, "tls-no-key") {
				t.Errorf("%s without %v: skipped %s, %+v", tls.VersionName(version), cut, skipped, facts.TLS.Servers[0])
			}
		}
	}
}
