package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sighting is a message as both sipcap and the oracle tell it.
type sighting struct {
	frame  int
	what   string // method or status code
	cseq   string // "1 INVITE"
	callID string
}

func (s sighting) String() string {
	return fmt.Sprintf("frame %d %s (%s) %q", s.frame, s.what, s.cseq, s.callID)
}

// difference is a departure from the oracle that has a reason.
type difference struct {
	missing int // messages that the oracle has and sipcap has not
	extra   int // messages that sipcap has and the oracle has not
	reason  string
}

// TestMessagesAgreeWithTheOracle compares `messages` with what tshark saw in every capture of
// the corpus, on every transport: the same messages in the same frames, and so the same
// sequence of method or code and CSeq in each Call-ID.
func TestMessagesAgreeWithTheOracle(t *testing.T) {
	dir := corpusDir(t)
	oracle := filepath.Join(dir, "ORACLE")
	checked := 0
	err := filepath.WalkDir(oracle, func(name string, _ fs.DirEntry, err error) error {
		rel, isTable := strings.CutSuffix(name, ".messages.tsv")
		if err != nil || !isTable {
			return err
		}
		if rel, err = filepath.Rel(oracle, rel); err != nil {
			return err
		}
		checked++
		t.Run(rel, func(t *testing.T) {
			want := oracleSightings(t, name)
			got := programSightings(t, filepath.Join(dir, rel))
			compareSightings(t, want, got, oracleDifferences[filepath.ToSlash(rel)])
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if checked == 0 {
		t.Fatal("the corpus has no oracle")
	}
}

// oracleSightings are the oracle's messages.
func oracleSightings(t *testing.T, name string) []sighting {
	var list []sighting
	for _, row := range tsv(t, name) {
		if row["tag"] == "icmp" { // quoted in an error: not a message
			continue
		}
		frame, err := strconv.Atoi(row["frame"])
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, sighting{frame, row["what"], row["cseq"], row["call_id"]})
	}
	return list
}

// programSightings are the messages that the program prints.
func programSightings(t *testing.T, name string) []sighting {
	status, out, errs := program("messages", "--format", "ndjson", name)
	if status != exitOK {
		t.Fatalf("exit status %d: %s", status, errs)
	}
	var list []sighting
	for line := range strings.Lines(out) {
		var m struct {
			Frame      int    `json:"frame"`
			Method     string `json:"method"`
			Status     int    `json:"status"`
			CSeq       *int   `json:"cseq"`
			CSeqMethod string `json:"cseq_method"`
			CallID     string `json:"call_id"`
		}
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		s := sighting{frame: m.Frame, what: m.Method, callID: m.CallID}
		if m.Method == "" {
			s.what = strconv.Itoa(m.Status)
		}
		if m.CSeq != nil {
			s.cseq = fmt.Sprintf("%d %s", *m.CSeq, m.CSeqMethod)
		}
		list = append(list, s)
	}
	return list
}

// compareSightings compares two lists as sets, and the order of what both have in each Call-ID.
func compareSightings(t *testing.T, want, got []sighting, allowed difference) {
	t.Helper()
	missing, extra := without(want, got), without(got, want)
	if len(missing) != allowed.missing || len(extra) != allowed.extra {
		t.Errorf("%d messages, the oracle has %d: %d are missing (%d expected) and %d more than there (%d expected) %s",
			len(got), len(want), len(missing), allowed.missing, len(extra), allowed.extra, allowed.reason)
		for _, s := range missing[:min(len(missing), 10)] {
			t.Errorf("missing: %v", s)
		}
		for _, s := range extra[:min(len(extra), 10)] {
			t.Errorf("extra: %v", s)
		}
	}
	wantOrder, gotOrder := byCallID(without(want, missing)), byCallID(without(got, extra))
	for _, id := range slices.Sorted(maps.Keys(wantOrder)) {
		if !slices.Equal(wantOrder[id], gotOrder[id]) {
			t.Errorf("Call-ID %q: the sequence is %v, want %v", id, gotOrder[id], wantOrder[id])
		}
	}
}

// without is a less b, each message of b taking away one.
func without(a, b []sighting) []sighting {
	count := make(map[sighting]int)
	for _, s := range b {
		count[s]++
	}
	var rest []sighting
	for _, s := range a {
		if count[s] > 0 {
			count[s]--
			continue
		}
		rest = append(rest, s)
	}
	return rest
}

// byCallID are the sequences of method or code and CSeq.
func byCallID(list []sighting) map[string][]string {
	m := make(map[string][]string)
	for _, s := range list {
		m[s.callID] = append(m[s.callID], s.what+" "+s.cseq)
	}
	return m
}
