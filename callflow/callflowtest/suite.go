package callflowtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"sipcap/callflow"
)

// Suite runs ladders with what is expected of them. The zero value builds calls and nothing else.
type Suite struct {
	// Diagnose finds what a section "findings" tells of; it also sets Call.Findings.
	Diagnose func([]*callflow.Call, *callflow.Capture) []*callflow.Finding
	// Brief leaves the summaries of findings out: what is found, and where, is what counts.
	Brief bool
	// Update writes what was got into the files, instead of failing. Of calls it writes the
	// fields that a line has; all of them where there is no line yet.
	Update bool
}

// Run runs each txtar file of a directory as a test of its name. A line of "calls" is
// compared in the fields that it has, the sections "findings", "metrics", "responses" and
// "dimensions" whole; without the section it is not looked at. The calls come in the order of their first message.
func (s Suite) Run(t *testing.T, dir string) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no txtar files (%v)", dir, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { s.file(t, file) })
	}
}

func (s Suite) file(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	section := map[string]*txtar.File{}
	for i := range archive.Files {
		section[archive.Files[i].Name] = &archive.Files[i]
	}
	if section["ladder"] == nil {
		t.Fatalf("%s: no section ladder", name)
	}
	l, err := Parse(string(section["ladder"].Data))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	calls := l.Calls()
	got := map[string]string{
		"findings":   s.findings(calls, &l.Capture),
		"metrics":    FormatMetrics(callflow.Measure(calls, &l.Capture)),
		"responses":  FormatResponses(callflow.MeasureResponses(calls)),
		"dimensions": FormatDimensions(callflow.Dimensions(calls)),
	}
	if want := section["calls"]; want != nil {
		got["calls"] = l.formatCalls(calls, string(want.Data))
	}
	for name, f := range section {
		text, ok := got[name]
		switch {
		case ok && s.Update:
			f.Data = []byte(text)
		case ok && text != string(f.Data):
			t.Errorf("%s: got\n%swant\n%s", name, text, f.Data)
		}
	}
	if s.Update {
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// formatCalls tells the calls in the fields that want's lines have.
func (l *Ladder) formatCalls(calls []*callflow.Call, want string) string {
	var b strings.Builder
	lines := strings.Split(strings.TrimSpace(want), "\n")
	for i, c := range calls {
		var fields []string
		if i < len(lines) {
			for n, w := range splitWords(lines[i]) {
				if name, _, ok := strings.Cut(w, "="); ok && n > 1 {
					fields = append(fields, name)
				}
			}
		}
		b.WriteString(l.FormatCall(c, fields...) + "\n")
	}
	return b.String()
}

func (s Suite) findings(calls []*callflow.Call, capture *callflow.Capture) string {
	if s.Diagnose == nil {
		return ""
	}
	var b strings.Builder
	for _, f := range s.Diagnose(calls, capture) {
		text := FormatFinding(f)
		if s.Brief {
			text, _, _ = strings.Cut(text, "\n")
		}
		b.WriteString(text + "\n")
	}
	return b.String()
}
