package callflow_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
)

// The ladders of testdata/joins: which legs are one call, and which are not.
func TestJoins(t *testing.T) {
	callflowtest.Suite{Update: *update}.Run(t, "testdata/joins")
}

// Each part of a call that was joined is one leg alone.
func TestParts(t *testing.T) {
	several := 0
	for name, l := range callflowtest.Ladders(t, "testdata/joins/*.txtar") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			calls := l.Calls()
			checkJoined(t, calls, len(l.Events))
			for _, c := range calls {
				several += len(c.Legs()) - 1
			}
		})
	}
	if several == 0 {
		t.Error("no call of several legs")
	}
}

// joinsPage is docs/joins.md, printed from the tables.
func joinsPage() []byte {
	enough, late, margin := callflow.JoinScores()
	var b strings.Builder
	b.WriteString("# Joined legs\n\nPrinted from the tables in `callflow` by `go test ./callflow -update`; do not edit.\n\n" +
		"A B2BUA (a PBX, an SBC, an application server) answers a call and makes another, with a Call-ID of its own. sipcap makes one call of such legs when what they have " +
		"in common says so. `calls --legs` gives each its row and tells why it is there; in JSON `joins` has the evidence and its score.\n\n" +
		"| evidence | points | |\n| --- | --- | --- |\n")
	for _, d := range callflow.EvidenceDocs() {
		fmt.Fprintf(&b, "| `%s` | %d | %s |\n", d.Name, d.Points, d.Doc)
	}
	fmt.Fprintf(&b, "\nTwo unrelated calls in one are worse than one call in two, so that all of this must hold:\n\n"+
		"- The second leg begins while the first goes on, and does not come from the first one's caller.\n"+
		"- The points are %d or more. Without a header, and where the second leg does not come from where the first went, both numbers must be the same and have 7 digits or more, or the SDP tells.\n"+
		"- No other call comes within %d points. A load generator that makes the same call many times at once stays many calls.\n"+
		"- Without a header: the second leg begins before the first has its final response, and is answered before it; else it takes %d points. "+
		"A caller who was refused has no leg that was answered, and of two answered legs that go on at once neither is joined.\n\n"+
		"Registrations are one call, too, whatever their Call-IDs, when a host registers the same address-of-record at the same registrar: a phone that starts anew takes another Call-ID. "+
		"The address is that of To without parameters, with its escapes undone and its host in any case (RFC 3261 §10.3). State, outcome and status are those of the last attempt, bindings and expiry those of the last 200; "+
		"messages and attempts are added up, and findings are about one leg each. A stranger who fails for the same address stays a row of its own, and so does every address of a load generator. "+
		"In a live run this holds for registrations that go silent within the same second; what comes later is a row of its own.\n\n"+
		"A transfer does not make one call of several: they are tied to each other by `related`. A REFER is tied to the one call to its target that comes from where the REFER went, "+
		"within 32 s where that has a Referred-By and within 5 s where not; a Replaces, in an INVITE or in Refer-To, to the dialog that it names.\n", enough, margin, late)
	return []byte(b.String())
}

// docs/joins.md is what the tables say now.
func TestJoinsPage(t *testing.T) {
	path := filepath.Join("..", "docs", "joins.md")
	got := joinsPage()
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
		t.Error("docs/joins.md is stale: run go test ./callflow -update")
	}
}
