package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// running is the program as another process, and what it tells on standard error.
type running struct {
	*exec.Cmd
	t      *testing.T
	stdin  io.WriteCloser
	stderr chan string
	told   []string
}

// start starts the program with more environment.
func start(t *testing.T, env []string, args ...string) *running {
	t.Helper()
	return startProgram(t, "sipcap", env, args...)
}

func startProgram(t *testing.T, program string, env []string, args ...string) *running {
	t.Helper()
	r := &running{Cmd: exec.Command(program, args...), t: t, stderr: make(chan string, 1000)}
	r.Env = append(os.Environ(), env...)
	stderr, err := r.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if r.stdin, err = r.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Process.Kill() }) // where it has not ended
	go func() {
		defer close(r.stderr)
		for s := bufio.NewScanner(stderr); s.Scan(); {
			r.stderr <- s.Text()
		}
	}()
	return r
}

// await waits until a line of standard error matches, and gives the match's first group.
func (r *running) await(pattern string) string {
	r.t.Helper()
	re := regexp.MustCompile(pattern)
	for timeout := time.After(20 * time.Second); ; {
		select {
		case line, ok := <-r.stderr:
			if !ok {
				r.t.Fatalf("it ended without telling %s: %q", pattern, r.told)
			}
			r.told = append(r.told, line)
			if m := re.FindStringSubmatch(line); m != nil {
				return m[len(m)-1]
			}
		case <-timeout:
			r.t.Fatalf("it does not tell %s: %q", pattern, r.told)
		}
	}
}

// end waits for the end of the program and gives its exit status.
func (r *running) end() int {
	r.t.Helper()
	for line := range r.stderr {
		r.told = append(r.told, line)
	}
	_ = r.Wait() // the status tells
	return r.ProcessState.ExitCode()
}

// get asks for a page until it matches.
func get(t *testing.T, url, pattern string) string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	body := ""
	for range 200 {
		res, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if body = string(b); re.MatchString(body) {
			return body
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s has no %s:\n%s", url, pattern, body)
	return ""
}

// A pipe is watched and told to Prometheus while it goes on, also while it is silent.
func TestMetricsOfPipe(t *testing.T) {
	capture, err := os.ReadFile(filepath.Join("..", "..", "testdata", "pcaps", "missing-ack.pcap"))
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, nil, "--metrics", "0", "-")
	if _, err := r.stdin.Write(capture); err != nil {
		t.Fatal(err)
	}
	url := r.await(`^sipcap: metrics at (http://127\.0\.0\.1:\d+)/metrics$`)
	body := get(t, url+"/metrics", `(?m)^sipcap_retransmissions_total 10$`)
	for _, want := range []string{
		`sipcap_requests_total{method="INVITE"} 1`,
		`sipcap_call_steps_total{step="answered"} 1`,
		`sipcap_kernel_dropped_frames_total 0`,
	} {
		if !strings.Contains(body, want+"\n") {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
	get(t, url+"/healthz", "^ok\n$")
	get(t, url+"/debug/pprof/goroutine?debug=1", "^goroutine profile")
	r.stdin.Close()
	if status := r.end(); status != exitOK {
		t.Errorf("exit status %d: %q", status, r.told)
	}
	if _, err := http.Get(url + "/healthz"); err == nil {
		t.Error("it answers after its end")
	}
}

// An address that is taken is told in a line, and is the end.
func TestMetricsAddressTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	capture, err := os.ReadFile(filepath.Join("..", "..", "testdata", "pcaps", "missing-ack.pcap"))
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, nil, "--metrics", l.Addr().String(), "-")
	if _, err := r.stdin.Write(capture); err != nil {
		t.Fatal(err)
	}
	status := r.end()
	want := fmt.Sprintf("sipcap: cannot serve metrics at %s: address already in use", l.Addr())
	if status != exitFailed || len(r.told) != 1 || r.told[0] != want {
		t.Errorf("exit status %d, %q, want %d, %q", status, r.told, exitFailed, want)
	}
}

// A service manager is told of the begin, the watchdog of life, and of the end. SIGHUP ends nothing.
func TestServiceOfPipe(t *testing.T) {
	name := filepath.Join(t.TempDir(), "notify")
	told := manager(t, name)
	capture, err := os.ReadFile(filepath.Join("..", "..", "testdata", "pcaps", "missing-ack.pcap"))
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, []string{"NOTIFY_SOCKET=" + name, "WATCHDOG_USEC=300000"}, "--log-format", "json", "-")
	if _, err := r.stdin.Write(capture); err != nil {
		t.Fatal(err)
	}
	r.await(`"msg":"started".*"source":"standard input"`)
	time.Sleep(time.Second) // of silence, in which it lives on
	if err := r.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	r.await(`"msg":"reloaded"`)
	if err := r.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	r.await(`"level":"ERROR","msg":"finding","id":"missing-ack"`)
	r.await(`"msg":"stopped","frames":15,"used":15`)
	if status := r.end(); status != exitOK {
		t.Errorf("exit status %d: %q", status, r.told)
	}
	all := told()
	text := strings.Join(all, "|")
	if !strings.HasPrefix(text, "READY=1\n") || !strings.HasSuffix(text, "|STOPPING=1") || strings.Count(text, "WATCHDOG=1") < 3 {
		t.Errorf("the manager was told %q", all)
	}
}
