package report

import (
	"bytes"
	"strconv"
	"testing"

	"sipcap/callflow"
)

// TestWideLadder draws a ladder of six endpoints at widths that leave less and less room: with
// labels on the arrows and times on each row, without the times, and with letters for columns.
func TestWideLadder(t *testing.T) {
	calls := events(t, "testdata/wide.ladder").Calls()
	if len(calls) != 1 {
		t.Fatalf("got %d calls, want 1", len(calls))
	}
	l := callflow.NewLadder(calls[0])
	for _, w := range []int{0, 240, 200, 160, 80} {
		for _, ascii := range []bool{false, true} {
			name := "wide." + strconv.Itoa(w)
			if ascii {
				name += ".ascii"
			}
			t.Run(name, func(t *testing.T) {
				var b bytes.Buffer
				o := Options{Width: w, ASCII: ascii}
				if err := Ladder(&b, l, o); err != nil {
					t.Fatal(err)
				}
				checkText(t, b.String(), o)
				golden(t, name+".txt", b.Bytes())
			})
		}
	}
}
