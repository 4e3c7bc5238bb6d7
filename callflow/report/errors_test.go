package report

import (
	"errors"
	"io"
	"testing"

	"sipcap/callflow"
)

var errFull = errors.New("disk full")

// full is a disk that takes n bytes.
type full struct{ n int }

func (f *full) Write(b []byte) (int, error) {
	if len(b) > f.n {
		return f.n, errFull
	}
	f.n -= len(b)
	return len(b), nil
}

// TestWriteErrors lets the writer fail at once: each view in each format tells so.
func TestWriteErrors(t *testing.T) {
	d := caseData(t)
	messages, _, _ := rows(t, "testdata/case.ladder")
	views := map[string]func(io.Writer, Options) error{
		"report": func(w io.Writer, o Options) error { return Report(w, d, o) },
		"stats":  func(w io.Writer, o Options) error { return Stats(w, d, o) },
		"calls":  func(w io.Writer, o Options) error { return Calls(w, d, o) },
		"ladder": func(w io.Writer, o Options) error { return Ladder(w, callflow.NewLadder(d.Calls[0]), o) },
		"explain": func(w io.Writer, o Options) error {
			return Explain(w, Entry{Word: "486", Text: "busy"}, o)
		},
		"messages": func(w io.Writer, o Options) error {
			m := NewMessageWriter(w, o)
			for range 100 {
				for _, r := range messages {
					if err := m.Write(r); err != nil {
						return err
					}
				}
			}
			return m.Close()
		},
	}
	for name, print := range views {
		for _, f := range Formats() {
			if err := print(&full{n: 10}, Options{Format: f}); !errors.Is(err, errFull) {
				t.Errorf("%s as %s: got error %v, want %v", name, f, err, errFull)
			}
		}
	}
}

func TestParseFormat(t *testing.T) {
	for _, f := range Formats() {
		if got, err := ParseFormat(string(f)); got != f || err != nil {
			t.Errorf("ParseFormat(%q): got %q, %v", f, got, err)
		}
	}
	if got, err := ParseFormat(""); got != Table || err != nil {
		t.Errorf(`ParseFormat(""): got %q, %v, want table`, got, err)
	}
	if _, err := ParseFormat("xml"); err == nil || err.Error() != `unknown format "xml": it is one of table, json, ndjson, csv, markdown` {
		t.Errorf("ParseFormat(xml): got error %v", err)
	}
}
