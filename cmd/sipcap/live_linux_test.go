package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sipcap/capture/capturetest"
)

// namespace is a network of a test's own, with a pair of interfaces: what is sent on one, the
// program sees on the other.
type namespace struct {
	t    *testing.T
	name string
	fd   int // sends raw frames on testPeer
	peer int
}

const (
	testHere = "sipcap0"
	testPeer = "sipcap1"
)

func newNamespace(t *testing.T) *namespace {
	if os.Getuid() != 0 {
		t.Skip("needs root to make a network namespace")
	}
	for _, tool := range []string{"ip", "sh"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("needs %s", tool)
		}
	}
	n := &namespace{t: t, name: fmt.Sprintf("sipcap-test-%d", os.Getpid())}
	if out, err := exec.Command("ip", "netns", "add", n.name).CombinedOutput(); err != nil {
		t.Skipf("no network namespace: %s", out)
	}
	t.Cleanup(func() { _ = exec.Command("ip", "netns", "del", n.name).Run() })
	n.within(func() { // nothing but what is sent
		for _, conf := range []string{"all", "default"} {
			_ = os.WriteFile("/proc/sys/net/ipv6/conf/"+conf+"/disable_ipv6", []byte("1"), 0)
		}
	})
	n.ip("link add " + testHere + " type veth peer name " + testPeer)
	n.ip("link set " + testHere + " up")
	n.ip("link set " + testPeer + " up")
	n.within(func() {
		peer, err := net.InterfaceByName(testPeer)
		if err == nil {
			n.peer = peer.Index
			n.fd, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0)
		}
		if err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { unix.Close(n.fd) })
	return n
}

// within does something on a thread that is in the namespace, and ends with it.
func (n *namespace) within(do func()) {
	n.t.Helper()
	ns, err := os.Open("/run/netns/" + n.name)
	if err != nil {
		n.t.Fatal(err)
	}
	defer ns.Close()
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := unix.Setns(int(ns.Fd()), unix.CLONE_NEWNET)
		if err == nil {
			do()
		}
		done <- err
	}()
	if err := <-done; err != nil {
		n.t.Fatal(err)
	}
}

func (n *namespace) ip(words string) {
	n.t.Helper()
	args := append([]string{"-n", n.name}, strings.Fields(words)...)
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		n.t.Fatalf("ip %s: %v: %s", words, err, out)
	}
}

func (n *namespace) send(frames ...capturetest.Frame) {
	n.t.Helper()
	for _, f := range frames {
		if err := unix.Sendto(n.fd, f.Data, 0, &unix.SockaddrLinklayer{Ifindex: n.peer}); err != nil {
			n.t.Fatal(err)
		}
	}
}

// sipcap starts the program in the namespace.
func (n *namespace) sipcap(args ...string) *process {
	n.t.Helper()
	exe, err := os.Executable()
	if err != nil {
		n.t.Fatal(err)
	}
	// A binary is the program by the name that it is called by.
	link := n.t.TempDir() + "/sipcap"
	if err := os.Symlink(exe, link); err != nil {
		n.t.Fatal(err)
	}
	return started(n.t, exec.Command("ip", append([]string{"netns", "exec", n.name, link}, args...)...))
}

// TestLiveInterface watches an interface: a call as it comes, also after the interface was down, the
// report on request and at Ctrl-C.
func TestLiveInterface(t *testing.T) {
	n := newNamespace(t)
	messages := n.sipcap("messages", "-i", testHere, "--format", "ndjson", "--vlan", "7")
	p := n.sipcap("-i", testHere, "-i", "any", "--max-memory", "64MiB", "-B", "2048", "-s", "2000", "-p")
	time.Sleep(time.Second)
	call := refused(time.Now(), "one")
	n.send(call...)
	n.send(capturetest.Datagram{Src: "10.0.0.9:5060", Dst: "10.0.0.2:5060", VLAN: []uint16{7}, OuterType: 0x8100, Payload: floodInvite(7)}.Frame())
	messages.await(`"vlan":[7],"method":"INVITE"`)
	n.ip("link set " + testHere + " down")
	time.Sleep(300 * time.Millisecond)
	n.ip("link set " + testHere + " up")
	time.Sleep(2 * time.Second) // the program looks once a second
	n.send(capturetest.Datagram{Src: "10.0.0.9:5060", Dst: "10.0.0.2:5060", VLAN: []uint16{7}, OuterType: 0x8100, Payload: floodInvite(8)}.Frame())
	messages.await(`sip:8@b.example`)
	messages.signal(os.Interrupt)
	messages.wantExit(exitOK)
	if got := messages.printed(); strings.Contains(got, `"call_id":"one"`) {
		t.Errorf("what is in no VLAN is printed: %s", got)
	}
	p.signal(syscall.SIGUSR1)
	p.await("that are not over yet and not counted here")
	p.signal(os.Interrupt)
	p.wantExit(exitOK)
	report := p.printed()
	for _, want := range []string{testHere + ", any   live, Ethernet, Linux cooked ", "503 Service Unavailable", "next: sipcap explain server-failure"} {
		if !strings.Contains(report, want) {
			t.Errorf("no %q in\n%s\n%s", want, report, &p.stderr)
		}
	}
}

// TestLiveWrite keeps what is captured, and the file says the same again.
func TestLiveWrite(t *testing.T) {
	n := newNamespace(t)
	name := filepath.Join(t.TempDir(), "kept.pcapng")
	p := n.sipcap("calls", "-i", testHere, "-c", "3", "-w", name, "--format", "csv")
	time.Sleep(time.Second)
	n.send(refused(time.Now(), "one")...)
	p.wantExit(exitOK)
	live := p.printed()
	if !strings.Contains(live, "\n1,call,one,") {
		t.Fatalf("printed %q, and said %q", live, &p.stderr)
	}
	again := n.sipcap("calls", "--format", "csv", name)
	again.wantExit(exitOK)
	if got := again.printed(); got != live {
		t.Errorf("the file says\n%s\nbut what was captured\n%s", got, live)
	}
}

// TestLiveLearnsPorts: what runs between other ports than the usual ones is captured once SIP has named one of them.
func TestLiveLearnsPorts(t *testing.T) {
	n := newNamespace(t)
	messages := n.sipcap("messages", "-i", testHere, "--format", "ndjson")
	n.listened(1)
	send := func(src, dst string, i int, more string) {
		text := strings.Replace(floodInvite(i), "Content-Length", more+"Content-Length", 1)
		n.send(capturetest.Datagram{Src: src, Dst: dst, Payload: text}.Frame())
	}
	send("10.0.0.1:40000", "10.0.0.2:7000", 1, "")
	send("10.0.0.2:5060", "10.0.0.3:5060", 2, "Record-Route: <sip:10.0.0.2:7000;lr>\r\n")
	messages.await("sip:2@b.example")
	send("10.0.0.1:40000", "10.0.0.2:7000", 3, "")
	messages.await("sip:3@b.example")
	messages.signal(os.Interrupt)
	messages.wantExit(exitOK)
	if got := messages.printed(); strings.Contains(got, "sip:1@b.example") {
		t.Errorf("what came before its port was known is printed: %s", got)
	}
}

// TestLiveCount ends after so many packets.
func TestLiveCount(t *testing.T) {
	n := newNamespace(t)
	p := n.sipcap("calls", "-i", testHere, "-c", "3", "--format", "csv", "--hardware-time")
	time.Sleep(time.Second)
	n.send(refused(time.Now(), "one")...)
	p.wantExit(exitOK)
	if want := "sipcap: " + testHere + ": its card gives no times of all packets,"; !strings.Contains(p.stderr.String(), want) {
		t.Errorf("said %q, not %q", &p.stderr, want)
	}
	if got := p.printed(); !strings.Contains(got, "\n1,call,one,sip:alice@a.example,") {
		t.Errorf("printed %q, and said %q", got, &p.stderr)
	}
}

// TestLiveReopen: what was moved away is left alone after SIGHUP, and the file is there anew.
func TestLiveReopen(t *testing.T) {
	n := newNamespace(t)
	dir := t.TempDir()
	name := filepath.Join(dir, "kept.pcapng")
	p := n.sipcap("messages", "-i", testHere, "-w", name, "--format", "ndjson")
	n.listened(1)
	n.send(refused(time.Now(), "one")...)
	p.await(`"status":503,"reason":"Service Unavailable","call_id":"one"`)
	if err := os.Rename(name, name+".1"); err != nil {
		t.Fatal(err)
	}
	p.signal(syscall.SIGHUP)
	for until := time.Now().Add(10 * time.Second); !exists(name); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("there is no file; it said %s", &p.stderr)
		}
	}
	n.send(refused(time.Now(), "two")[:3]...)
	p.await(`"status":503,"reason":"Service Unavailable","call_id":"two"`)
	p.signal(os.Interrupt)
	p.wantExit(exitOK)
	if a, b := readKept(t, name+".1"), readKept(t, name); a != 3 || b != 3 { // media are of another port
		t.Errorf("%d and %d frames, want 3 each", a, b)
	}
}

// TestLiveSlowDisk: what is kept is read by nobody, and nothing else is lost for that.
func TestLiveSlowDisk(t *testing.T) {
	n := newNamespace(t)
	name := filepath.Join(t.TempDir(), "fifo")
	if err := unix.Mkfifo(name, 0o666); err != nil {
		t.Fatal(err)
	}
	fifo, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer fifo.Close()
	p := n.sipcap("stats", "-i", testHere, "-w", name, "--max-memory", "64MiB", "-B", "32768", "--format", "json")
	n.listened(1)
	const calls = 4000
	for i := range calls {
		n.send(capturetest.Datagram{Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", Payload: floodInvite(i) + strings.Repeat(" ", 900)}.Frame())
		if i%100 == 99 {
			time.Sleep(10 * time.Millisecond)
		}
	}
	time.Sleep(time.Second)
	p.signal(os.Interrupt)
	time.Sleep(500 * time.Millisecond)
	go func() { _, _ = io.Copy(io.Discard, fifo) }() // now the disk goes on
	p.wantExit(exitOK)
	stats := lastKept(t, p.printed())
	l := stats.Live
	if stats.Capture.Frames != calls || stats.Requests["INVITE"] != calls || l.Dropped != 0 || l.KeptDropped < calls/4 || l.Kept+l.KeptDropped != calls {
		t.Errorf("%+v", stats)
	}
}

// TestLiveFailures keeps a call that is refused, fragments of its INVITE and all, and nothing of another.
func TestLiveFailures(t *testing.T) {
	n := newNamespace(t)
	dir := filepath.Join(t.TempDir(), "failed")
	p := n.sipcap("calls", "-i", testHere, "--all-ports", "--on-failure-dir", dir, "--format", "csv")
	n.listened(1)
	failed := refused(time.Now(), "bad")[:3]
	invite := strings.TrimSuffix(string(failed[0].Data[14+20+8:]), "\r\n") + "Subject: " + strings.Repeat("long ", 500) + "\r\n\r\n"
	n.send(capturetest.Datagram{Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", Payload: invite}.Fragments(1400)...)
	for i := range 100 {
		n.send(capturetest.Datagram{Src: "10.0.0.1:30000", Dst: "10.0.0.2:30000", Payload: "\x80\x00media" + fmt.Sprint(i)}.Frame())
	}
	n.send(capturetest.Datagram{Src: "10.0.0.9:5060", Dst: "10.0.0.2:5060", Payload: strings.Replace(floodInvite(7), "INVITE", "OPTIONS", 1)}.Frame())
	n.send(failed[1:]...)
	time.Sleep(500 * time.Millisecond)
	p.signal(os.Interrupt)
	p.wantExit(exitOK)
	names := filesIn(t, dir)
	if len(names) != 1 || !strings.HasSuffix(names[0], "Z-bad.pcapng") {
		t.Fatalf("there are %q; it printed %s", names, p.printed())
	}
	if got := readKept(t, filepath.Join(dir, names[0])); got != 4 {
		t.Errorf("%d frames, want 2 fragments and 2 more", got)
	}
	again := n.sipcap("calls", "--format", "csv", filepath.Join(dir, names[0]))
	again.wantExit(exitOK)
	if got := again.printed(); !strings.Contains(got, "1,call,bad,") || !strings.Contains(got, ",failed,server-error,503,") {
		t.Errorf("the file says\n%s", got)
	}
}

// TestKeepFullDisk keeps a pipe on a disk that is too small for the first file, and then has room again.
func TestKeepFullDisk(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root to mount a file system")
	}
	if _, err := exec.LookPath("unshare"); err != nil {
		t.Skip("needs unshare")
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	link := filepath.Join(t.TempDir(), "sipcap")
	if err := os.Symlink(exe, link); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("unshare", "-m", "mount", "-t", "tmpfs", "none", dir).CombinedOutput(); err != nil {
		t.Skipf("no file system of its own: %s", out)
	}
	// The program sees a small disk that nobody else does.
	p := started(t, exec.Command("unshare", "-m", "sh", "-c", `mount -t tmpfs -o size=256k none "$1" && head -c 200000 /dev/zero >"$1/other" && exec "$0" stats -w "$1/ring.pcapng" --ring-time 60s --format json -`, link, dir))
	within := fmt.Sprintf("/proc/%d/root%s", p.cmd.Process.Pid, dir)
	frame := func(i int) capturetest.Frame {
		return capturetest.Datagram{Time: longAgo.Add(time.Duration(i) * time.Second), Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060",
			Payload: floodInvite(i) + strings.Repeat(" ", 900)}.Frame()
	}
	send := func(from, to int) {
		t.Helper()
		var frames []capturetest.Frame
		for i := from; i < to; i++ {
			frames = append(frames, frame(i))
		}
		b := capturetest.Pcap{}.Bytes(frames...)
		if from > 0 {
			b = b[pcapHeader:]
		}
		if _, err := p.stdin.Write(b); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
	}
	send(0, 150)
	if err := os.Remove(filepath.Join(within, "other")); err != nil {
		t.Fatal(err)
	}
	send(150, 240)
	kept := 0
	files := ringFiles(t, within)
	for _, f := range files {
		kept += readKept(t, f)
	}
	p.stdin.Close()
	p.wantExit(exitOK)
	stats := lastKept(t, p.printed())
	if l := stats.Live; stats.Requests["INVITE"] != 240 || l.Kept+l.KeptDropped != 240 || l.KeptDropped == 0 || kept != int(l.Kept) || len(files) < 2 {
		t.Errorf("%d frames in %d files, %+v", kept, len(files), stats)
	}
	said := p.stderr.String()
	if strings.Count(said, "no space left on device") != 1 || strings.Count(said, "writing again, to "+dir) != 1 {
		t.Errorf("it said %s", said)
	}
}

// keptStats is what these tests want to know of what stats prints.
type keptStats struct {
	Capture  struct{ Frames uint64 }
	Requests map[string]int
	Live     struct {
		Received, Dropped, Kept uint64
		KeptDropped             uint64 `json:"kept_dropped"`
	}
}

// lastKept is the last object of JSON; those before it are statuses.
func lastKept(t *testing.T, text string) keptStats {
	t.Helper()
	var stats keptStats
	d := json.NewDecoder(strings.NewReader(text))
	for {
		var next keptStats
		switch err := d.Decode(&next); {
		case err == io.EOF:
			return stats
		case err != nil:
			t.Fatalf("%v in %s", err, text)
		}
		stats = next
	}
}
