package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sipcap/callflow"
	"sipcap/callflow/report"
	"sipcap/callflow/where"
)

// TestWhereFields holds the fields that --where knows to those that are printed.
func TestWhereFields(t *testing.T) {
	for _, tt := range []struct {
		view string
		row  any
		got  []string
	}{
		{"calls", report.CallRow{}, where.CallFields()},
		{"messages", report.MessageRow{}, where.MessageFields()},
	} {
		if diff := cmp.Diff(printedFields(tt.row), tt.got); diff != "" {
			t.Errorf("%s (-printed +known to --where):\n%s", tt.view, diff)
		}
	}
}

func printedFields(row any) []string {
	var names []string
	for i := range reflect.TypeOf(row).NumField() {
		name, _, _ := strings.Cut(reflect.TypeOf(row).Field(i).Tag.Get("json"), ",")
		if name != "leg" { // of a row for one leg; what is selected are calls
			names = append(names, name)
		}
	}
	return names
}

// TestWhereValues asks of each call and message in the captures of the tree whether it has just
// the values that are printed of it.
func TestWhereValues(t *testing.T) {
	messages := 0
	v := &invocation{env: func(string) string { return "" }, stdout: new(bytes.Buffer), stderr: new(bytes.Buffer)}
	if err := v.parse([]string{"calls", "--all", "../../testdata/pcaps"}); err != nil {
		t.Fatal(err)
	}
	a, err := v.analyse(context.Background(), func(in *input, e *callflow.Event, s callflow.Sighting) {
		row, err := json.Marshal(report.NewMessageRow(e, s, in.files[e.Frame.File]))
		if err != nil {
			t.Fatal(err)
		}
		expression := allOf(t, where.MessageFields(), row)
		w, err := where.ForMessages(expression)
		if err != nil {
			t.Fatalf("%s: %v", expression, err)
		}
		if ok, err := w.Match(e, s, in.files[e.Frame.File]); !ok || err != nil {
			t.Errorf("a message does not match what is printed of it (%v): %s", err, expression)
		}
		messages++
	})
	if err != nil {
		t.Fatal(err)
	}
	var printed bytes.Buffer
	data := a.data()
	data.All = true
	if err := report.Calls(&printed, data, report.Options{Format: report.JSON, Files: a.files}); err != nil {
		t.Fatal(err)
	}
	var rows []json.RawMessage
	if err := json.Unmarshal(printed.Bytes(), &rows); err != nil {
		t.Fatal(err)
	}
	if len(rows) == 0 || len(rows) != len(a.calls) || messages == 0 {
		t.Fatalf("%d rows of %d calls and %d messages", len(rows), len(a.calls), messages)
	}
	for i, c := range a.calls {
		expression := allOf(t, where.CallFields(), rows[i])
		w, err := where.ForCalls(expression)
		if err != nil {
			t.Fatalf("%s: %v", expression, err)
		}
		if ok, err := w.Match(c); !ok || err != nil {
			t.Errorf("call %d does not match what is printed of it (%v): %s", c.ID, err, expression)
		}
	}
}

// allOf is the expression that each field has the value that a row of JSON has.
func allOf(t *testing.T, fields []string, row []byte) string {
	t.Helper()
	var values map[string]json.RawMessage
	if err := json.Unmarshal(row, &values); err != nil {
		t.Fatal(err)
	}
	var parts []string
	for _, name := range fields {
		value := string(values[name])
		switch {
		case value == "" && slices.Contains([]string{"retransmission", "duplicate"}, name):
			value = "false"
		case value == "":
			value = "nil"
		case slices.Contains([]string{"findings", "issues", "streams", "bindings", "proof", "joins", "related"}, name):
			value = listOf(t, name, values[name])
		}
		parts = append(parts, name+" == "+value)
	}
	return strings.Join(parts, " && ")
}

// listOf is what --where has of a list of objects: a list of words.
func listOf(t *testing.T, name string, raw json.RawMessage) string {
	t.Helper()
	var list []struct {
		ID, Code                any
		Type, Contact, Relation string
		Evidence                []string
		Frame                   int
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, o := range list {
		all := o.Evidence
		switch name {
		case "findings":
			all = []string{fmt.Sprint(o.ID)}
		case "issues":
			all = []string{fmt.Sprint(o.Code)}
		case "related":
			all = []string{o.Relation}
		case "streams":
			all = []string{o.Type}
		case "bindings":
			all = []string{o.Contact}
		case "proof":
			words = append(words, fmt.Sprint(o.Frame))
			continue
		}
		for _, word := range all {
			words = append(words, fmt.Sprintf("%q", word))
		}
	}
	return "[" + strings.Join(words, ", ") + "]"
}

// TestWhereDocument compiles what docs/where.md shows, and holds its lists to the code: what stands
// in the first column of a table is an expression or a function.
func TestWhereDocument(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "where.md"))
	if err != nil {
		t.Fatal(err)
	}
	var functions []string
	expressions := 0
	for _, m := range regexp.MustCompile("(?m)^\\| `(.+?)` \\|").FindAllStringSubmatch(string(page), -1) {
		text := strings.ReplaceAll(m[1], `\|`, "|")
		if name, _, ok := strings.Cut(text, "("); ok && slices.Contains(where.Functions(), name) && strings.HasSuffix(text, ")") {
			functions = append(functions, name)
			continue
		}
		expressions++
		_, err := where.ForCalls(text)
		if _, err2 := where.ForMessages(text); err != nil && err2 != nil {
			t.Errorf("%s: %v; in messages: %v", text, err, err2)
		}
	}
	if diff := cmp.Diff(where.Functions(), functions); diff != "" {
		t.Errorf("functions (-known +documented):\n%s", diff)
	}
	if expressions < 10 {
		t.Errorf("only %d expressions in tables", expressions)
	}
	for _, m := range regexp.MustCompile(`--where '([^']+)'`).FindAllStringSubmatch(string(page), -1) {
		_, err := where.ForCalls(m[1])
		if _, err2 := where.ForMessages(m[1]); err != nil && err2 != nil {
			t.Errorf("%s: %v; in messages: %v", m[1], err, err2)
		}
	}
}

// TestWhereTimes holds the times that --where takes to those of --since, but for the time of day.
func TestWhereTimes(t *testing.T) {
	for _, layout := range wholeLayouts {
		if _, err := where.ForCalls(`start > "` + layout[:min(len(layout), 19)] + `"`); err != nil && !strings.Contains(layout, "Z07:00") {
			t.Errorf("%s: %v", layout, err)
		}
	}
	if _, err := where.ForCalls(`start > "2006-01-02T15:04:05+07:00"`); err != nil {
		t.Error(err)
	}
}
