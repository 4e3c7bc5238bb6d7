//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sipcap/callflow"
	"sipcap/callflow/ingest"
	"sipcap/callflow/report"
	"sipcap/capture"
	"sipcap/capture/capturetest"
)

// keptCall is what a call's verdict is.
type keptCall struct {
	ID, Status                  int
	Kind, State, Outcome, Start string
	CallID                      string `json:"call_id"`
}

// keptReport is what a report says of calls and findings.
type keptReport struct {
	Calls    []keptCall
	Findings []struct {
		Severity string
		Call     int
	}
}

// reported runs the program on a source and gives its report.
func reported(t *testing.T, stdin io.Reader, args ...string) keptReport {
	t.Helper()
	var out, said bytes.Buffer
	args = append([]string{"report", "--format", "ndjson"}, args...)
	if status := run(context.Background(), args, func(string) string { return "" }, stdin, &out, &said); status != exitOK {
		t.Fatalf("%q: exit status %d: %s", args, status, &said)
	}
	lines := bytes.Split(bytes.TrimSpace(out.Bytes()), []byte("\n")) // statuses come before
	var r keptReport
	if err := json.Unmarshal(lines[len(lines)-1], &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// failed are the calls that have failed, or that something grave was found of.
func (r *keptReport) failed() []keptCall {
	return slices.DeleteFunc(slices.Clone(r.Calls), func(c keptCall) bool {
		if c.Kind == "call" && slices.Contains([]string{"no-response", "unauthorized", "failed"}, c.State) {
			return false
		}
		for _, f := range r.Findings {
			if f.Call == c.ID && f.Severity == "error" {
				return false
			}
		}
		return true
	})
}

// What is kept of a call gives the same verdict when it is read again: of each fixture, every call that
// failed has a file, and no other.
func TestFailuresSayTheSame(t *testing.T) {
	fixtures, err := filepath.Glob(filepath.Join("..", "..", "testdata", "pcaps", "*.pcap*"))
	if err != nil || len(fixtures) < 20 {
		t.Fatalf("%d fixtures, %v", len(fixtures), err)
	}
	files := 0
	for _, fixture := range fixtures {
		content, err := os.ReadFile(fixture)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		r := reported(t, bytes.NewReader(content), "--on-failure-dir", dir, "-")
		want := r.failed()
		names := filesIn(t, dir)
		if len(names) != len(want) {
			t.Errorf("%s: %d files of %d calls that failed", filepath.Base(fixture), len(names), len(want))
			continue
		}
		for _, name := range names {
			again := reported(t, nil, filepath.Join(dir, name)).Calls
			if !slices.ContainsFunc(want, func(c keptCall) bool {
				return slices.ContainsFunc(again, func(a keptCall) bool {
					return a.CallID == c.CallID && a.Start == c.Start && a.Kind == c.Kind && a.State == c.State && a.Outcome == c.Outcome && a.Status == c.Status
				})
			}) {
				t.Errorf("%s: %s says %+v", filepath.Base(fixture), name, again)
			}
			files++
		}
	}
	if files < 10 {
		t.Errorf("there are %d files in all", files)
	}
}

// failing is a call that is refused under a Call-ID of whatever kind.
func failing(at time.Time, callID string) []capturetest.Frame {
	frames := refused(at, "CALLID")[:3]
	for i := range frames {
		d := capturetest.Datagram{Time: frames[i].Time, Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060"}
		if i == 1 {
			d.Src, d.Dst = d.Dst, d.Src
		}
		text := string(frames[i].Data[14+20+8:])
		d.Payload = strings.Replace(text, "Call-ID: CALLID", "Call-ID: "+callID, 1)
		frames[i] = d.Frame()
	}
	return frames
}

// A Call-ID has no say in where a file goes.
func TestFailureNames(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "below", "failed") // is made
	ids := []string{
		"../../../../etc/passwd", "..", ".", "/abs/olute", "a\x00b", "-rf", "$(reboot)`x`", "con", `..\..\x`, "\x1b[2Jclear", "\xff\xfe",
		strings.Repeat("long", 1000), "MiXeD", "mixed", "a b", "a?b", "a*b", "naïve-é", "~root",
	}
	var frames []capturetest.Frame
	for i, id := range ids {
		frames = append(frames, failing(ringStart.Add(time.Duration(i)*time.Millisecond), id)...)
	}
	calls := reported(t, bytes.NewReader(capturetest.Pcap{}.Bytes(frames...)), "--on-failure-dir", dir, "-").Calls
	names := filesIn(t, dir)
	if len(names) != len(calls) || len(calls) < len(ids)-3 {
		t.Errorf("%d files of %d calls: %q", len(names), len(calls), names)
	}
	for _, name := range names {
		if !strings.HasPrefix(name, "20261126T101503Z-") || len(name) > 100 || strings.ContainsAny(name, "\x00\x1b/\\ $`*?~") {
			t.Errorf("a file is called %q", name)
		}
		readKept(t, filepath.Join(dir, name))
	}
	if got := filesIn(t, top); !slices.Equal(got, []string{"below"}) {
		t.Errorf("there are %q", got)
	}
}

// job is a call to be written.
func job(t *testing.T, name string, frames int) *failedCall {
	t.Helper()
	j := &failedCall{name: name, about: []string{report.KeptMark + "call 1"}, comments: report.NewComments(nil), call: busyCall(t, "sip:a@x", "one")}
	for range frames {
		j.frames = append(j.frames, *keptFrame(ringStart, 100))
	}
	return j
}

// A flood of failing calls does not fill the disk: the oldest files go, and nobody else's.
func TestFailureFolderLimit(t *testing.T) {
	dir := t.TempDir()
	strangers := []string{"20200101T000000Z-mine.pcapng", "notes.txt", "x.pcapng"}
	touch(t, dir, strangers...)
	var told []string
	note := func(text string, _ ...string) { told = append(told, text) }
	for run := range 2 {
		to, err := newFailureFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		to.limit, to.note = 6, note
		for i := range 10 {
			to.write(job(t, fmt.Sprintf("2026112%dT10150%dZ-same", run, i), 2))
		}
		if to.written.Load() != 10 || to.lost.Load() != 0 {
			t.Errorf("%d written, %d lost", to.written.Load(), to.lost.Load())
		}
	}
	want := append([]string{}, strangers...)
	for i := 5; i < 10; i++ { // beside one that looks like one of these
		want = append(want, fmt.Sprintf("20261121T10150%dZ-same.pcapng", i))
	}
	got := filesIn(t, dir)
	slices.Sort(want)
	if missing := slices.DeleteFunc(slices.Clone(want), func(s string) bool { return slices.Contains(got, s) }); len(missing) > 0 || len(got) > len(want)+1 {
		t.Errorf("there are %q", got)
	}
	if len(told) != 2 || !strings.Contains(told[0], "has files of 6 calls that failed: from now on the oldest go") { // once a run
		t.Errorf("told %q", told)
	}
}

// What cannot be written is told once, and when it can be again.
func TestFailureFolderGone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "failed")
	to, err := newFailureFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	to.note = func(text string, _ ...string) { told = append(told, text) }
	to.write(job(t, "1", 1))
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	to.write(job(t, "2", 1))
	to.write(job(t, "3", 1))
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	to.write(job(t, "4", 1))
	to.write(job(t, "4", 1)) // a name that is taken
	if to.written.Load() != 3 || to.lost.Load() != 2 || len(told) != 2 ||
		!strings.HasSuffix(told[0], "2.pcapng on: its folder is gone") || !strings.HasSuffix(told[1], "4.pcapng: 2 calls that failed were not kept") {
		t.Errorf("%d written, %d lost, told %q", to.written.Load(), to.lost.Load(), told)
	}
	if got := filesIn(t, dir); !slices.Equal(got, []string{"4-2.pcapng", "4.pcapng"}) {
		t.Errorf("there are %q", got)
	}
}

// What the look-back does not have any more is counted, and told in the file.
func TestFailuresGone(t *testing.T) {
	dir := t.TempDir()
	v := &invocation{log: newLog("", nil), stderr: io.Discard}
	v.live.memory, v.keeps.failures = leastMemory, dir
	f, err := v.keepFailures()
	if err != nil {
		t.Fatal(err)
	}
	f.seen.limit = 1 << 20
	s, err := capture.Open(capture.Config{Stdin: bytes.NewReader(capturetest.Pcap{}.Bytes(refused(ringStart, "one")...))}, "-")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.OnFrame(func(frame *capture.Frame, skipped bool) { f.seen.add(frame) })
	call := builtFrom(t, s)
	if refs := framesOfLeg(nil, call.Leg()); len(refs) != 3 {
		t.Fatalf("%d frames", len(refs))
	}
	f.call(call) // all of it
	f.seen.at = map[capture.FrameRef]place{{Number: 3}: f.seen.at[capture.FrameRef{Number: 3}]}
	f.call(call) // one frame of three
	f.seen.at = nil
	f.call(call) // nothing
	f.settle()
	var c report.Kept
	f.kept(&c)
	if want := (report.Kept{Failures: 2, FailuresLost: 1, FailureFramesGone: 5}); c != want {
		t.Errorf("got %+v, want %+v", c, want)
	}
	part := filepath.Join(dir, "20261126T101503Z-one-2.pcapng")
	content, err := os.ReadFile(part)
	if err != nil || readKept(t, part) != 1 {
		t.Fatalf("%v in %q", err, filesIn(t, dir))
	}
	for _, want := range []string{
		report.KeptMark + "call 1, failed, 503 Service Unavailable, Call-ID one",
		"sipcap: 2 frames of 3 are missing: they were held no more when the call was over",
	} {
		if !bytes.Contains(content, []byte(want)) {
			t.Errorf("no %q in %q", want, content)
		}
	}
}

// Where too much waits to be written, calls are lost to the disk, and nobody waits.
func TestFailuresNeverWait(t *testing.T) {
	to, err := newFailureFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	to.note = func(text string, _ ...string) { t.Error(text) }
	f := &failures{seen: lookback{limit: 1 << 20}, to: to, limit: 1 << 20, jobs: make(chan *failedCall, 8), done: make(chan struct{})}
	s, err := capture.Open(capture.Config{Stdin: bytes.NewReader(capturetest.Pcap{}.Bytes(refused(ringStart, "one")...))}, "-")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.OnFrame(func(frame *capture.Frame, skipped bool) { f.seen.add(frame) })
	call := builtFrom(t, s)
	for range 20 { // and nobody writes
		f.call(call)
	}
	go f.run()
	f.settle()
	var c report.Kept
	f.kept(&c)
	if want := (report.Kept{Failures: 8, FailuresLost: 12}); c != want {
		t.Errorf("got %+v, want %+v", c, want)
	}
}

// builtFrom is the one call of a source.
func builtFrom(t *testing.T, s *capture.Source) *callflow.Call {
	t.Helper()
	res, err := ingest.Run(context.Background(), s, ingest.Config{})
	if err != nil || len(res.Calls) != 1 {
		t.Fatalf("%d calls, %v", len(res.Calls), err)
	}
	return res.Calls[0]
}

// What a call was until it was refused is held until it is over, though the look-back reaches not as far; what is none of a
// failure is not held.
func TestFailuresHoldRefusals(t *testing.T) {
	dir := t.TempDir()
	const calls = 50
	var frames []capturetest.Frame
	for i := range calls {
		frames = append(frames, refused(ringStart.Add(time.Duration(i)*time.Millisecond), fmt.Sprint("bad-", i))[:2]...)
	}
	for i := range 20_000 {
		frames = append(frames, capturetest.Datagram{Time: ringStart.Add(time.Second + time.Duration(i)*time.Millisecond), Src: "10.0.0.1:5060", Dst: "10.0.0.2:5060",
			Payload: strings.ReplaceAll(floodInvite(i), "INVITE", "OPTIONS")}.Frame())
	}
	r := reported(t, bytes.NewReader(capturetest.Pcap{}.Bytes(frames...)), "--on-failure-dir", dir, "--max-memory", "64MiB", "-")
	if names := filesIn(t, dir); len(names) != calls || len(r.failed()) != calls {
		t.Errorf("%d files of %d calls", len(names), len(r.failed()))
	}
	for _, name := range filesIn(t, dir) {
		if n := readKept(t, filepath.Join(dir, name)); n != 2 {
			t.Errorf("%s has %d frames", name, n)
		}
	}
}

// What is held of refused calls keeps to its limit; the oldest go.
func TestPinsKeepToTheirLimit(t *testing.T) {
	p := pins{limit: 10 * (100 + frameCost)}
	var legs []*callflow.Leg
	for range 1000 {
		l := &callflow.Leg{}
		legs = append(legs, l)
		p.add(l, []capture.Frame{*keptFrame(ringStart, 100)})
		p.add(l, []capture.Frame{*keptFrame(ringStart, 100)}) // refused again
		if p.held > p.limit || len(p.order) > 40 {
			t.Fatalf("%d bytes of %d, %d pins", p.held, p.limit, len(p.order))
		}
	}
	for i, l := range legs {
		if got, want := len(p.take(l)), i/990; got != want {
			t.Errorf("leg %d has %d frames, want %d", i, got, want)
		}
	}
	if p.held != 0 || len(p.of) != 0 {
		t.Errorf("%d bytes, %d legs are left", p.held, len(p.of))
	}
	p.add(legs[0], []capture.Frame{*keptFrame(ringStart, 100_000)}) // above the limit
	if p.held != 0 {
		t.Errorf("%d bytes are held", p.held)
	}
}
