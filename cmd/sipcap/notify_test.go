package main

import (
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sipcap/callflow"
)

// manager is a service manager's socket, and what it was told.
func manager(t *testing.T, name string) func() []string {
	t.Helper()
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		t.Skipf("no datagram sockets: %v", err)
	}
	t.Cleanup(func() { conn.Close() })
	return func() (all []string) {
		b := make([]byte, 4096)
		for {
			if err := conn.SetReadDeadline(time.Now().Add(50 * time.Millisecond)); err != nil {
				t.Fatal(err)
			}
			n, err := conn.Read(b)
			if err != nil {
				return all
			}
			all = append(all, string(b[:n]))
		}
	}
}

func TestNotify(t *testing.T) {
	name := filepath.Join(t.TempDir(), "notify")
	told := manager(t, name)
	env := map[string]string{"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "60000", "WATCHDOG_PID": "42"}
	n, err := newNotifier(func(k string) string { return env[k] }, 42)
	if err != nil {
		t.Fatal(err)
	}
	n.ready()
	n.call(&callflow.Call{State: callflow.Failed})
	tick := &tick{}
	tick.Standing.Up, tick.Capture.Frames, tick.drops.Dropped = 3, 1000, 7
	n.tick(tick)
	n.tick(tick) // too soon for another word
	time.Sleep(25 * time.Millisecond)
	n.tick(tick)
	n.end()
	want := []string{
		"READY=1\nSTATUS=Watching", "WATCHDOG=1", "STATUS=3 up, 1 over, 1 of them failed; 1000 frames, 7 dropped",
		"WATCHDOG=1", "STOPPING=1",
	}
	if got := told(); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNotifyWhom(t *testing.T) {
	name := filepath.Join(t.TempDir(), "notify")
	told := manager(t, name)
	for _, c := range []struct {
		what string
		env  map[string]string
		want string
	}{
		{"nobody asks", nil, ""},
		{"no watchdog", map[string]string{"NOTIFY_SOCKET": name}, "STATUS=0 up, 0 over, 0 of them failed; 0 frames, 0 dropped"},
		{"another's watchdog", map[string]string{"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "1000", "WATCHDOG_PID": "41"}, "STATUS=0 up, 0 over, 0 of them failed; 0 frames, 0 dropped"},
	} {
		n, err := newNotifier(func(k string) string { return c.env[k] }, 42)
		if err != nil {
			t.Fatal(err)
		}
		if n != nil {
			n.tick(&tick{})
		}
		if got := strings.Join(told(), "|"); got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, got, c.want)
		}
	}
	if _, err := newNotifier(func(string) string { return name + "-gone" }, 42); err == nil {
		t.Error("a socket that is not there is no error")
	}
}
