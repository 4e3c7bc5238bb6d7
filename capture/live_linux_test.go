//go:build !libpcap

package capture

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sipcap/capture/capturetest"
)

// wire is a network namespace with a pair of interfaces, of which what is sent on one arrives at
// the other.
type wire struct {
	t    *testing.T
	fd   int // sends raw frames
	peer int // the interface to send on
}

const (
	wireHere = "sipcap0"
	wirePeer = "sipcap1"
)

// newWire makes the namespace for this test alone: its goroutine keeps its thread, which ends with it.
func newWire(t *testing.T) *wire {
	if os.Getuid() != 0 {
		t.Skip("needs root to make a network namespace")
	}
	if _, err := exec.LookPath("ip"); err != nil {
		t.Skip("needs ip (Debian's iproute2)")
	}
	runtime.LockOSThread() // and never unlocked: the thread is not to be used again
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		t.Skipf("no network namespace: %v", err)
	}
	w := &wire{t: t}
	w.ip("link set lo up")
	w.plug()
	return w
}

// plug makes the pair.
func (w *wire) plug() {
	w.ip("link add " + wireHere + " type veth peer name " + wirePeer)
	for _, name := range []string{wireHere, wirePeer} {
		w.ip("link set " + name + " up")
	}
	peer, err := net.InterfaceByName(wirePeer)
	if err != nil {
		w.t.Fatal(err)
	}
	w.peer = peer.Index
	w.fd, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { unix.Close(w.fd) })
}

func (w *wire) ip(words string) {
	w.t.Helper()
	if out, err := exec.Command("ip", strings.Fields(words)...).CombinedOutput(); err != nil {
		w.t.Fatalf("ip %s: %v: %s", words, err, out)
	}
}

// send puts frames on the wire, at the end that is not captured.
func (w *wire) send(frames ...capturetest.Frame) {
	w.t.Helper()
	for _, f := range frames {
		if err := unix.Sendto(w.fd, f.Data, 0, &unix.SockaddrLinklayer{Ifindex: w.peer}); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *wire) open(cfg LiveConfig, names ...string) *Source {
	w.t.Helper()
	cfg.Idle = 50 * time.Millisecond
	s, err := OpenLive(Config{}, cfg, names...)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { s.Close() })
	return s
}

// heard reads until n packets came, or nothing for a while. What the namespace itself sends is left out.
func heard(s *Source, n int) []string {
	var got []string
	for quiet := 0; len(got) < n && quiet < 15; {
		p, err := s.Next()
		switch {
		case err == io.EOF:
			return append(got, "EOF")
		case err != nil:
			quiet++
		case strings.HasPrefix(string(p.Payload), "SIP"):
			quiet = 0
			text := string(p.Payload[:min(len(p.Payload), 8)])
			if len(p.VLAN) > 0 {
				text += fmt.Sprint(" VLAN ", p.VLAN)
			}
			if len(p.Frames) > 1 {
				text += fmt.Sprintf(" of %d in %d frames", len(p.Payload), len(p.Frames))
			}
			got = append(got, text)
		}
	}
	return got
}

func sipDatagram(payload string, vlans ...uint16) capturetest.Datagram {
	return capturetest.Datagram{Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", Payload: payload, VLAN: vlans, OuterType: 0x8100}
}

func TestLive(t *testing.T) {
	media := capturetest.Datagram{Src: "10.0.0.1:30000", Dst: "10.0.0.2:30000", Payload: "SIP no"}
	sent := slices.Concat([]capturetest.Frame{
		sipDatagram("SIP one").Frame(),
		sipDatagram("SIP two", 100).Frame(),
		media.Frame(),
		sipDatagram("SIP three", 200, 300).Frame(),
	}, sipDatagram("SIP long"+strings.Repeat(".", 3000)).Fragments(1500),
		[]capturetest.Frame{sipDatagram("SIP last").Frame()})
	for _, tt := range []struct {
		name   string
		cfg    LiveConfig
		device string
		want   []string
	}{
		{"one interface", LiveConfig{}, wireHere,
			[]string{"SIP one", "SIP two VLAN [100]", "SIP thre VLAN [200 300]", "SIP long of 3008 in 3 frames", "SIP last"}},
		{"promiscuous, all ports", LiveConfig{AllPorts: true, Promiscuous: true}, wireHere,
			[]string{"SIP one", "SIP two VLAN [100]", "SIP no", "SIP thre VLAN [200 300]", "SIP long of 3008 in 3 frames", "SIP last"}},
		{"one VLAN", LiveConfig{VLANs: []uint16{300}}, wireHere, []string{"SIP thre VLAN [200 300]"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWire(t)
			s := w.open(tt.cfg, tt.device)
			w.send(sent...)
			if got := heard(s, len(tt.want)+1); !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
			info := s.Info()
			var skipped uint64
			for _, n := range info.Skipped {
				skipped += n.Count
			}
			if d := s.Drops(); d.Dropped != 0 || d.Received < info.Frames {
				t.Errorf("received %d, dropped %d, but read %d", d.Received, d.Dropped, info.Frames)
			}
			if info.Files[0].Name != tt.device || info.Files[0].Format != "live" {
				t.Errorf("the source is %s, %s", info.Files[0].Name, info.Files[0].Format)
			}
		})
	}
}

// All interfaces at once: what comes in on one goes out on the other, and is seen on both.
func TestLiveAny(t *testing.T) {
	w := newWire(t)
	s := w.open(LiveConfig{}, AnyInterface)
	w.send(sipDatagram("SIP one", 7).Frame())
	// Kernels before 6.10 do not tell the tag of what goes out.
	got := heard(s, 3)
	if len(got) != 2 || !strings.HasPrefix(got[0], "SIP one") || got[1] != "SIP one VLAN [7]" {
		t.Errorf("got %q, want it twice", got)
	}
	if got := s.Info().Files[0].LinkTypes; !slices.Equal(got, []string{"Linux cooked v2"}) {
		t.Errorf("link types %q", got)
	}
}

// The loopback interface shows each packet twice, of which one is taken.
func TestLiveLoopback(t *testing.T) {
	w := newWire(t)
	s := w.open(LiveConfig{}, "lo")
	c, err := net.Dial("udp", "127.0.0.1:5060")
	if err != nil {
		w.t.Fatal(err)
	}
	defer c.Close()
	_, _ = c.Write([]byte("SIP lo"))
	if got, want := heard(s, 2), []string{"SIP lo"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Several interfaces give one order of time.
func TestLiveSeveral(t *testing.T) {
	w := newWire(t)
	s := w.open(LiveConfig{}, wireHere, wirePeer)
	for i := range 5 {
		w.send(sipDatagram(fmt.Sprint("SIP ", i)).Frame())
	}
	got := heard(s, 11)
	if len(got) != 10 {
		t.Fatalf("got %q, want each of five twice", got)
	}
	if back := s.Info().Files[0].BackInTime; back != 0 {
		t.Errorf("time went back %d times", back)
	}
}

func TestLiveStop(t *testing.T) {
	w := newWire(t)
	s := w.open(LiveConfig{}, wireHere)
	w.send(sipDatagram("SIP one").Frame())
	if got := heard(s, 1); len(got) != 1 {
		t.Fatalf("got %q", got)
	}
	s.Stop()
	s.Stop()
	for {
		_, err := s.Next()
		if _, idle := errors.AsType[*Idle](err); idle || err == nil {
			continue
		}
		if err != io.EOF {
			t.Errorf("after Stop: %v, want io.EOF", err)
		}
		return
	}
}

// An interface that goes down and comes up, or is taken away and made again, goes on.
func TestLiveDownAndUp(t *testing.T) {
	w := newWire(t)
	s := w.open(LiveConfig{Promiscuous: true}, wireHere)
	arrives := func(text string) {
		t.Helper()
		// A link takes its time to come up, and an interface that is gone is looked for once a second.
		for range 20 {
			w.send(sipDatagram(text).Frame())
			if got := heard(s, 1); slices.Equal(got, []string{text}) {
				return
			}
		}
		t.Errorf("%s does not arrive", text)
	}
	arrives("SIP one")
	w.ip("link set " + wireHere + " down")
	for range 3 { // it is looked for once a second, and stays down
		heard(s, 1)
		if got := s.Down(); !slices.Equal(got, []string{wireHere}) {
			t.Fatalf("down are %q", got)
		}
	}
	w.ip("link set " + wireHere + " up")
	arrives("SIP two")
	w.ip("link del " + wireHere)
	heard(s, 1)
	w.plug()
	arrives("SIP new")
	if got := s.Down(); len(got) > 0 {
		t.Errorf("down are %q still", got)
	}
}

// A pair of interfaces has no card that could tell the time; the system does.
func TestLiveHardwareTime(t *testing.T) {
	w := newWire(t)
	s := w.open(LiveConfig{HardwareTime: true}, wireHere)
	if got := s.SoftwareTimed(); !slices.Equal(got, []string{wireHere}) {
		t.Errorf("the system times %q", got)
	}
	w.send(sipDatagram("SIP one").Frame())
	if got := heard(s, 1); len(got) != 1 {
		t.Fatalf("got %q", got)
	}
	if age := time.Since(s.Info().Files[0].Last); age < 0 || age > time.Minute {
		t.Errorf("it was seen %s ago", age)
	}
}

// A program that has no time for some seconds loses nothing, however little of the ring its frames take.
func TestLiveStall(t *testing.T) {
	w := newWire(t)
	s := w.open(LiveConfig{}, wireHere)
	const frames = 300
	for range frames {
		w.send(sipDatagram("SIP one").Frame())
		time.Sleep(10 * time.Millisecond)
	}
	got := len(heard(s, frames))
	if d := s.Drops(); got != frames || d.Dropped != 0 {
		t.Errorf("%d frames, %d dropped; want %d and none", got, d.Dropped, frames)
	}
}

// A port that is added passes, from one frame to the next.
func TestLiveAddPort(t *testing.T) {
	w := newWire(t)
	s := w.open(LiveConfig{}, wireHere)
	other := func(text string) capturetest.Frame {
		return capturetest.Datagram{Src: "10.0.0.1:40000", Dst: "10.0.0.2:7000", Payload: text}.Frame()
	}
	w.send(sipDatagram("SIP one").Frame(), other("SIP no"))
	if !s.LeavesOut(7000) || s.LeavesOut(5061) {
		t.Error("port 7000 should be left out, and 5061 not")
	}
	if err := s.AddPort(7000); err != nil || s.LeavesOut(7000) {
		t.Errorf("port 7000 is not added: %v", err)
	}
	w.send(other("SIP two"), sipDatagram("SIP last").Frame())
	if got, want := heard(s, 4), []string{"SIP one", "SIP two", "SIP last"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if all := w.open(LiveConfig{AllPorts: true}, wireHere); all.LeavesOut(7000) || all.AddPort(7000) == nil {
		t.Error("a source of all ports should take no port")
	}
}

func TestLiveErrors(t *testing.T) {
	w := newWire(t)
	w.ip("link set " + wireHere + " down")
	for _, tt := range []struct {
		name string
		is   error
		want string
	}{
		{"nothere9", ErrNoInterface, "capture from nothere9: no such interface"},
		{wireHere, ErrDown, "capture from sipcap0: the interface is down"},
	} {
		_, err := OpenLive(Config{}, LiveConfig{}, tt.name)
		if !errors.Is(err, tt.is) || err.Error() != tt.want {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		}
	}
	if _, err := OpenLive(Config{}, LiveConfig{}); !errors.Is(err, ErrNoInput) {
		t.Errorf("no interface: %v", err)
	}
	if osError(unix.EPERM) != fs.ErrPermission {
		t.Error("EPERM is not fs.ErrPermission")
	}
}
