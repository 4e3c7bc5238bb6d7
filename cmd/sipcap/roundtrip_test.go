package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sipcap/callflow/ingest"
	"sipcap/capture"
)

// roundCall is what must be the same of a call when its packets were written and read again.
type roundCall struct {
	CallID   string `json:"call_id"`
	Kind     string
	State    string
	Outcome  string
	Status   int
	Attempts int
	Messages int
	Findings []struct{ ID, Cause string }
}

// byGoingOn are findings that a capture shows by going on: without media and other traffic it may end earlier.
var byGoingOn = []string{"no-response", "no-final-response", "no-bye", "missing-ack", "bye-unanswered", "cancel-not-honoured",
	"options-unanswered", "authentication-failed", "registration-failed"}

// alone tells what a call is without what is told of it by others, or by what the capture goes on to show.
func (c roundCall) alone() string {
	return fmt.Sprintf("%s %s %s %s %d, %d attempts, %d messages", c.CallID, c.Kind, c.State, c.Outcome, c.Status, c.Attempts, c.Messages)
}

// text is that with the findings, but for those that the capture explains.
func (c roundCall) text() string {
	var ids []string
	for _, f := range c.Findings {
		if f.Cause != "capture" && !strings.HasPrefix(f.ID, "capture-") && !slices.Contains(byGoingOn, f.ID) {
			ids = append(ids, f.ID)
		}
	}
	slices.Sort(ids)
	return c.alone() + ", " + strings.Join(ids, " ")
}

// callsOf are the calls of a capture, in an order of their own.
func callsOf(t *testing.T, name string, tell func(roundCall) string) []string {
	t.Helper()
	status, out, errs := program("calls", "--all", "--format", "ndjson", name)
	if status != exitOK {
		t.Fatalf("%s: exit status %d: %s", name, status, errs)
	}
	var calls []string
	for d := json.NewDecoder(strings.NewReader(out)); d.More(); {
		var c roundCall
		if err := d.Decode(&c); err != nil {
			t.Fatal(err)
		}
		calls = append(calls, tell(c))
	}
	slices.Sort(calls)
	return calls
}

// messagesOf counts the messages of a capture, those without a Call-ID too.
func messagesOf(t *testing.T, name string) string {
	t.Helper()
	status, out, errs := program("stats", "--format", "json", name)
	if status != exitOK {
		t.Fatalf("%s: exit status %d: %s", name, status, errs)
	}
	var s struct {
		Messages, Retransmissions, Duplicates int
		Requests, Responses, Issues           map[string]int
	}
	if err := json.Unmarshal([]byte(out), &s); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%+v", s)
}

// framesIn are the frames of a capture that carry SIP, or all, each in one line.
func framesIn(t *testing.T, name string, all bool) []string {
	t.Helper()
	src, err := capture.Open(capture.Config{}, name)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	res, err := ingest.Run(context.Background(), src, ingest.Config{KeepFrames: true})
	if err != nil {
		t.Fatal(err)
	}
	set := res.Frames().All()
	if all {
		set = nil
	}
	r, err := src.Frames(set)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var frames []string
	for {
		f, err := r.Next()
		if errors.Is(err, io.EOF) {
			return frames
		}
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, fmt.Sprintf("%s %d %d %x", f.Time.Format(time.RFC3339Nano), f.Origin.LinkType, f.Length, f.Data))
	}
}

// checkRoundTrip writes the SIP of a capture and reads it again: the same frames, the same calls.
func checkRoundTrip(t *testing.T, name string) {
	t.Helper()
	want := callsOf(t, name, roundCall.text)
	for _, ending := range []string{".pcapng.gz", ".pcap"} {
		written := filepath.Join(t.TempDir(), "written"+ending)
		status, _, errs := program("stats", "-w", written, name)
		if ending == ".pcap" && (strings.Contains(errs, "several link types") || strings.Contains(errs, "keys for TLS are not in")) {
			continue
		}
		if status != exitOK {
			t.Fatalf("-w %s: exit status %d: %s", written, status, errs)
		}
		if got := callsOf(t, written, roundCall.text); !slices.Equal(got, want) {
			t.Errorf("calls of what was written as %s:\n%s", ending, listDifference(got, want))
		}
		if got, want := messagesOf(t, written), messagesOf(t, name); got != want {
			t.Errorf("messages of what was written as %s:\n%s, want\n%s", ending, got, want)
		}
		if got, want := framesIn(t, written, true), framesIn(t, name, false); !slices.Equal(got, want) {
			t.Errorf("frames of what was written as %s: %d, want %d:\n%s", ending, len(got), len(want), listDifference(got, want))
		}
	}
}

// checkSplit splits a capture and reads the files: each has its call as the whole has it.
func checkSplit(t *testing.T, name string) {
	t.Helper()
	dir := t.TempDir()
	status, out, errs := program("split", "--call", "1-40", "--name", dir+"/{call}.pcapng", "--format", "ndjson", name)
	if status != exitOK {
		t.Fatalf("split: exit status %d: %s", status, errs)
	}
	whole := callsOf(t, name, roundCall.alone)
	for d := json.NewDecoder(strings.NewReader(out)); d.More(); {
		var row struct {
			File   string
			CallID string `json:"call_id"`
			Frames int
		}
		if err := d.Decode(&row); err != nil {
			t.Fatal(err)
		}
		found := false
		for _, c := range callsOf(t, row.File, roundCall.alone) {
			found = found || strings.HasPrefix(c, row.CallID+" ")
			// A segment may have messages of other calls: of those it has but a part.
			if strings.HasPrefix(c, row.CallID+" ") && !slices.Contains(whole, c) {
				t.Errorf("%s:\n%s", row.File, listDifference([]string{c}, whole))
			}
		}
		if !found {
			t.Errorf("%s lacks its call %s", row.File, row.CallID)
		}
		if n := len(framesIn(t, row.File, true)); n != row.Frames {
			t.Errorf("%s has %d frames, want %d", row.File, n, row.Frames)
		}
	}
}

// listDifference shows what is in one list and not in the other.
func listDifference(got, want []string) string {
	var b strings.Builder
	for sign, lists := range map[string][2][]string{"+ ": {got, want}, "- ": {want, got}} {
		n := 0
		for _, line := range lists[0] {
			if !slices.Contains(lists[1], line) && n < 5 {
				b.WriteString(sign + line[:min(len(line), 300)] + "\n")
				n++
			}
		}
	}
	return b.String()
}

// checkWrittenAgain checks what -w and split write of a capture.
func checkWrittenAgain(t *testing.T, name string) {
	checkRoundTrip(t, name)
	checkSplit(t, name)
}

func TestRoundTripOfTheTreesCaptures(t *testing.T) { eachOfTheTree(t, checkWrittenAgain) }

func TestRoundTripOfTheCorpus(t *testing.T) { eachOfTheCorpus(t, checkWrittenAgain) }

// Wireshark opens what is written, finds the same messages, and shows the comments.
func TestTsharkOpensWhatIsWritten(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed")
	}
	written := filepath.Join(t.TempDir(), "all.pcapng.gz")
	for _, name := range []string{"missing-ack.pcap", "fragmented-invite.pcap", "two-interfaces.pcapng", "port-unreachable.pcap"} {
		source := filepath.Join("..", "..", "testdata", "pcaps", name)
		if status, _, errs := program("-w", written, source); status != exitOK {
			t.Fatal(errs)
		}
		want := tshark(t, source, "-Y", "sip", "-T", "fields", "-e", "frame.time_epoch", "-e", "sip.CSeq", "-e", "sip.Call-ID")
		got := tshark(t, written, "-Y", "sip", "-T", "fields", "-e", "frame.time_epoch", "-e", "sip.CSeq", "-e", "sip.Call-ID")
		if got != want || got == "" {
			t.Errorf("%s: tshark reads\n%swant\n%s", name, got, want)
		}
		if n := strings.Count(tshark(t, written, "-Y", `frame.comment contains "sipcap: call 1, Call-ID"`), "\n"); n == 0 {
			t.Errorf("%s: no comment in tshark", name)
		}
	}
}

func tshark(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command("tshark", append([]string{"-n", "-r", name}, args...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v: %s", cmd, err, &stderr)
	}
	return string(out)
}

// What sipcap wrote before is not added to: comments are of this capture's calls.
func TestCommentsOfCommentedCapture(t *testing.T) {
	dir := t.TempDir()
	first, second := filepath.Join(dir, "first.pcapng"), filepath.Join(dir, "second.pcapng")
	source := filepath.Join("..", "..", "testdata", "pcaps", "missing-ack.pcap")
	for _, args := range [][]string{{"-w", first, source}, {"-w", second, first}} {
		if status, _, errs := program(args...); status != exitOK {
			t.Fatal(errs)
		}
	}
	a, err := os.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(second)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) || !bytes.Contains(a, []byte("sipcap: call 1, error missing-ack: ")) {
		t.Errorf("written again: %d bytes, want the same %d", len(b), len(a))
	}
}
