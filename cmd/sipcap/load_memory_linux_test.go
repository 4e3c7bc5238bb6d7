package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sipcap/capture/capturetest"
)

// sizeOf is a size that the system tells of a process, in bytes.
func sizeOf(t *testing.T, pid int, name string) uint64 {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(name + `:\s+(\d+) kB`).FindSubmatch(b)
	if m == nil {
		t.Fatalf("no %s in %s", name, b)
	}
	n, _ := strconv.ParseUint(string(m[1]), 10, 64)
	return n << 10
}

// resident is the memory of a process in bytes, what it shares with the kernel included: the ring.
func resident(t *testing.T, pid int) uint64 { return sizeOf(t, pid, "VmRSS") }

// samples takes a process's memory once a second until stop is called, which gives all of it.
func samples(t *testing.T, pid int) (stop func() []uint64) {
	t.Helper()
	var all []uint64
	ended, done := make(chan bool), make(chan bool)
	go func() {
		defer close(done)
		for {
			select {
			case <-ended:
				return
			case <-time.After(time.Second):
				all = append(all, resident(t, pid))
			}
		}
	}()
	return func() []uint64 {
		close(ended)
		<-done
		return all
	}
}

// floods sends INVITEs, each with a Call-ID of its own, as fast as a core can, and returns how many.
func (n *namespace) floods(lasts time.Duration) (sent int) {
	n.t.Helper()
	const digits = 10
	number := strings.Repeat("0", digits)
	text := strings.ReplaceAll(floodInvite(7), "7", number) // in each place where the number stands
	frame := capturetest.Datagram{Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060", Payload: text}.Frame().Data
	const udp = 14 + 20
	frame[udp+6], frame[udp+7] = 0, 0 // no checksum
	var places []int
	for at := udp + 8; ; {
		i := strings.Index(string(frame[at:]), number)
		if i < 0 {
			break
		}
		places = append(places, at+i)
		at += i + digits
	}
	to := &unix.SockaddrLinklayer{Ifindex: n.peer}
	for until := time.Now().Add(lasts); sent%1000 != 0 || time.Now().Before(until); {
		sent++
		for _, at := range places {
			for i, v := at+digits-1, sent; i >= at; i, v = i-1, v/10 {
				frame[i] = '0' + byte(v%10)
			}
		}
		switch err := unix.Sendto(n.fd, frame, 0, to); err {
		case nil:
		case unix.ENOBUFS, unix.EAGAIN: // it did not leave
			sent--
		default:
			n.t.Fatal(err)
		}
	}
	return sent
}

// TestLoadFlood: whatever is lost when INVITEs come faster than they can be read, memory stays within
// its limit, and each packet is accounted for.
func TestLoadFlood(t *testing.T) {
	lasts := loadLasts(t)
	const limit = 64 << 20
	n := newNamespace(t)
	p := n.sipcap("stats", "-i", testHere, "--format", "json", "--max-memory", "64MiB")
	n.listened(1)
	stop := samples(t, p.cmd.Process.Pid)
	sent := n.floods(lasts)
	p.rests()
	memory := stop()
	most := slices.Max(memory)
	p.signal(os.Interrupt)
	p.wantExit(exitOK)
	got := p.stats()
	t.Logf("%d INVITEs a second, %d messages, %d dropped, %d calls let go of; %s", int(float64(sent)/lasts.Seconds()), got.Messages, got.Live.Dropped, got.Live.Shed, told("sipcap", p.cmd.ProcessState, int(slices.Max(memory)>>20)))
	if most > limit {
		t.Errorf("%d MiB, want at most %d; in MiB each second: %v", most>>20, limit>>20, inMiB(memory))
	}
	if got.Live.Shed == 0 {
		t.Error("no call was let go of: that is no flood")
	}
	if got.Capture.Frames+got.Live.Dropped != got.Live.Received || got.Messages != got.Capture.Frames || got.Live.Received != sent {
		t.Errorf("%d sent, but %d received, %d dropped, %d read, %d messages", sent, got.Live.Received, got.Live.Dropped, got.Capture.Frames, got.Messages)
	}
}

// TestLoadSoak: as many calls are up and over all the time, and memory at the end is what it was in the second
// minute, when the first calls have left it and the figures of delays are full.
func TestLoadSoak(t *testing.T) {
	lasts := loadLasts(t)
	if lasts < 3*time.Minute {
		t.Skip("says nothing in less than SIPCAP_LOAD=3m")
	}
	needsTools(t, "sipp")
	n := newNamespace(t)
	far := n.part()
	p := n.sipcap("stats", "-i", testHere, "--format", "json")
	n.listened(1)
	stop := samples(t, p.cmd.Process.Pid)
	calls := n.sipp(far, 500, lasts)
	figures := calls.wait()
	memory := stop()
	p.signal(os.Interrupt)
	p.wantExit(exitOK)
	got := p.stats()
	var minutes []uint64
	for m := range slices.Chunk(memory, 60) {
		minutes = append(minutes, slices.Max(m))
	}
	t.Logf("%d calls, %d messages, %d dropped; %s; MiB each minute: %v", got.Calls.Total, got.Messages, got.Live.Dropped, told("sipcap", p.cmd.ProcessState, int(slices.Max(memory)>>20)), inMiB(minutes))
	second, last := minutes[1], slices.Max(memory[len(memory)-30:])
	if last > second+second/10 {
		t.Errorf("%d MiB at the end, %d in the second minute", last>>20, second>>20)
	}
	if created, _ := strconv.Atoi(figures["TotalCallCreated"]); got.Live.Dropped == 0 && figures["FailedCall(C)"] == "0" && got.Calls.Total != created {
		t.Errorf("%d calls, SIPp says %d", got.Calls.Total, created)
	}
}

func inMiB(bytes []uint64) (all []int) {
	for _, b := range bytes {
		all = append(all, int(b>>20))
	}
	return all
}
