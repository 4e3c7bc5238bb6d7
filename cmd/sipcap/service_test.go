package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sipcap/callflow"
)

func TestListenAddress(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"9090", "127.0.0.1:9090"},
		{":9090", "127.0.0.1:9090"},
		{"0", "127.0.0.1:0"},
		{"127.0.0.1:9090", "127.0.0.1:9090"},
		{"localhost:9090", "localhost:9090"},
		{"0.0.0.0:9090", "0.0.0.0:9090"},
		{"[::]:9090", "[::]:9090"},
		{"10.0.0.7:1", "10.0.0.7:1"},
		{"", ""},
		{":", ""},
		{"eth0", ""},
		{"10.0.0.7", ""},
		{"65536", ""},
		{"::9090", ""},
		{"example.org:9090", ""},
		{"10.0.0.7:http", ""},
		{"10.0.0.7:", ""},
		{"-1", ""},
	} {
		got, err := listenAddress(c.text)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%q: got %q, %v, want %q", c.text, got, err, c.want)
		}
	}
}

// A log has records of what somebody should know, once each.
func TestEventLog(t *testing.T) {
	var out bytes.Buffer
	l := &eventLog{log: newLog(logJSON, &out)}
	first, second := &tick{}, &tick{down: []string{"eth0"}}
	second.drops.Dropped, second.Standing.Shed = 7, 2
	second.kept.Frames, second.kept.Dropped = 90, 3
	l.tick(first)
	l.tick(second)
	l.tick(second)
	l.tick(&tick{drops: second.drops, Tick: second.Tick, kept: second.kept})
	bad := busyCall(t, "sip:a\x1b[2J@x", "c\u202e1")
	bad.ID = 3
	bad.SetFindings([]*callflow.Finding{
		{ID: "server-failure", Severity: callflow.Error, Call: bad, Summary: "sbc answers 503\n{}"},
		{ID: "retransmissions", Severity: callflow.Info, Call: bad},
	})
	l.call(bad)
	l.end()
	got := records(t, out.String())
	want := []string{
		"ERROR interface down interface=eth0",
		"INFO interface up interface=eth0",
		`ERROR finding call=3 call_id=c\u202e1 cause= from=sip:a\x1b[2J@x id=server-failure summary=sbc answers 503\x0a{} to=`,
		"WARN frames dropped frames=7 received=0 total=7",
		"WARN calls shed held=0 legs=2 total=2",
		"WARN frames not kept frames=3 kept=90 total=3",
		"INFO stopped dropped=7 errors=1 frames=0 shed=2 used=0",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A flood of findings is told as their number.
func TestEventLogFlood(t *testing.T) {
	var out bytes.Buffer
	l := &eventLog{log: newLog(logJSON, &out)}
	for range 1000 {
		l.finding(&callflow.Finding{ID: "server-failure", Severity: callflow.Error})
	}
	l.tick(&tick{})
	l.end()
	got := records(t, out.String())
	if len(got) != maxFindingsAMinute+2 || got[maxFindingsAMinute] != "WARN findings not logged findings=940 limit=60 a minute" {
		t.Errorf("%d records, of which the last are %q", len(got), got[max(0, len(got)-2):])
	}
}

// What the program tells on standard error is a record where that is a log.
func TestNotesToLog(t *testing.T) {
	var out bytes.Buffer
	note(notesToLog{newLog(logJSON, &out)}, "cannot read x: no such file", "try y", "or z")
	note(notesToLog{newLog(logJSON, &out)}, "no hint")
	got := strings.Join(records(t, out.String()), "\n")
	want := "WARN cannot read x: no such file hint=try y; or z\nWARN no hint"
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	out.Reset()
	newLog(logText, &out).Info("m", "k", "\x1b[2J")
	if strings.ContainsRune(out.String(), 0x1b) {
		t.Errorf("text: got %q", out.String())
	}
}

// records are the lines of a log in JSON, each as its level, message and attributes in order.
func records(t *testing.T, text string) []string {
	t.Helper()
	var all []string
	for line := range strings.Lines(text) {
		var r map[string]any
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if r["time"] == nil {
			t.Errorf("%s: no time", line)
		}
		s := fmt.Sprint(r["level"], " ", r["msg"])
		delete(r, "time")
		delete(r, "level")
		delete(r, "msg")
		keys := make([]string, 0, len(r))
		for k := range r {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			s += fmt.Sprintf(" %s=%v", k, r[k])
		}
		all = append(all, s)
	}
	return all
}
