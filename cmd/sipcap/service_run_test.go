//go:build unix

package main

import (
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
	p := sipcap(t, "--metrics", "0", "-")
	if _, err := p.stdin.Write(capture); err != nil {
		t.Fatal(err)
	}
	url := p.told(`^sipcap: metrics at (http://127\.0\.0\.1:\d+)/metrics$`)
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
	p.stdin.Close()
	p.wantExit(exitOK)
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
	p := sipcap(t, "--metrics", l.Addr().String(), "-")
	if _, err := p.stdin.Write(capture); err != nil {
		t.Fatal(err)
	}
	p.wantExit(exitFailed)
	if want := fmt.Sprintf("sipcap: cannot serve metrics at %s: address already in use\n", l.Addr()); p.stderr.String() != want {
		t.Errorf("said %q, want %q", &p.stderr, want)
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
	p := started(t, exec.Command("sipcap", "--log-format", "json", "-"), "NOTIFY_SOCKET="+name, "WATCHDOG_USEC=300000")
	if _, err := p.stdin.Write(capture); err != nil {
		t.Fatal(err)
	}
	p.told(`"msg":"started".*"source":"standard input"`)
	time.Sleep(time.Second) // of silence, in which it lives on
	p.signal(syscall.SIGHUP)
	p.told(`"msg":"reloaded"`)
	p.signal(syscall.SIGTERM)
	p.told(`"level":"ERROR","msg":"finding","id":"missing-ack"`)
	p.told(`"msg":"stopped","frames":15,"used":15`)
	p.wantExit(exitOK)
	all := told()
	text := strings.Join(all, "|")
	if !strings.HasPrefix(text, "READY=1\n") || !strings.HasSuffix(text, "|STOPPING=1") || strings.Count(text, "WATCHDOG=1") < 3 {
		t.Errorf("the manager was told %q", all)
	}
}
