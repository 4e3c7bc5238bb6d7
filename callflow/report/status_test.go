package report

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"sipcap/callflow"
)

// liveStatus is how a source is doing on a bad day.
func liveStatus(t *testing.T) *Status {
	d := caseData(t)
	now := time.Date(2021, 3, 4, 10, 40, 53, 0, time.UTC)
	s := &Status{
		Source: "eth0\x1b[2J, eth1", Began: now.Add(-16 * time.Minute), Now: now, Up: 1204, Open: 4711, Rate: 103.25,
		ASR: [3]callflow.Ratio{{N: 59, Of: 60}, {N: 280, Of: 300}, {}}, Classes: [6]int{123456, 234567, 0, 1203, 12, 1},
		Messages: 400000, Calls: 51234, Failed: 12, Findings: 34, Packets: 1234567, Received: 1234600, Dropped: 33, Shed: 2, Kept: Kept{Frames: 1200000, Dropped: 34600, Failures: 12, FailuresLost: 1},
		Memory: 84 << 20, MaxMemory: 256 << 20,
	}
	for _, c := range d.Calls {
		if c.Trouble() > 0 {
			s.Events = append(s.Events, StatusEvent{Time: c.End(), Call: c})
		}
	}
	s.Events = append(s.Events,
		StatusEvent{Time: now, Leg: d.Calls[0].Leg(), From: "sip:1001@a", To: "sip:\x1b]0;evil\a@b", Status: 503, Reason: "Try\x1b[31m later"},
		StatusEvent{Time: now, Leg: d.Calls[0].Leg(), From: "tel:+4930123", To: "sip:bob@b", Status: 404},
		StatusEvent{Time: now, Finding: &callflow.Finding{ID: "scanner", Severity: callflow.Warning, Summary: "10.6.6.6 calls itself \"friendly-scanner\" and tried 5 times"}})
	return s
}

func TestStatusGolden(t *testing.T) {
	s := liveStatus(t)
	for _, v := range variants {
		if v.o.Format == CSV || v.o.Format == Markdown {
			continue
		}
		for name, print := range map[string]func(io.Writer, Options) error{
			"status-line": func(w io.Writer, o Options) error { return StatusLine(w, s, o) },
			"status":      func(w io.Writer, o Options) error { return StatusScreen(w, s, o, 0) },
		} {
			if name == "status" && v.o.Format != "" || name == "status-line" && v.o.Width > 0 {
				continue
			}
			t.Run(name+"."+v.name, func(t *testing.T) {
				var b bytes.Buffer
				if err := print(&b, v.o); err != nil {
					t.Fatal(err)
				}
				checkText(t, b.String(), v.o)
				golden(t, name+"."+v.name, b.Bytes())
			})
		}
	}
}

// A status has no more lines than the terminal, and none that is wider.
func TestStatusFits(t *testing.T) {
	s := liveStatus(t)
	for _, columns := range []int{1, 10, 37, 80, 300} {
		for _, rows := range []int{1, 5, 12} {
			var b bytes.Buffer
			if err := StatusScreen(&b, s, Options{Width: columns, Color: true}, rows); err != nil {
				t.Fatal(err)
			}
			lines := slices.Collect(strings.Lines(b.String()))
			if len(lines) > rows {
				t.Errorf("%d×%d: %d lines", columns, rows, len(lines))
			}
			for _, l := range lines {
				if w := TextWidth(strings.TrimSuffix(l, "\n")); w > columns {
					t.Errorf("%d×%d: %d columns in %q", columns, rows, w, l)
				}
			}
		}
	}
}

// What is listed of a live source is a part, and the report says so.
func TestLiveReport(t *testing.T) {
	d := caseData(t)
	d.Live = &Live{Troubled: map[callflow.Kind]int{callflow.KindCall: 2000, callflow.KindRegistration: 1}, Open: 5, Unlisted: 1994, Shed: 7, Received: 10, Dropped: 1, Kept: Kept{Frames: 8, Dropped: 2, Failures: 4, FailuresLost: 1, FailureFramesGone: 6}}
	d.Counts.Calls, d.Counts.Findings = 3000, map[string]int{"server-failure": 1996, "missing-ack": 1}
	d.Files = nil
	d.Capture.Files[0].Format, d.Capture.Files[0].Dropped = "live", 1
	var b bytes.Buffer
	if err := Report(&b, d, Options{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"5 that are not over yet and not counted here",
		"! 1 packet lost while capturing (a larger buffer: sipcap -B)",
		"! 2 packets not kept on disk, which was too slow or could not be written",
		"! 1 call that failed not kept on disk: nothing of them was held any more",
		"! 6 packets of calls that failed not kept on disk: ",
		"! 7 calls let go of before the end for lack of memory",
		"and 1,994 more, of calls that are no longer kept",
		"2,000 of 3,000 calls, 1 of 2 registrations",
		"next: sipcap explain ",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}

// CallWriter prints what Calls does, where all columns are there, and at once.
func TestCallWriter(t *testing.T) {
	d := caseData(t)
	d.All = true
	for _, format := range []Format{JSON, NDJSON, CSV} {
		var whole, live bytes.Buffer
		o := Options{Format: format, Files: d.Files}
		if err := Calls(&whole, d, o); err != nil {
			t.Fatal(err)
		}
		w := NewCallWriter(&live, true, false, o)
		for _, c := range d.Calls {
			if err := w.Write(c); err != nil {
				t.Fatal(err)
			}
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(live.String(), c.CallID()) {
				t.Errorf("%s: %s is not there at once", format, c.CallID())
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if live.String() != whole.String() {
			t.Errorf("%s: one by one\n%s\nat once\n%s", format, live.String(), whole.String())
		}
	}
	for _, v := range variants[:5] {
		var b bytes.Buffer
		w := NewCallWriter(&b, true, false, v.o)
		for _, c := range d.Calls {
			if err := w.Write(c); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		checkText(t, b.String(), v.o)
		golden(t, "calls-live."+v.name, b.Bytes())
	}
}

func TestInterfacesGolden(t *testing.T) {
	rows := []InterfaceRow{
		{Name: "lo", Up: true, LinkType: "Ethernet", Addresses: []string{"127.0.0.1", "::1"}, Capture: true},
		{Name: "eth0", Up: true, LinkType: "Ethernet", Addresses: []string{"192.0.2.7"}, Missing: "permission", Remedy: "sudo setcap cap_net_raw+ep $(command -v sipcap)"},
		{Name: "wwan0", LinkType: "Linux cooked v2", Missing: "it is down", Remedy: "sudo ip link set wwan0 up"},
	}
	for _, v := range variants {
		var b bytes.Buffer
		if err := Interfaces(&b, rows, v.o); err != nil {
			t.Fatal(err)
		}
		checkText(t, b.String(), v.o)
		golden(t, "interfaces."+v.name, b.Bytes())
	}
}
