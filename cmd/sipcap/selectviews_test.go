package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// row is a call or a message as JSON has it.
type row map[string]any

func (r row) text(name string) string { s, _ := r[name].(string); return s }
func (r row) number(name string) int  { n, _ := r[name].(float64); return int(n) }

// has tells whether a part of a text field stands in it.
func (r row) has(name, part string) bool {
	return strings.Contains(strings.ToLower(r.text(name)), part)
}

// TestSelectionOnEachView holds what each flag selects in each view to what the rows of `calls` and
// `messages` say, over the captures of the tree.
func TestSelectionOnEachView(t *testing.T) {
	const captures = "../../testdata/pcaps"
	all := rowsOf(t, "calls", "--all", captures)
	messages := rowsOf(t, "messages", captures)
	callsWith := map[string][]string{} // methods of the requests, by Call-ID
	for _, m := range messages {
		callsWith[m.text("call_id")] = append(callsWith[m.text("call_id")], m.text("method"))
	}
	method := func(c row, m string) bool { return slices.Contains(callsWith[c.text("call_id")], m) }
	within := func(n, low, high int) bool { return low <= n && n <= high }
	const at = "2026-11-22T13:24:40.000000000Z"
	ofCall := func(_ row, selected bool) bool { return selected }
	tests := []struct {
		args    string
		anyKind bool // registrations and the rest are meant too
		call    func(row) bool
		// message is asked of each message and whether its call is selected; nil where the rows do not tell.
		message func(m row, ofSelected bool) bool
	}{
		{"--call 8", true, func(c row) bool { return c.number("id") == 8 }, ofCall},
		{"--call 3-6,8", true, func(c row) bool { return within(c.number("id"), 3, 6) || c.number("id") == 8 }, ofCall},
		{"--call-id 1-*", true, func(c row) bool { return strings.HasPrefix(c.text("call_id"), "1-") }, ofCall},
		{"--from 1001 --to 4930", false, func(c row) bool { return c.has("from", "1001") && c.has("to", "4930") }, nil},
		{"--method BYE", true, func(c row) bool { return method(c, "BYE") }, func(m row, _ bool) bool { return m.text("method") == "BYE" }},
		{"--method cancel,register", true, func(c row) bool { return method(c, "CANCEL") || method(c, "REGISTER") },
			func(m row, _ bool) bool { return m.text("method") == "CANCEL" || m.text("method") == "REGISTER" }},
		{"--status 486", false, func(c row) bool { return c.number("status") == 486 }, func(m row, _ bool) bool { return m.number("status") == 486 }},
		{"--status 4xx,603", false, func(c row) bool { return within(c.number("status"), 400, 499) || c.number("status") == 603 },
			func(m row, _ bool) bool { return within(m.number("status"), 400, 499) || m.number("status") == 603 }},
		{"--status success", false, func(c row) bool { return within(c.number("status"), 200, 299) },
			func(m row, _ bool) bool { return within(m.number("status"), 200, 299) }},
		{"--state busy,no-response", false, func(c row) bool { return c.text("state") == "busy" || c.text("state") == "no-response" }, ofCall},
		{"--outcome client-error", false, func(c row) bool { return c.text("outcome") == "client-error" }, ofCall},
		{"--since " + at, false, func(c row) bool { return c.text("end") >= at }, func(m row, _ bool) bool { return m.text("time") >= at }},
		{"--until " + at, false, func(c row) bool { return c.text("start") <= at }, func(m row, _ bool) bool { return m.text("time") <= at }},
		{"--method INVITE --outcome success --since " + at, false,
			func(c row) bool { return method(c, "INVITE") && c.text("outcome") == "success" && c.text("end") >= at }, nil},
		{`--where status==486||state=="established"`, false, func(c row) bool { return c.number("status") == 486 || c.text("state") == "established" }, nil},
		{"--where talk_ms<1000 --from 1001", false, func(c row) bool {
			talk, ok := c["talk_ms"].(float64)
			return ok && talk < 1000 && c.has("from", "1001")
		}, nil},
		{`--where kind!="call" --where id>20`, true, func(c row) bool { return c.text("kind") != "call" && c.number("id") > 20 }, nil},
		{`--where "capture-cut"in(findings)`, false, func(c row) bool { return strings.Contains(fmt.Sprint(c["findings"]), "capture-cut") }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			args := append(strings.Fields(tt.args), captures)
			var ids, rows []int
			count := 0
			selected := map[string]bool{}
			for _, c := range all {
				if !tt.call(c) {
					continue
				}
				ids = append(ids, c.number("id"))
				if tt.anyKind || c.text("kind") == "call" {
					rows = append(rows, c.number("id"))
				}
				count += c.number("messages")
				selected[c.text("call_id")] = true
			}
			if len(ids) == 0 || len(ids) == len(all) {
				t.Errorf("the test selects %d of %d", len(ids), len(all))
			}
			same := func(view string, got, want any) {
				t.Helper()
				if fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%s: got %v, want %v", view, got, want)
				}
			}
			same("calls --all", idsOf(rowsOf(t, "calls", append(args, "--all")...)), ids)
			same("calls", idsOf(rowsOf(t, "calls", args...)), rows)
			same("ladder", idsOf(rowsOf(t, "ladder", args...)), rows)
			var report struct{ Calls []row }
			runJSON(t, &report, "report", args...)
			same("report", idsOf(report.Calls), ids)
			var stats struct{ Messages int }
			runJSON(t, &stats, "stats", args...)
			same("stats", stats.Messages, count)

			if tt.message == nil {
				return
			}
			want := 0
			for _, m := range messages {
				if tt.message(m, selected[m.text("call_id")]) {
					want++
				}
			}
			same("messages", len(rowsOf(t, "messages", args...)), want)
		})
	}
}

func idsOf(rows []row) []int {
	var ids []int
	for _, r := range rows {
		ids = append(ids, r.number("id"))
	}
	return ids
}

func rowsOf(t *testing.T, view string, args ...string) []row {
	t.Helper()
	var rows []row
	runJSON(t, &rows, view, args...)
	return rows
}

func runJSON(t *testing.T, into any, view string, args ...string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	args = append([]string{view, "--format", "json"}, args...)
	if status := run(context.Background(), args, func(string) string { return "" }, strings.NewReader(""), &stdout, &stderr); status != 0 {
		t.Fatalf("sipcap %s: status %d: %s", strings.Join(args, " "), status, &stderr)
	}
	if err := json.Unmarshal(stdout.Bytes(), into); err != nil {
		t.Fatalf("sipcap %s: %v", strings.Join(args, " "), err)
	}
}
