package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCut(t *testing.T) {
	for _, c := range []struct {
		s           string
		n           int
		end, middle string
	}{
		{"short", 5, "short", "short"},
		{"3c267a5b91f0@10.1.1.40", 11, "3c267a5b91…", "3c267….1.40"},
		{"abcdef", 1, "…", "…"},
		{"abcdef", 0, "", ""},
		{"日本語話", 5, "日本…", "日…話"},
		{"日本語話", 4, "日…", "日…"},
		{"e\u0301e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301…", "e\u0301…e\u0301"},
	} {
		if got := cut(c.s, c.n, "…"); got != c.end {
			t.Errorf("cut(%q, %d): got %q, want %q", c.s, c.n, got, c.end)
		}
		got := cutMiddle(c.s, c.n, "…")
		if got != c.middle {
			t.Errorf("cutMiddle(%q, %d): got %q, want %q", c.s, c.n, got, c.middle)
		}
		if width(got) > c.n {
			t.Errorf("cutMiddle(%q, %d): is %d columns wide", c.s, c.n, width(got))
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		s    string
		n    int
		want []string
	}{
		{"", 10, []string{""}},
		{"as it is", 0, []string{"as it is"}},
		{"one two three", 7, []string{"one two", "three"}},
		{"one   two  three", 9, []string{"one   two", "three"}},
		{"unbreakable", 4, []string{"unbr", "eaka", "ble"}},
		{"a 日本語話", 4, []string{"a", "日本", "語話"}},
	} {
		if diff := cmp.Diff(c.want, wrap(c.s, c.n)); diff != "" {
			t.Errorf("wrap(%q, %d) (-want +got):\n%s", c.s, c.n, diff)
		}
	}
	want := []string{"403 Forbidden ×2,", "408 Request Timeout"}
	if diff := cmp.Diff(want, wrapList("403 Forbidden ×2, 408 Request Timeout", 20)); diff != "" {
		t.Errorf("wrapList (-want +got):\n%s", diff)
	}
}
