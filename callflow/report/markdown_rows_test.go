package report

import (
	"bytes"
	"cmp"
	"regexp"
	"strings"
	"testing"
)

// TestMarkdownRows: of a live source a row is there at once, and says what it says in a table that is written as a
// whole, whose columns are as wide as their cells.
func TestMarkdownRows(t *testing.T) {
	messages, _, _ := rows(t, "testdata/case.ladder")
	var whole, live bytes.Buffer
	for _, to := range []struct {
		*bytes.Buffer
		live bool
	}{{&whole, false}, {&live, true}} {
		m := NewMessageWriter(to, Options{Format: Markdown, Live: to.live})
		for i, r := range messages {
			if err := cmp.Or(m.Write(r), m.Flush()); err != nil {
				t.Fatal(err)
			}
			if got, want := strings.Count(to.String(), "\n"), i+3; to.live && got != want {
				t.Errorf("after row %d: %d lines, want %d", i+1, got, want)
			}
		}
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
	}
	between := regexp.MustCompile(` *\| *`)
	squeeze := func(s string) string {
		return between.ReplaceAllString(regexp.MustCompile(`-+`).ReplaceAllString(s, "-"), "|")
	}
	if got, want := squeeze(live.String()), squeeze(whole.String()); got != want {
		t.Errorf("one by one\n%s\nat once\n%s", got, want)
	}
}

// A list without rows has its head.
func TestMarkdownRowsNone(t *testing.T) {
	var b bytes.Buffer
	if err := NewCallWriter(&b, false, false, Options{Format: Markdown}).Close(); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); !strings.HasPrefix(got, "| # | start ") || strings.Count(got, "\n") != 2 {
		t.Errorf("got %q, want a head", got)
	}
}
