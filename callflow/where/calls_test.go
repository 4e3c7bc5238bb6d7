package where_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"sipcap/callflow/where"
)

func TestCalls(t *testing.T) {
	_, calls := ladderOf(t, scene)
	tests := []struct{ expression, want string }{
		// Each kind of field, and each operator.
		{`status == 503`, "refused"},
		{`status in [200, 503]`, "answered refused registered"},
		{`status in 400..599`, "refused"},
		{`status in 200..talk_ms`, "answered"},
		{`talk_ms in 6999.5..7000.5`, "answered"},
		{`status >= 500 && src startsWith "10.1."`, "refused"},
		{`status >= 500 and src startsWith "10.9."`, ""},
		{`kind == "registration" || status == 503`, "refused registered"},
		{`outcome == "success" && talk_ms < 8000`, "answered"},
		{`talk_ms + setup_ms > 8999`, "answered"},
		{`talk_ms / 1000 > 6`, "answered"},
		{`max(setup_ms, talk_ms) == 7000`, "answered"},
		{`abs(talk_ms - 7000) < 1`, "answered"},
		{`id % 2 == 0`, "refused registered"},
		{`reason matches "^Serv.*able$"`, "refused"},
		{`lower(reason) contains "unavail"`, "refused"},
		{`reason endsWith "OK"`, "answered registered"},
		{`len(reason) == 19`, "refused"},
		{`string(status) startsWith "5"`, "refused"},
		{`call_id[0:3] == "ref"`, "refused"},
		{`from[0:9] == "sip:alice"`, "answered refused registered"},
		{`from == to`, "registered"},
		{`ended_by == "caller"`, "answered"},
		{`retransmissions > 2 ? state == "no-response" : state == "completed"`, "answered lost registered"},

		// Lists.
		{`"no-response" in findings`, "lost"},
		{`"PCMA" in codecs`, "answered"},
		{`any(user_agents, # contains "Phone")`, "answered"},
		{`any(user_agents, lower(#) startsWith "phone")`, "answered"},
		{`all(codecs, # == "PCMA") && len(codecs) > 0`, "answered"},
		{`codecs[0] == "PCMA"`, "answered"},
		{`first(codecs) == "PCMA"`, "answered"},
		{`codecs == nil`, "refused lost registered"},
		{`len(legs) == 0`, "answered refused lost registered"},
		{`filter(codecs, # != "PCMU") == ["PCMA"]`, "answered"},
		{`count(findings, # contains "response") == 1`, "lost"},

		// Times, in every form that --since takes, and the spans between.
		{`start >= "2024-01-01T00:00:12Z"`, "refused lost registered"},
		{`start >= "2024-01-01 00:00:30" && end < "2024-01-01 00:00:40"`, "lost"},
		{`"2024-01-01 00:00" < start`, "refused lost registered"},
		{`start < "2024-01-01"`, ""},
		{`start > "2024-01-01T02:00:29+02:00"`, "lost registered"},
		{`end - start > "5s"`, "answered"},
		{`start != end`, "answered refused lost registered"},

		// What is asked of an absent field has no answer, nor has its opposite.
		{`status != 200`, "refused"},
		{`not (status == 200)`, "refused"},
		{`!(status != 200)`, "answered registered"},
		{`status not in [200]`, "refused"},
		{`not (status in 400..599)`, "answered registered"},
		{`not (not (status in 400..599))`, "refused"},
		{`talk_ms < 99999`, "answered"},
		{`not (talk_ms < 99999)`, ""},
		{`not (talk_ms >= 99999)`, "answered"},
		{`not (from contains "alice")`, "lost"},
		{`not (reason contains "OK")`, "refused"},
		{`not (status == 200 && talk_ms > 5)`, "refused"},
		{`not (status == 200 || talk_ms > 5)`, ""},
		{`not (status == 200 ? talk_ms > 5 : kind != "call")`, "refused lost"},
		{`not (talk_ms + ring_ms > 5)`, ""},
		{`not (-talk_ms > 5)`, "answered"},
		{`not (codecs[0] == "PCMU")`, "answered"},
		{`not (codecs[-1] == "PCMU")`, "answered"},
		{`not (find(codecs, # startsWith "P") == "PCMU")`, "answered"},
		{`not (last(codecs) == "PCMU")`, "answered"},
		{`not ("PCMU" in codecs)`, "answered refused lost registered"},
		{`not (lower(reason) == "ok")`, "refused"},
		{`not (len(reason) > 5)`, "answered registered"},
		{`any([ring_ms, talk_ms], # > 100)`, "answered"},
		{`any([ring_ms, status], # > 100)`, "answered refused registered"},
		{`any(codecs, # == reason)`, ""},
		{`none(codecs, # == reason)`, "answered refused lost registered"},

		// Absence itself can be asked, and filled in.
		{`status == nil`, "lost"},
		{`nil == status`, "lost"},
		{`status != nil`, "answered refused registered"},
		{`not (status == nil)`, "answered refused registered"},
		{`status == nil || status != 200`, "refused lost"},
		{`(status ?? 0) != 200`, "refused lost"},
		{`not ((status ?? 0) == 200)`, "refused lost"},
		{`(ring_ms ?? talk_ms) > 0`, "answered"},
		{`(setup_ms ?? 0) + (talk_ms ?? 0) + 1 > 60`, "answered"},
		{`(setup_ms ?? 0) + (talk_ms ?? 0) + 1 < 60`, "refused lost registered"},
		{`(ring_ms != nil ? ring_ms : 0) < 100`, "refused lost registered"},

		{`true`, "answered refused lost registered"},
		{`not true`, ""},
	}
	for _, tt := range tests {
		selected, err := where.ForCalls(tt.expression)
		if err != nil {
			t.Errorf("%s: %v", tt.expression, err)
			continue
		}
		var got []string
		for _, c := range calls {
			ok, err := selected.Match(c)
			if err != nil {
				t.Errorf("%s: %s: %v", tt.expression, c.CallID(), err)
			}
			if ok {
				got = append(got, c.CallID())
			}
		}
		if joined(got) != tt.want {
			t.Errorf("%s\n got %q\nwant %q", tt.expression, joined(got), tt.want)
		}
	}
}

func TestErrors(t *testing.T) {
	tests := []struct {
		expression, want string // "text, at character"
		name             string
	}{
		{`statu == 5`, "unknown name statu, 1", "statu"},
		{`status == 5 && legz == nil`, "unknown name legz, 16", "legz"},
		{`Status == 5`, "unknown name Status, 1", "Status"},
		{`statu + 1 > 5`, "unknown name statu, 1", "statu"},
		{`now() > start`, "unknown name now, 1", "now"},
		{`start > date("2021-03-04")`, "unknown name date, 9", "date"},
		{`repeat("x", 5) == "x"`, "unknown name repeat, 1", "repeat"},
		{`reduce(codecs, #acc + #) == ""`, "unknown name reduce, 1", "reduce"},
		{`foo(3) == 2`, "unknown name foo, 1", "foo"},
		{`$env.status > 2`, "unknown name $env, 1", "$env"},
		{`status == "5"`, "invalid operation: == (mismatched types whole number and text), 8", ""},
		{`not status`, "invalid operation: ! (mismatched type whole number), 1", ""},
		{`setup_ms % 2 == 0`, "invalid operation: % (mismatched types number and whole number), 10", ""},
		{`start + 5 > end`, "invalid operation: + (mismatched types time and whole number), 7", ""},
		{`status in codecs`, "cannot use whole number as type text in array, 8", ""},
		{`status = 5`, `unexpected "=": == compares, 8`, ""},
		{`status >`, "the expression ends too early, 8", ""},
		{``, "the expression ends too early, 1", ""},
		{`status > 5 5`, `unexpected "5", 12`, ""},
		{`reason == "ä" && status == "5"`, "invalid operation: == (mismatched types whole number and text), 25", ""},
		{`"a`, "literal not terminated, 3", ""},
		{`status`, "the result is a whole number, not true or false, 0", ""},
		{`from ?? to`, "the result is a text, not true or false, 0", ""},
		{`status ?? false`, "the result may be something else than true or false, 0", ""},
		{`start > "soon"`, `"soon" is not a time such as "2021-03-04 10:24:53", 9`, ""},
		{`"10:24" < start`, `"10:24" is not a time such as "2021-03-04 10:24:53", 1`, ""},
		{`end - start > "long"`, `"long" is not a time span such as "1m30s", 15`, ""},
		{`from matches "("`, "error parsing regexp: missing closing ): `(`, 6", ""},
		{`from matches to`, "matches takes a pattern in quotes, 6", ""},
		{`status.x == 2`, "there is no .x: a field has no parts, 8", ""},
		{`findings[0].severity == "error"`, "there is no .severity: a field has no parts, 13", ""},
		{`start.Year() == 2021`, "there is no .Year: a field has no parts, 7", ""},
		{`let x = status; x > 5`, "only fields, values, operators and functions make an expression, 5", ""},
		{`true; status > 5`, "only fields, values, operators and functions make an expression, 1", ""},
		{`{"a": 1}.a == 1`, "only fields, values, operators and functions make an expression, 1", ""},
		{`"a" in 1..5`, "invalid operation: >= (mismatched types text and whole number), 5", ""},
		{`any(1..5, # > 2)`, "a range stands behind `in` only, as in status in 400..499, 6", ""},
		{`status in [400..499]`, "a list in brackets holds numbers, texts and times only, 15", ""},
		{`[codecs] == [codecs]`, "a list in brackets holds numbers, texts and times only, 2", ""},
		{`(from ?? 5) + 5 == 6`, "+ adds numbers, or a time span to a time, 13", ""},
		{`from + to == ""`, "+ adds numbers, or a time span to a time, 6", ""},
		{strings.Repeat("any(codecs, ", 3) + `# == "x")))`, "a predicate within a predicate within a predicate, 13", ""},
		{`status == 1` + strings.Repeat(` || status == 1`, 400), "the expression is too long, ", ""},
		{strings.Repeat("(", 20_000), "the expression is too long, 0", ""},
	}
	for _, tt := range tests {
		_, err := where.ForCalls(tt.expression)
		var e *where.Error
		if !errors.As(err, &e) {
			t.Errorf("%.40s: got %v, want an error", tt.expression, err)
			continue
		}
		if got := fmt.Sprintf("%s, %d", e.Text, e.Column); !strings.HasPrefix(got, tt.want) || e.Name != tt.name {
			t.Errorf("%.40s\n got %s (%q)\nwant %s (%q)", tt.expression, got, e.Name, tt.want, tt.name)
		}
	}
}

// What only the values can tell selects nothing, and is told.
func TestErrorsOfMatch(t *testing.T) {
	_, calls := ladderOf(t, scene)
	for _, tt := range []struct{ expression, want string }{
		{`int(reason) > 3`, "invalid operation: int(OK)"},
		{`id % (id - 1) == 0`, "integer divide by zero"},
	} {
		selected, err := where.ForCalls(tt.expression)
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := selected.Match(calls[0]); ok || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, %v, want false and %q", tt.expression, ok, err, tt.want)
		}
	}
}

func TestUses(t *testing.T) {
	selected, err := where.ForCalls(`kind == "call" && not (any(codecs, # == to))`)
	if err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]bool{"kind": true, "codecs": true, "to": true, "from": false, "id": false} {
		if got := selected.Uses(field); got != want {
			t.Errorf("Uses(%s) is %v, want %v", field, got, want)
		}
	}
}
