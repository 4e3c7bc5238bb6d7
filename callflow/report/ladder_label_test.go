package report

import (
	"strings"
	"testing"
	"time"

	"sipcap/callflow"
)

// How often a message was seen counts each copy of each time that it was sent.
func TestRungRemarks(t *testing.T) {
	for _, tt := range []struct {
		name string
		rung callflow.Rung
		want string
	}{
		{"once", callflow.Rung{}, ""},
		{"a mirror", callflow.Rung{Duplicates: 1}, "seen twice"},
		{"two mirrors", callflow.Rung{Duplicates: 2}, "seen 3 times"},
		{"sent again", callflow.Rung{Repeats: 1, RepeatSpan: time.Second}, "×2 over 1.0 s"},
		{"sent again, through a mirror", callflow.Rung{Repeats: 1, RepeatSpan: time.Second, Duplicates: 2}, "×2 over 1.0 s, seen 4 times"},
		{"one of them seen twice", callflow.Rung{Repeats: 10, RepeatSpan: 32 * time.Second, Duplicates: 1}, "×11 over 32.0 s, seen 12 times"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(rungRemarks(&tt.rung), ", "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
