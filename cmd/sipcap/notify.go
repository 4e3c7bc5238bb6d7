package main

import (
	"fmt"
	"net"
	"strconv"
	"time"

	"sipcap/callflow"
)

// notifier is an observer that tells systemd how the watcher is doing (sd_notify(3)): that it runs,
// as often as the unit's watchdog asks that it still does, and what it sees.
//
// It says so on each tick, from the goroutine that everything goes through: where that is stuck,
// the watchdog finds out.
type notifier struct {
	unobserved
	conn             *net.UnixConn
	every            time.Duration // between two words to the watchdog, 0 without one
	last, lastStatus time.Time
	calls, bad       uint64 // that are over
}

// notifyEvery is how often the line that systemctl status shows is told anew.
const notifyEvery = 10 * time.Second

// newNotifier is nil where nobody asks to be told. pid is the process that the watchdog may be for.
func newNotifier(env func(string) string, pid int) (*notifier, error) {
	name := env("NOTIFY_SOCKET")
	if name == "" {
		return nil, nil
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		return nil, failed(fmt.Sprintf("cannot tell the service manager: %v", err), "NOTIFY_SOCKET names where")
	}
	n := &notifier{conn: conn}
	if of := env("WATCHDOG_PID"); of == "" || of == strconv.Itoa(pid) {
		if usec, err := strconv.ParseInt(env("WATCHDOG_USEC"), 10, 64); err == nil && usec > 0 {
			n.every = time.Duration(usec) * time.Microsecond / 3
		}
	}
	return n, nil
}

// say sends a state. What cannot be sent is not told: the watchdog misses it.
func (n *notifier) say(state string) { _, _ = n.conn.Write([]byte(state)) }

// ready tells that everything is open.
func (n *notifier) ready() { n.say("READY=1\nSTATUS=Watching") }

func (n *notifier) call(c *callflow.Call) {
	n.calls++
	if c.Bad() {
		n.bad++
	}
}

func (n *notifier) tick(t *tick) {
	now := time.Now()
	if n.every > 0 && now.Sub(n.last) >= n.every {
		n.last = now
		n.say("WATCHDOG=1")
	}
	if now.Sub(n.lastStatus) >= notifyEvery {
		n.lastStatus = now
		n.say(fmt.Sprintf("STATUS=%d up, %d over, %d of them failed; %d frames, %d dropped",
			t.Standing.Up, n.calls, n.bad, t.Capture.Frames, t.drops.Dropped))
	}
}

// end tells that no more is read.
func (n *notifier) end() {
	n.say("STOPPING=1")
	n.conn.Close()
}
