package report

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
)

var update = flag.Bool("update", false, "write what was printed into testdata/golden")

// variants are the ways in which each view is printed.
var variants = []struct {
	name string
	o    Options
}{
	{"plain.txt", Options{}},
	{"120.txt", Options{Width: 120}},
	{"80.txt", Options{Width: 80}},
	{"80.ascii.txt", Options{Width: 80, ASCII: true}},
	{"120.color.txt", Options{Width: 120, Color: true}},
	{"json", Options{Format: JSON}},
	{"ndjson", Options{Format: NDJSON}},
	{"csv", Options{Format: CSV}},
	{"md", Options{Format: Markdown}},
}

func TestGolden(t *testing.T) {
	files := []string{"case4711.pcapng.gz"}
	d := caseData(t)
	all := *d
	all.All = true
	messages, byLeg, calls := rows(t, "testdata/case.ladder")
	listed := *d
	listed.Calls, listed.Rows = calls[:3], byLeg
	text, err := os.ReadFile("testdata/legs.ladder")
	if err != nil {
		t.Fatal(err)
	}
	legs, err := callflowtest.Parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	joined := legs.Calls()[0]
	joined.SetFindings([]*callflow.Finding{{ID: "retransmissions", Summary: "200 OK was sent twice", Call: joined, Leg: 1, At: 2, Cause: callflow.CauseCall},
		{ID: "unreachable", Severity: callflow.Error, Summary: "2001:db8::99 says of BYE: port unreachable", Call: joined, Leg: 1, At: 5, Cause: callflow.CauseCall,
			Frames: []callflow.FrameRef{joined.Legs()[1].Unreachable()[0].Frame}}})
	entry := Entry{Word: "486", Kind: "status", Title: "Busy Here", Facts: []Fact{{"class", "client-error"}, {"response", "final"}},
		Text:   "The callee's phone is busy. Another of its phones may not be.",
		LookAt: "Which hop answered, and whether a second call should have waited.", Reference: "RFC 3261 §21.4.24"}
	entries := []Entry{entry, {Word: "180", Kind: "status", Title: "Ringing", Facts: []Fact{{"class", "informational"}, {"response", "provisional"}}, Text: "The phone rings."},
		{Word: "411", Kind: "status", Title: "Length Required", Facts: []Fact{{"class", "client-error"}, {"response", "final"}, {"obsolete", "from RFC 2543"}}, Text: "No length was told."}}
	views := []struct {
		name  string
		print func(io.Writer, Options) error
	}{
		{"report", func(w io.Writer, o Options) error { return Report(w, d, o) }},
		{"stats", func(w io.Writer, o Options) error { return Stats(w, d, o) }},
		{"calls", func(w io.Writer, o Options) error { return Calls(w, d, o) }},
		{"calls-all", func(w io.Writer, o Options) error { return Calls(w, &all, o) }},
		{"calls-messages", func(w io.Writer, o Options) error { return Calls(w, &listed, o) }},
		{"messages", func(w io.Writer, o Options) error {
			m := NewMessageWriter(w, o)
			for _, r := range messages {
				if err := m.Write(r); err != nil {
					return err
				}
			}
			return m.Close()
		}},
		{"ladder", func(w io.Writer, o Options) error {
			l := NewLadderWriter(w, o)
			for _, c := range d.Calls {
				if c.Kind == callflow.KindCall && c.ID < 9 || c.State == callflow.NoResponse {
					if err := l.Write(callflow.NewLadder(c)); err != nil {
						return err
					}
				}
			}
			return l.Close()
		}},
		{"split", func(w io.Writer, o Options) error {
			var rows []SplitRow
			for i, c := range d.Calls[:3] {
				result := []string{SplitWritten, SplitUnchanged, SplitExists}[i]
				rows = append(rows, NewSplitRow(c, fmt.Sprintf("calls/%d-\x1b[31m.pcapng", c.ID), 10*i+1, uint64(4321*i+123), result))
			}
			return Split(w, rows, o)
		}},
		{"ladder-legs", func(w io.Writer, o Options) error { return Ladder(w, callflow.NewLadder(joined), o) }},
		{"calls-legs", func(w io.Writer, o Options) error {
			return Calls(w, &Data{Calls: []*callflow.Call{joined}, Legs: true}, o)
		}},
		{"explain", func(w io.Writer, o Options) error { return Explain(w, entry, o) }},
		{"explain-table", func(w io.Writer, o Options) error { return ExplainTable(w, entries, o) }},
	}
	for _, view := range views {
		for _, v := range variants {
			name := view.name + "." + v.name
			t.Run(name, func(t *testing.T) {
				o := v.o
				o.Files = files
				var b bytes.Buffer
				if err := view.print(&b, o); err != nil {
					t.Fatal(err)
				}
				checkText(t, b.String(), o)
				golden(t, name, b.Bytes())
			})
		}
	}
}

// golden compares what was printed with testdata/golden.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// checkText holds what is printed to what every text must keep to: no controls, no spaces at
// the end of a line, no line wider than the terminal, ASCII where that is asked for.
func checkText(t *testing.T, text string, o Options) {
	t.Helper()
	if o.Color {
		for _, code := range sgr {
			text = strings.ReplaceAll(text, "\x1b["+code+"m", "")
		}
		text = strings.ReplaceAll(text, "\x1b[0m", "")
	}
	for n, line := range strings.Split(text, "\n") {
		where := fmt.Sprintf("line %d: %q", n+1, line)
		if strings.HasSuffix(line, " ") {
			t.Errorf("%s: ends in a space", where)
		}
		callID := strings.HasPrefix(line, "   Call-ID ") || strings.HasPrefix(line, "   + ")
		if o.Width > 0 && width(line) > o.Width && !callID {
			t.Errorf("%s: is %d columns wide, want at most %d", where, width(line), o.Width)
		}
		for _, r := range line {
			if !unicode.IsGraphic(r) {
				t.Errorf("%s: has %U", where, r)
			}
			if o.ASCII && r > 0x7e {
				t.Errorf("%s: has %q, want ASCII only", where, r)
			}
		}
	}
}
