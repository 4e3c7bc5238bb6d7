//go:build unix

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sipcap/capture/capturetest"
)

// ringFiles are the files of a ring, in the order of their names.
func ringFiles(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "ring-*"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	return files
}

// byNumber sorts files of a ring by their numbers: where the same times come again, that is how they were written.
func byNumber(files []string) []string {
	number := func(name string) string { return name[strings.LastIndex(name, "-"):] }
	slices.SortFunc(files, func(a, b string) int { return strings.Compare(number(a), number(b)) })
	return files
}

// A pipe is kept in a ring, of which each file is whole, and all together say what the pipe did.
func TestRingOfPipe(t *testing.T) {
	dir := t.TempDir()
	var frames []capturetest.Frame
	for i := range 40 {
		frames = append(frames, refused(longAgo.Add(time.Duration(i)*time.Minute), fmt.Sprint("call-", i))...)
	}
	content := capturetest.Pcap{}.Bytes(frames...)
	p := sipcap(t, "calls", "-w", filepath.Join(dir, "ring.pcapng"), "--ring-time", "5m", "--format", "csv", "-")
	if _, err := p.stdin.Write(content); err != nil {
		t.Fatal(err)
	}
	p.stdin.Close()
	p.wantExit(exitOK)
	files := ringFiles(t, dir)
	if len(files) != 8 || !strings.HasSuffix(files[0], "/ring-20240101T000000Z-00001.pcapng") || !strings.HasSuffix(files[7], "/ring-20240101T003500Z-00008.pcapng") {
		t.Errorf("there are %q", files)
	}
	n := 0
	for _, f := range files {
		n += readKept(t, f)
	}
	if n != len(frames) {
		t.Errorf("%d frames are kept of %d", n, len(frames))
	}
	ids := func(csv string) []string {
		found := regexp.MustCompile(`(?m)^\d+,call,call-\d+,.*?,failed,`).FindAllString(csv, -1)
		for i, f := range found {
			_, found[i], _ = strings.Cut(f, ",")
		}
		slices.Sort(found)
		return found
	}
	again := sipcap(t, "calls", "--format", "csv", dir)
	again.wantExit(exitOK)
	if got, want := ids(again.printed()), ids(p.printed()); len(want) != 40 || !slices.Equal(got, want) {
		t.Errorf("the ring tells %d calls, the pipe %d", len(got), len(want))
	}
}

// A ring can be followed while it is written; SIGHUP begins the next file, which is logged.
func TestRingIsFollowed(t *testing.T) {
	dir := t.TempDir()
	r := sipcap(t, "calls", "-w", filepath.Join(dir, "ring.pcapng"), "--ring-size", "100M", "--log-format", "json", "-")
	p := sipcap(t, "messages", "--follow", dir, "--format", "ndjson")
	send := func(id string, header bool) {
		t.Helper()
		b := capturetest.Pcap{}.Bytes(refused(time.Now(), id)...)
		if !header {
			b = b[pcapHeader:]
		}
		if _, err := r.stdin.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	send("one", true)
	p.await(`"status":503,"reason":"Service Unavailable","call_id":"one"`)
	r.signal(syscall.SIGHUP)
	if name := r.told(`"msg":"file rotated","file":"([^"]*)","bytes":[1-9]\d*,"frames":4\}`); name != ringFiles(t, dir)[0] {
		t.Errorf("rotated is %s", name)
	}
	send("two", false)
	p.await(`"status":503,"reason":"Service Unavailable","call_id":"two"`)
	r.stdin.Close()
	r.wantExit(exitOK)
	if files := ringFiles(t, dir); len(files) != 2 {
		t.Errorf("there are %q", files)
	}
	p.signal(os.Interrupt)
	p.wantExit(exitOK)
}

// Wherever kill -9 comes, files are whole: but for what the kernel did not finish of a write(2), which the
// next run cuts off.
func TestKillWhileRotating(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "ring.pcapng")
	var frames []capturetest.Frame
	for i := range 2000 {
		frames = append(frames, capturetest.Datagram{Time: longAgo.Add(time.Duration(i) * time.Millisecond), Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060",
			Payload: floodInvite(i) + strings.Repeat(" ", i%700)}.Frame())
	}
	content := capturetest.Pcap{}.Bytes(frames...)
	const size = 20_000
	for run := range 30 {
		p := sipcap(t, "stats", "-w", name, "--ring-size", fmt.Sprint(size), "--ring-files", "50", "-")
		go func() {
			_, err := p.stdin.Write(content)
			for err == nil {
				_, err = p.stdin.Write(content[pcapHeader:])
			}
		}()
		for until := time.Now().Add(10 * time.Second); len(ringFiles(t, dir)) == 0; time.Sleep(time.Millisecond) {
			if time.Now().After(until) {
				t.Fatal("nothing is written")
			}
		}
		time.Sleep(time.Duration(20+rand.IntN(100)) * time.Millisecond)
		if err := p.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = p.cmd.Wait()
		files := byNumber(ringFiles(t, dir))
		if len(files) > 50 {
			t.Fatalf("there are %d files", len(files))
		}
		for i, f := range files[:len(files)-1] {
			info, err := os.Stat(f)
			if err != nil {
				t.Fatal(err)
			}
			if n := readKept(t, f); n == 0 {
				t.Errorf("run %d: %s, the %dth of %d, has no frame", run, f, i+1, len(files))
			}
			if info.Size() > size+2000 {
				t.Errorf("run %d: %s has %d bytes", run, f, info.Size())
			}
		}
		if t.Failed() {
			return
		}
	}
	// One more run, which sees no frame, mends the last file.
	p := sipcap(t, "stats", "-w", name, "--ring-size", fmt.Sprint(size), "-")
	if _, err := p.stdin.Write(content[:pcapHeader]); err != nil {
		t.Fatal(err)
	}
	p.stdin.Close()
	p.wantExit(exitOK)
	files := byNumber(ringFiles(t, dir))
	if n := readKept(t, files[len(files)-1]); n == 0 {
		t.Error("the last file has no frame")
	}
	for _, f := range filesIn(t, dir) {
		if strings.HasPrefix(f, ".") {
			t.Errorf("%s is left", f)
		}
	}
}

// Wireshark reads what is kept, also where it is compressed, in a member for each write.
func TestRingInWireshark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("needs tshark")
	}
	for _, ending := range []string{".pcap", ".pcapng", ".pcap.gz", ".pcapng.gz", ".pcapng.zst"} {
		t.Run(ending, func(t *testing.T) {
			t.Parallel()
			ringInWireshark(t, ending)
		})
	}
}

func ringInWireshark(t *testing.T, ending string) {
	dir := t.TempDir()
	p := sipcap(t, "stats", "-w", filepath.Join(dir, "ring"+ending), "--ring-size", "100M", "-")
	const calls = 4
	for i := range calls {
		b := capturetest.Pcap{}.Bytes(refused(longAgo.Add(time.Duration(i)*time.Second), fmt.Sprint("call-", i))[:3]...)
		if i > 0 {
			b = b[pcapHeader:]
		}
		if _, err := p.stdin.Write(b); err != nil {
			t.Fatal(err)
		}
		time.Sleep(600 * time.Millisecond) // for a tick between them
	}
	p.stdin.Close()
	p.wantExit(exitOK)
	files := ringFiles(t, dir)
	if len(files) != 1 {
		t.Fatalf("%s: there are %q", ending, files)
	}
	out, err := exec.Command("tshark", "-r", files[0], "-T", "fields", "-e", "sip.Call-ID").CombinedOutput()
	if n := strings.Count(string(out), "call-"); err != nil || n != 3*calls {
		t.Errorf("%s: tshark reads %d messages, want %d: %v: %s", ending, n, 3*calls, err, out)
	}
}
