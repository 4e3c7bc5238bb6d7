package diagnose_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sipcap/callflow/diagnose"
)

// page is docs/findings.md, printed from the rules.
func page() []byte {
	var b strings.Builder
	b.WriteString("# Findings\n\nPrinted from the rules in `callflow/diagnose` by `go test ./callflow/diagnose -update`; do not edit. " +
		"`sipcap explain missing-ack` prints an entry.\n\n" +
		"`error` is a call that failed, or will; `warning` is what an engineer should look at; `info` explains. " +
		"A finding whose `cause` is `capture` is a fault of the capture, not of the call. " +
		"One that names another in `follows_from` is its consequence: look at the cause first.\n\n" +
		"| id | severity | speaks when |\n| --- | --- | --- |\n")
	for _, r := range diagnose.Rules() {
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s | %s |\n", r.ID, r.ID, r.Severity, r.Title)
	}
	for _, r := range diagnose.Rules() {
		fmt.Fprintf(&b, "\n## %s\n\n*%s*: %s.\n\n%s\n\n*Look at:* %s", r.ID, r.Severity, r.Title, r.Doc, r.Hint)
		if r.Reference != "" {
			fmt.Fprintf(&b, " (%s)", r.Reference)
		}
		b.WriteString("\n")
	}
	return []byte(b.String())
}

// docs/findings.md is what the rules say now.
func TestPage(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "findings.md")
	got := page()
	if *update {
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("docs/findings.md is stale: run go test ./callflow/diagnose -update")
	}
}
