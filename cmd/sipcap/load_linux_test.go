package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Tests under load want the machine for themselves, so they are run where SIPCAP_LOAD says how long they
// last: SIPCAP_LOAD=5m go test ./cmd/sipcap -run TestLoad -v -timeout 1h. .ci/run gives them some seconds.

// loadLasts is how long that is.
func loadLasts(t *testing.T) time.Duration {
	t.Helper()
	set := os.Getenv("SIPCAP_LOAD")
	if set == "" {
		t.Skip("runs where SIPCAP_LOAD says for how long: SIPCAP_LOAD=5s")
	}
	lasts, err := time.ParseDuration(set)
	if err != nil || lasts < time.Second {
		t.Fatalf("SIPCAP_LOAD=%s is no time of a second or more", set)
	}
	return lasts
}

// callee and caller are the addresses that the two ends of a parted namespace have.
const (
	callerHost = "10.0.0.1"
	calleeHost = "10.0.0.2"
)

// part moves the far end of the pair to another namespace, which it returns: two programs of one
// namespace would talk to each other on its loopback interface.
func (n *namespace) part() *namespace {
	n.t.Helper()
	far := &namespace{t: n.t, name: n.name + "-far"}
	if out, err := exec.Command("ip", "netns", "add", far.name).CombinedOutput(); err != nil {
		n.t.Fatalf("no second namespace: %s", out)
	}
	n.t.Cleanup(func() { _ = exec.Command("ip", "netns", "del", far.name).Run() })
	n.ip("link set " + testPeer + " netns " + far.name)
	n.ip("addr add " + callerHost + "/24 dev " + testHere)
	far.ip("addr add " + calleeHost + "/24 dev " + testPeer)
	far.ip("link set " + testPeer + " up")
	return far
}

// command is a program in the namespace. It is started in a folder of its own.
func (n *namespace) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command("ip", append([]string{"netns", "exec", n.name, name}, args...)...)
	cmd.Dir = n.t.TempDir()
	return cmd
}

// listened waits until so many programs capture in the namespace.
func (n *namespace) listened(programs int) {
	n.t.Helper()
	sockets := 0
	for range 500 {
		n.within(func() {
			b, _ := os.ReadFile("/proc/thread-self/net/packet")
			sockets = len(regexp.MustCompile(`(?m)^\S+ +\d+ +\d+ +\d+ +[1-9]\d* +1 `).FindAll(b, -1))
		})
		if sockets >= programs {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	n.t.Fatalf("%d programs capture, want %d", sockets, programs)
}

// tcpdump writes what it captures to a file.
type tcpdump struct {
	*exec.Cmd
	t    *testing.T
	file string
	said bytes.Buffer
}

func (n *namespace) tcpdump(filter ...string) *tcpdump {
	n.t.Helper()
	d := &tcpdump{t: n.t, file: filepath.Join(n.t.TempDir(), "dump.pcap")}
	// As much of a buffer as sipcap has by default.
	d.Cmd = n.command("tcpdump", append([]string{"-i", testHere, "-B", "29696", "-Z", "root", "-w", d.file}, filter...)...)
	d.Stderr = &d.said
	if err := d.Start(); err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { _ = d.Process.Kill() })
	return d
}

// stop ends it, and gives the packets that it captured and dropped.
func (d *tcpdump) stop() (captured, dropped int) {
	d.t.Helper()
	_ = d.Process.Signal(os.Interrupt)
	_ = d.Wait()
	figure := func(what string) int {
		m := regexp.MustCompile(`(\d+) packets? ` + what).FindSubmatch(d.said.Bytes())
		if m == nil {
			d.t.Fatalf("tcpdump said %q", &d.said)
		}
		n, _ := strconv.Atoi(string(m[1]))
		return n
	}
	return figure("captured"), figure("dropped by kernel")
}

// sippCalls is calls between two SIPps.
type sippCalls struct {
	t              *testing.T
	caller, callee *exec.Cmd
	lasts          time.Duration
	stat           string // the caller's statistics
	said           bytes.Buffer
}

// mix is what becomes of ten calls: who is called; see testdata/load.
var mix = []string{"absent", "busy", "patient", "broken", "somebody", "somebody", "somebody", "somebody", "somebody", "somebody"}

// sipp starts so many calls a second from n to far.
func (n *namespace) sipp(far *namespace, rate int, lasts time.Duration) *sippCalls {
	n.t.Helper()
	dir := n.t.TempDir()
	scenario := func(name string) string {
		path, err := filepath.Abs("testdata/load/" + name)
		if err != nil {
			n.t.Fatal(err)
		}
		return path
	}
	who := filepath.Join(dir, "who.csv")
	if err := os.WriteFile(who, []byte("SEQUENTIAL\n"+strings.Join(mix, ";\n")+";\n"), 0o644); err != nil {
		n.t.Fatal(err)
	}
	s := &sippCalls{t: n.t, lasts: lasts, stat: filepath.Join(dir, "stat.csv")}
	// What a machine that is busy elsewhere has no time to read, SIPp sends again; a call that has lost its way all the same
	// ends after a while.
	both := []string{"-p", "5060", "-nostdin", "-buff_size", "4194304", "-recv_timeout", "35000"}
	s.callee = far.command("sipp", append(both, "-sf", scenario("callee.xml"), "-i", calleeHost)...)
	s.caller = n.command("sipp", append(both, "-sf", scenario("caller.xml"), "-inf", who, "-i", callerHost,
		"-r", strconv.Itoa(rate), "-m", strconv.Itoa(int(float64(rate)*lasts.Seconds())), "-l", strconv.Itoa(20*rate),
		"-trace_stat", "-stf", s.stat, "-fd", "1", calleeHost+":5060")...)
	s.caller.Stderr = &s.said
	if err := s.callee.Start(); err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { _ = s.callee.Process.Kill(); _ = s.callee.Wait() })
	time.Sleep(500 * time.Millisecond)
	if err := s.caller.Start(); err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { _ = s.caller.Process.Kill() })
	return s
}

// wait waits for the last call, and gives SIPp's figures by their names.
func (s *sippCalls) wait() map[string]string {
	s.t.Helper()
	stuck := time.AfterFunc(s.lasts+2*time.Minute, func() { _ = s.caller.Process.Kill() })
	_ = s.caller.Wait() // where calls failed its status tells, and so do the figures
	stuck.Stop()
	f, err := os.Open(s.stat)
	if err != nil {
		s.t.Fatalf("no statistics, SIPp said %q", &s.said)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.FieldsPerRecord = ';', -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 2 {
		s.t.Fatalf("statistics of %d rows: %v", len(rows), err)
	}
	figures := make(map[string]string)
	for i, name := range rows[0] {
		figures[name] = rows[len(rows)-1][i]
	}
	return figures
}

// byStatus are the final responses that SIPp counted.
func byStatus(figures map[string]string) map[string]int {
	counts := make(map[string]int)
	for name, value := range figures {
		if status, ok := strings.CutPrefix(name, "GenericCounter"); ok {
			if status, ok = strings.CutSuffix(status, "(C)"); ok {
				counts[status], _ = strconv.Atoi(value)
			}
		}
	}
	return counts
}

// liveStats is what of `stats --format json` is looked at.
type liveStats struct {
	Capture         struct{ Frames int }
	Messages        int
	Requests        map[string]int
	Responses       map[string]int
	Retransmissions int
	Duplicates      int
	Calls           struct {
		Total    int
		ByStatus map[string]int `json:"by_status"`
		ByState  map[string]int `json:"by_state"`
	}
	Live struct{ Open, Shed, Received, Dropped int }
}

// stats is the last object that the program printed: before it there is one for the status of each minute.
func (p *process) stats() liveStats {
	p.t.Helper()
	var last json.RawMessage
	var s liveStats
	err := error(nil)
	for objects := json.NewDecoder(strings.NewReader(p.printed())); err == nil; {
		err = objects.Decode(&last)
	}
	if err == io.EOF {
		err = json.Unmarshal(last, &s)
	}
	if err != nil {
		p.t.Fatalf("%v: %.200q, and said %q", err, p.printed(), &p.stderr)
	}
	return s
}

// rests waits until the program has read what was captured: until it has next to nothing to do.
func (p *process) rests() {
	p.t.Helper()
	before := -1
	for range 60 {
		time.Sleep(time.Second)
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
		if err != nil {
			p.t.Fatal(err)
		}
		fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')'):]))
		user, _ := strconv.Atoi(fields[12]) // in hundredths of a second; proc(5)
		if user-before <= 2 {
			return
		}
		before = user
	}
}

// cpu is the time that a program which has ended took of a core.
func cpu(s *os.ProcessState) time.Duration { return s.UserTime() + s.SystemTime() }

// peakOf is the largest resident memory of a process that has not ended, in MiB.
func peakOf(t *testing.T, pid int) int { return int(sizeOf(t, pid, "VmHWM") >> 20) }

// told is a program's CPU time and its largest memory.
func told(name string, s *os.ProcessState, peak int) string {
	return fmt.Sprintf("%s %.2f s (user %.2f, system %.2f), %d MiB", name, cpu(s).Seconds(), s.UserTime().Seconds(), s.SystemTime().Seconds(), peak)
}

func needsTools(t *testing.T, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("needs %s", tool)
		}
	}
}

// TestLoadCalls: of a thousand calls a second between two SIPps, each message is counted once, nothing is
// lost that tcpdump beside it does not lose, and what became of the calls is what SIPp says.
func TestLoadCalls(t *testing.T) {
	lasts := loadLasts(t)
	needsTools(t, "sipp", "tcpdump")
	n := newNamespace(t)
	far := n.part()
	dump := n.tcpdump("udp port 5060")
	p := n.sipcap("stats", "-i", testHere, "--format", "json")
	n.listened(2)
	calls := n.sipp(far, 1000, lasts)
	figures := calls.wait()
	p.rests()
	own, dumps := peakOf(t, p.cmd.Process.Pid), peakOf(t, dump.Process.Pid)
	captured, lost := dump.stop()
	p.signal(os.Interrupt)
	p.wantExit(exitOK)
	t.Logf("%d packets; %s; %s; %s calls a second", captured, told("sipcap", p.cmd.ProcessState, own), told("tcpdump", dump.ProcessState, dumps), figures["CallRate(C)"])

	got := p.stats()
	if got.Live.Dropped > lost {
		t.Errorf("%d packets dropped, of which tcpdump beside it dropped %d", got.Live.Dropped, lost)
	}
	if lost+got.Live.Dropped > 0 {
		t.Skipf("this machine is too busy: %d packets dropped, by tcpdump %d", got.Live.Dropped, lost)
	}
	if got.Messages != captured || got.Duplicates != 0 {
		t.Errorf("%d messages, %d duplicates; want %d packets of tcpdump, each once", got.Messages, got.Duplicates, captured)
	}
	// What tcpdump kept says the same.
	again := n.sipcap("stats", "--format", "json", dump.file)
	again.wantExit(exitOK)
	if kept := again.stats(); !maps.Equal(got.Requests, kept.Requests) || !maps.Equal(got.Responses, kept.Responses) || got.Retransmissions != kept.Retransmissions {
		t.Errorf("captured %v, %v, %d sent again, but tcpdump's file has %v, %v, %d",
			got.Requests, got.Responses, got.Retransmissions, kept.Requests, kept.Responses, kept.Retransmissions)
	}
	if n := figures["FailedCall(C)"]; n != "0" {
		t.Skipf("this machine is too busy: SIPp itself lost %s calls", n)
	}
	if got.Live.Shed > 0 {
		t.Errorf("%d calls let go of for lack of memory", got.Live.Shed)
	}
	want := byStatus(figures)
	if !maps.Equal(got.Calls.ByStatus, want) {
		t.Errorf("final responses %v, SIPp says %v", got.Calls.ByStatus, want)
	}
	if created, _ := strconv.Atoi(figures["TotalCallCreated"]); got.Calls.Total != created || want["200"] != created*6/10 {
		t.Errorf("%d calls, SIPp says %d, of which %d were answered", got.Calls.Total, created, want["200"])
	}
	for state, n := range map[string]int{"completed": want["200"], "cancelled": want["487"], "busy": want["486"], "failed": want["404"] + want["503"]} {
		if got.Calls.ByState[state] != n {
			t.Errorf("%d calls are %s, SIPp says %d", got.Calls.ByState[state], state, n)
		}
	}
}

// TestLoadBeside compares what sipcap, tcpdump and sngrep take for the same calls. sngrep keeps all of them, which sipcap
// does not have to.
func TestLoadBeside(t *testing.T) {
	lasts := loadLasts(t)
	needsTools(t, "sipp", "tcpdump", "sngrep")
	n := newNamespace(t)
	far := n.part()
	dump := n.tcpdump("udp port 5060")
	sngrep := n.command("sngrep", "-N", "-q", "-F", "-d", testHere, "-l", "1000000", "-B", "29", "udp", "port", "5060")
	if err := sngrep.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sngrep.Process.Kill() })
	p := n.sipcap("stats", "-i", testHere, "--format", "json")
	n.listened(3)
	figures := n.sipp(far, 1000, lasts).wait()
	p.rests()
	own, dumps := peakOf(t, p.cmd.Process.Pid), peakOf(t, dump.Process.Pid)
	captured, lost := dump.stop()
	sngreps := peakOf(t, sngrep.Process.Pid)
	_ = sngrep.Process.Signal(os.Interrupt)
	_ = sngrep.Wait()
	p.signal(os.Interrupt)
	p.wantExit(exitOK)
	got := p.stats()
	t.Logf("%s calls a second, %d packets; dropped by tcpdump %d, sipcap %d; %s; %s; %s", figures["CallRate(C)"], captured, lost, got.Live.Dropped,
		told("sipcap", p.cmd.ProcessState, own), told("tcpdump", dump.ProcessState, dumps), told("sngrep", sngrep.ProcessState, sngreps))
	if cpu(p.cmd.ProcessState) > cpu(sngrep.ProcessState) {
		t.Error("sipcap takes more of a core than sngrep")
	}
}
