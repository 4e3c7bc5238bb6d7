package sipmsg

import (
	"bytes"
	"fmt"
	"testing"
)

func TestCodesPage(t *testing.T) {
	checkPage(t, "codes.md", codesPage())
}

// codesPage prints docs/codes.md from the tables.
func codesPage() []byte {
	var b bytes.Buffer
	b.WriteString("# Methods and response codes\n\n" +
		"Printed from the tables in `sipmsg` by `go test ./sipmsg -update`; do not edit. `sipcap explain 488` prints an entry.\n\n" +
		"| class | codes | such a response is |\n| --- | --- | --- |\n")
	for _, c := range Classes() {
		end := "final"
		if !c.Final() {
			end = "provisional"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", c.Title(), c.Range(), end)
	}
	b.WriteString("\n## Methods\n")
	for _, m := range Methods() {
		fmt.Fprintf(&b, "\n### %s: %s\n\n%s\n\n*Look at:* %s (%s)\n", m.Method, m.Purpose, m.Meaning, m.LookAt, m.Reference)
	}
	var class Class
	for _, s := range Statuses() {
		if s.Class() != class {
			class = s.Class()
			fmt.Fprintf(&b, "\n## %s %s\n\n%s\n", class.Title(), class.Range(), class.Doc())
		}
		obsolete := ""
		if s.Obsolete {
			obsolete = " (obsolete)"
		}
		fmt.Fprintf(&b, "\n### %d %s%s\n\n%s\n\n*Look at:* %s (%s)\n", s.Code, s.Phrase, obsolete, s.Meaning, s.LookAt, s.Reference)
	}
	return b.Bytes()
}
