package report

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sipcap/callflow"
)

func TestGroupFindings(t *testing.T) {
	call := func(id int, kind callflow.Kind) *callflow.Call { return &callflow.Call{ID: id, Kind: kind} }
	c1, c2, c3 := call(1, callflow.KindCall), call(2, callflow.KindCall), call(3, callflow.KindCall)
	r4, r5 := call(4, callflow.KindRegistration), call(5, callflow.KindRegistration)
	finding := func(id string, s callflow.Severity, c *callflow.Call, follows, summary string) *callflow.Finding {
		return &callflow.Finding{ID: id, Severity: s, Call: c, FollowsFrom: follows, Summary: summary, Frames: []callflow.FrameRef{{Number: 9}}}
	}
	for _, c := range []struct {
		name     string
		findings []*callflow.Finding
		want     []string
	}{
		{"none", nil, nil},
		{"figures differ", []*callflow.Finding{
			finding("missing-ack", callflow.Error, c1, "", "200 OK sent 11 times in 32.0 s to sip:1@a"),
			finding("missing-ack", callflow.Error, c2, "", "200 OK sent 7 times in 12.5 s to sip:2@a"),
		}, []string{"error missing-ack|2 calls|calls 1, 2; 00:00:00"}},
		{"servers differ", []*callflow.Finding{
			finding("server-failure", callflow.Error, c1, "", "10.0.0.1:5060 answers 503"),
			finding("server-failure", callflow.Error, c2, "", "10.0.0.2:5060 answers 503"),
			finding("server-failure", callflow.Error, c3, "", "10.0.0.2:5060 answers 500"),
		}, []string{"error server-failure|call 1|frame 9", "error server-failure|call 2|frame 9", "error server-failure|call 3|frame 9"}},
		{"the other end differs", []*callflow.Finding{
			finding("no-response", callflow.Error, c1, "", "INVITE from 10.0.0.1:5060 (Phone 1 (A)) to 10.0.0.9:5060 was sent 7 times"),
			finding("no-response", callflow.Error, c2, "", "INVITE from 10.0.0.2:5062 to 10.0.0.9:5060 was sent 3 times"),
			finding("no-response", callflow.Error, c3, "", "INVITE from 10.0.0.3:5060 (Phone) to 10.0.0.8:5060 was sent 3 times"),
		}, []string{"error no-response|2 calls|calls 1, 2; 00:00:00", "error no-response|call 3|frame 9"}},
		{"the other way round", []*callflow.Finding{
			finding("no-response", callflow.Error, c1, "", "INVITE from 10.0.0.1:5060 to 10.0.0.9:5060 was sent 7 times"),
			finding("no-response", callflow.Error, c2, "", "INVITE from 10.0.0.9:5062 to 10.0.0.2:5060 was sent 3 times"),
		}, []string{"error no-response|call 1|frame 9", "error no-response|call 2|frame 9"}},
		{"worst first, then most", []*callflow.Finding{
			finding("a", callflow.Warning, c1, "", "x"), finding("a", callflow.Warning, c2, "", "x"),
			finding("b", callflow.Error, c1, "", "x"), finding("c", callflow.Error, c2, "", "x"), finding("c", callflow.Error, c3, "", "x"),
		}, []string{"error c|2 calls|calls 2, 3; 00:00:00", "error b|call 1|frame 9", "warning a|2 calls|calls 1, 2; 00:00:00"}},
		{"information together", []*callflow.Finding{
			finding("i", callflow.Info, c1, "", "this"), finding("i", callflow.Info, r4, "", "that"),
		}, []string{"info i|1 call, 1 other|calls 1, 4; 00:00:00"}},
		{"kinds", []*callflow.Finding{
			finding("a", callflow.Error, r4, "", "x"), finding("a", callflow.Error, r5, "", "x"), finding("b", callflow.Error, nil, "", "x"),
		}, []string{"error a|2 registrations|calls 4, 5; 00:00:00", "error b||frame 9"}},
		{"what follows stands below", []*callflow.Finding{
			finding("cause", callflow.Error, c1, "", "x"), finding("effect", callflow.Error, c1, "cause", "y"),
			finding("effect", callflow.Error, c2, "cause", "y"), // whose cause was not found
			finding("later", callflow.Info, c1, "effect", "z"),  // two steps on
		}, []string{"error cause|call 1|frame 9", "> error effect|call 1|frame 9", "> info later|call 1|frame 9", "error effect|call 2|frame 9"}},
		{"a milder cause of something worse comes first", []*callflow.Finding{
			finding("worse", callflow.Error, c1, "cause", "y"), finding("other", callflow.Error, c2, "", "x"), finding("cause", callflow.Warning, c1, "", "x"),
		}, []string{"error other|call 2|frame 9", "warning cause|call 1|frame 9", "> error worse|call 1|frame 9"}},
		{"an endpoint explains", []*callflow.Finding{
			finding("scanner", callflow.Warning, nil, "", "x"), finding("refused", callflow.Info, c1, "scanner", "y"), finding("refused", callflow.Info, r4, "scanner", "z"),
		}, []string{"warning scanner||frame 9", "> info refused|1 call, 1 other|calls 1, 4; 00:00:00"}},
		{"one of two endpoints explains", []*callflow.Finding{
			finding("scanner", callflow.Warning, nil, "", "x"), finding("scanner", callflow.Warning, nil, "", "y"), finding("refused", callflow.Info, c1, "scanner", "z"),
		}, []string{"warning scanner||frame 9", "warning scanner||frame 9", "info refused|call 1|frame 9"}},
		{"capture and calls apart", []*callflow.Finding{
			finding("gap", callflow.Info, nil, "", "x"), finding("gap", callflow.Info, c1, "", "y"),
		}, []string{"info gap||frame 9", "info gap|call 1|frame 9"}},
		{"in a circle", []*callflow.Finding{
			finding("a", callflow.Error, c1, "b", "x"), finding("b", callflow.Error, c1, "a", "x"),
		}, []string{"error a|call 1|frame 9", "error b|call 1|frame 9"}},
		{"times", []*callflow.Finding{
			finding("a", callflow.Error, c1, "", "for 9.5 s"), finding("a", callflow.Error, c2, "", "for 1m30s"),
		}, []string{"error a|2 calls|calls 1, 2; 00:00:00"}},
		{"a finding that names itself", []*callflow.Finding{finding("a", callflow.Error, c1, "a", "x")}, []string{"error a|call 1|frame 9"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, g := range groupFindings((&Data{Findings: c.findings}).found()) {
				got = append(got, fmt.Sprintf("%s %s|%s|%s", g.severity, g.id, g.who(), g.where(nil)))
				for _, child := range g.children {
					got = append(got, fmt.Sprintf("> %s %s|%s|%s", child.severity, child.id, child.who(), child.where(nil)))
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestManyFindings holds the report to a page: of many different findings of one id it tells some.
func TestManyFindings(t *testing.T) {
	d := caseData(t)
	d.Findings = nil
	for i := range 40 {
		d.Findings = append(d.Findings, &callflow.Finding{ID: "server-failure", Severity: callflow.Error, Call: d.Calls[i%10],
			Summary: fmt.Sprintf("10.0.0.%d answers 503", i)})
	}
	groups := groupFindings(d.found())
	if len(groups) != 40 {
		t.Fatalf("got %d groups, want 40", len(groups))
	}
	lines := findingLines(groups, &Data{})
	if got := lines[len(lines)-1].what; len(lines) != maxGroups+1 || got != "and 34 more: `sipcap calls` names them call by call" {
		t.Errorf("got %d lines, the last %q", len(lines), got)
	}
}
