//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sipcap/capture/capturetest"
)

// process is the program as a process of its own, which gets signals.
type process struct {
	t      *testing.T
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	stdout output
	stderr output
}

// output is what a process has printed so far.
type output struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.text.String()
}

// Len is the number of its bytes.
func (o *output) Len() int { return len(o.String()) }

// sipcap starts the program: this test binary, which is the program under its name (see TestMain).
func sipcap(t *testing.T, args ...string) *process {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Args = append([]string{"sipcap"}, args...)
	return started(t, cmd)
}

// started starts a program with more environment.
func started(t *testing.T, cmd *exec.Cmd, env ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: cmd}
	p.cmd.Env = append(append(os.Environ(), "GORACE=atexit_sleep_ms=0"), env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, &p.stderr
	var err error
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	})
	return p
}

func (p *process) printed() string { return p.stdout.String() }

// await waits until the program has printed something.
func (p *process) await(what string) {
	p.t.Helper()
	for until := time.Now().Add(20 * time.Second); !strings.Contains(p.printed(), what); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(until) {
			p.t.Fatalf("%q is not printed, but %q; it said %s", what, p.printed(), &p.stderr)
		}
	}
}

// told waits until a line of standard error matches, and gives the match's last group.
func (p *process) told(pattern string) string {
	p.t.Helper()
	re := regexp.MustCompile("(?m)" + pattern)
	for until := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		said := p.stderr.String()
		said = said[:strings.LastIndexByte(said, '\n')+1] // whole lines
		if m := re.FindStringSubmatch(said); m != nil {
			return m[len(m)-1]
		}
		if time.Now().After(until) {
			p.t.Fatalf("it does not tell %s, but %q", pattern, said)
		}
	}
}

func (p *process) signal(s os.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// wantExit waits for the program's end.
func (p *process) wantExit(status int) {
	p.t.Helper()
	done := make(chan error, 1)
	go func() { done <- p.cmd.Wait() }()
	select {
	case err := <-done:
		if e, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
			p.t.Fatal(err)
		} else if got := p.cmd.ProcessState.ExitCode(); got != status {
			p.t.Fatalf("exit status %d (%v), want %d; it said %s", got, e, status, &p.stderr)
		}
	case <-time.After(20 * time.Second):
		p.t.Fatalf("it does not end; it printed %q", p.printed())
	}
}

// refused is a call that is refused, and a packet so long after it that the call is over.
func refused(begin time.Time, callID string) []capturetest.Frame {
	headers := "Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK" + callID + "\r\nFrom: <sip:alice@a.example>;tag=1\r\n" +
		"To: <sip:bob@b.example>%s\r\nCall-ID: " + callID + "\r\nCSeq: 1 %s\r\nContent-Length: 0\r\n\r\n"
	frame := func(after time.Duration, src, dst, line, tag, method string) capturetest.Frame {
		return capturetest.Datagram{Time: begin.Add(after), Src: src, Dst: dst, Payload: line + "\r\n" + fmt.Sprintf(headers, tag, method)}.Frame()
	}
	const alice, bob = "10.0.0.1:5060", "10.0.0.2:5060"
	return []capturetest.Frame{
		frame(0, alice, bob, "INVITE sip:bob@b.example SIP/2.0", "", "INVITE"),
		frame(100*time.Millisecond, bob, alice, "SIP/2.0 503 Service Unavailable", ";tag=2", "INVITE"),
		frame(110*time.Millisecond, alice, bob, "ACK sip:bob@b.example SIP/2.0", ";tag=2", "ACK"),
		capturetest.Datagram{Time: begin.Add(40 * time.Second), Src: "10.0.0.1:30000", Dst: "10.0.0.2:30000", Payload: "media"}.Frame(),
	}
}

var longAgo = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// Calls are printed as they end, while the ring goes on; Ctrl-C is the end of what has none.
func TestFollowCalls(t *testing.T) {
	dir := t.TempDir()
	p := sipcap(t, "calls", "--follow", dir, "--format", "ndjson")
	for i, name := range []string{"b", "a"} {
		id := fmt.Sprintf("call-%d", i)
		content := capturetest.Pcap{}.Bytes(refused(longAgo.Add(time.Duration(i)*time.Minute), id)...)
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
		p.await(fmt.Sprintf(`{"id":%d,"kind":"call","call_id":"%s"`, i+1, id))
	}
	p.signal(os.Interrupt)
	p.wantExit(exitOK)
	if want := "sipcap: 8 packets, 6 messages, 2 calls\n"; p.stderr.String() != want {
		t.Errorf("standard error has %q, want %q", &p.stderr, want)
	}
}

// A report is printed on request, while nothing comes, and another at the end.
func TestReportOnRequest(t *testing.T) {
	p := sipcap(t, "-", "--fail-on", "error")
	file := capturetest.Pcap{}.Bytes(refused(time.Now(), "now")...)
	if _, err := p.stdin.Write(file[:len(file)-1]); err != nil { // not the whole of the last packet
		t.Fatal(err)
	}
	time.Sleep(500 * time.Millisecond) // for the program to find out what it is
	p.signal(syscall.SIGUSR1)
	p.await("1 that are not over yet and not counted here")
	if _, err := p.stdin.Write(file[len(file)-1:]); err != nil {
		t.Fatal(err)
	}
	time.Sleep(500 * time.Millisecond)
	for range 20 {
		if p.signal(syscall.SIGUSR1); strings.Contains(p.printed(), "To look at  1 of 1 call") {
			break
		}
		time.Sleep(500 * time.Millisecond)
	}
	p.signal(syscall.SIGTERM)
	p.wantExit(exitFindings)
	if got := p.printed(); !strings.HasSuffix(got, "next: sipcap explain server-failure\n") {
		t.Errorf("no report at the end: %q", got)
	}
}

// A pipe whose packets are old is a recording: all of its calls are told, as those of a file.
func TestRecordedPipe(t *testing.T) {
	p := sipcap(t, "calls", "-")
	if _, err := p.stdin.Write(capturetest.Pcap{}.Bytes(refused(longAgo, "old")...)); err != nil {
		t.Fatal(err)
	}
	p.stdin.Close()
	p.wantExit(exitOK)
	if got := p.printed(); !strings.HasPrefix(got, "#  start ") || p.stderr.Len() > 0 {
		t.Errorf("printed %q, and said %q", got, &p.stderr)
	}
}

// Signals that come at once are one: timeout(1) sends its own twice.
func TestSignalsAtOnce(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a"), capturetest.Pcap{}.Bytes(refused(longAgo, "call-1")...), 0o644); err != nil {
		t.Fatal(err)
	}
	p := sipcap(t, "report", "--follow", dir)
	time.Sleep(500 * time.Millisecond)
	p.signal(syscall.SIGTERM)
	p.signal(os.Interrupt)
	p.wantExit(exitOK)
	if got := p.printed(); !strings.Contains(got, "To look at  1 of 1 call") {
		t.Errorf("no report at the end: %q", got)
	}
}

// The second Ctrl-C does not wait for what the first one waits for.
func TestSecondInterrupt(t *testing.T) {
	dir := t.TempDir()
	var frames []capturetest.Frame
	for i := range 3000 {
		frames = append(frames, refused(longAgo.Add(time.Duration(i)*time.Minute), fmt.Sprint("call-", i))...)
	}
	if err := os.WriteFile(filepath.Join(dir, "a"), capturetest.Pcap{}.Bytes(frames...), 0o644); err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Args = []string{"sipcap", "messages", "--follow", dir}
	r, w, err := os.Pipe() // which nobody reads
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd.Stdout = w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: cmd}
	defer func() { _ = cmd.Process.Kill() }()
	w.Close()
	time.Sleep(500 * time.Millisecond)
	p.signal(os.Interrupt)
	time.Sleep(500 * time.Millisecond)
	p.signal(os.Interrupt)
	p.wantExit(exitInterrupted)
}
