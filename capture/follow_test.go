package capture

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"sipcap/capture/capturetest"
)

// writtenRing is a directory of captures that a test writes as tcpdump would.
type writtenRing struct {
	t   *testing.T
	dir string
}

func newRing(t *testing.T) *writtenRing { return &writtenRing{t, t.TempDir()} }

// ringFrame is a datagram that was captured so many seconds after the first.
func ringFrame(second int, payload string) capturetest.Frame {
	at := time.Date(2024, 1, 1, 0, 0, second, 0, time.UTC)
	return capturetest.Datagram{Time: at, Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", Payload: payload}.Frame()
}

func (r *writtenRing) path(name string) string { return filepath.Join(r.dir, name) }

func (r *writtenRing) write(name string, content []byte) {
	r.t.Helper()
	if err := os.WriteFile(r.path(name), content, 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// grow adds to a file.
func (r *writtenRing) grow(name string, content []byte) {
	r.t.Helper()
	f, err := os.OpenFile(r.path(name), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.Write(content)
		f.Close()
	}
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *writtenRing) remove(name string) {
	r.t.Helper()
	if err := os.Remove(r.path(name)); err != nil {
		r.t.Fatal(err)
	}
}

func (r *writtenRing) follow() *Source {
	r.t.Helper()
	s, err := Follow(Config{}, r.dir)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { s.Close() })
	return s
}

// expect reads packets until as many came as are wanted, or none came for some seconds.
func expect(t *testing.T, s *Source, want ...string) {
	t.Helper()
	var got []string
	for until := time.Now().Add(5 * time.Second); len(got) < len(want) && time.Now().Before(until); {
		p, err := s.Next()
		if err == io.EOF {
			got = append(got, "EOF")
			break
		}
		if err == nil {
			got = append(got, fmt.Sprintf("%s %d:%d", p.Payload, p.Frame.File, p.Frame.Number))
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("got %q, want %q", got, want)
	}
}

func pcapOf(frames ...capturetest.Frame) []byte { return capturetest.Pcap{}.Bytes(frames...) }

// records is a capture without the header of its file.
func records(frames ...capturetest.Frame) []byte { return pcapOf(frames...)[pcapHeaderLen:] }

// TestFollow reads a ring whose names are in no order, whose newest file grows, also within a
// packet, and whose files go away.
func TestFollow(t *testing.T) {
	r := newRing(t)
	r.write("z", pcapOf(ringFrame(1, "one"), ringFrame(2, "two")))
	three := pcapOf(ringFrame(3, "three"))
	r.write("a", three[:len(three)-5])
	r.write("a.txt", []byte("no capture"))
	s := r.follow()
	expect(t, s, "one 0:1", "two 0:2") // what is in a is not whole
	r.grow("a", three[len(three)-5:])
	expect(t, s, "three 1:1")
	r.grow("a", records(ringFrame(4, "four")))
	expect(t, s, "four 1:2")
	r.remove("z")
	r.write("b", pcapOf()) // begun, and nothing in it
	r.grow("a", records(ringFrame(5, "five")))
	expect(t, s, "five 1:3")
	r.remove("a") // while it is read
	r.grow("b", records(ringFrame(6, "six")))
	expect(t, s, "six 2:1")
	r.write("b", pcapOf(ringFrame(7, "seven"))) // the ring has come round
	expect(t, s, "seven 3:1")
	r.write("copy", pcapOf(ringFrame(7, "seven")))
	r.write("c", pcapOf(ringFrame(0, "the clock was set back")))
	expect(t, s, "the clock was set back 4:1")
	s.Stop()
	expect(t, s, "EOF")
	info := s.Info()
	if len(info.Files) != 5 || info.Frames != 8 || info.Files[1].Name != r.path("a") || info.Files[1].Truncated {
		t.Errorf("%d frames in %+v", info.Frames, info.Files)
	}
}

// TestFollowNothing waits for the first file.
func TestFollowNothing(t *testing.T) {
	r := newRing(t)
	s := r.follow()
	if _, err := s.Next(); fmt.Sprintf("%T", err) != "*capture.Idle" {
		t.Fatalf("got %v, want Idle", err)
	}
	r.write("a", pcapOf(ringFrame(1, "one")))
	expect(t, s, "one 0:1")
	if _, err := Follow(Config{}, r.path("a")); err == nil {
		t.Error("a file can be followed")
	}
}

// TestFollowTime: while nothing comes time goes on from that of the last packet, whatever this
// machine's clock says.
func TestFollowTime(t *testing.T) {
	r := newRing(t)
	r.write("a", pcapOf(ringFrame(1, "one")))
	s := r.follow()
	expect(t, s, "one 0:1")
	begun := time.Now()
	for i := range 2 {
		_, err := s.Next()
		idle, ok := err.(*Idle)
		if !ok {
			t.Fatalf("got %v, want Idle", err)
		}
		if after := idle.Now.Sub(ringFrame(1, "").Time); after < 0 || after > time.Since(begun) || i > 0 && after == 0 {
			t.Errorf("%s after the last packet, after %s", after, time.Since(begun))
		}
	}
}
