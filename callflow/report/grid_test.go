package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLongTable holds the two ways of writing a table to the same lines.
func TestLongTable(t *testing.T) {
	lines := func(rows int) []string {
		g := &grid{indent: "  ", columns: []column{{title: "#", right: true}, {title: "name", min: 6}, {title: "rest", drop: 1}}}
		for i := range rows {
			g.add(cell{text: count(i % 7 * 300)}, cell{"a name that is long 日本", green}, cell{text: strings.Repeat("x", i%5)})
		}
		var b bytes.Buffer
		p := newPrinter(&b, &Options{Width: 24, Color: true})
		g.print(p)
		if err := p.flush(); err != nil {
			t.Fatal(err)
		}
		return strings.Split(b.String(), "\n")
	}
	short, long := lines(70), lines(longTable+1)
	if diff := cmp.Diff(short[:71], long[:71]); diff != "" {
		t.Errorf("(-short +long):\n%s", diff)
	}
	if len(long) != longTable+3 {
		t.Errorf("got %d lines, want %d", len(long), longTable+3)
	}
}

func TestLayout(t *testing.T) {
	columns := []column{{}, {min: 4}, {min: 6, drop: 1}, {drop: 2}}
	natural := []int{3, 10, 12, 5}
	for _, c := range []struct {
		limit  int
		shown  []int
		widths []int // of the shown
	}{
		{0, []int{0, 1, 2, 3}, []int{3, 10, 12, 5}},
		{36, []int{0, 1, 2, 3}, []int{3, 10, 12, 5}},
		{30, []int{0, 1, 2, 3}, []int{3, 8, 8, 5}},
		{23, []int{0, 1, 2}, []int{3, 8, 8}},
		{14, []int{0, 1}, []int{3, 9}},
		{4, []int{0, 1}, []int{3, 4}},
	} {
		shown, widths := layout(columns, natural, c.limit)
		var got []int
		for _, i := range shown {
			got = append(got, widths[i])
		}
		if diff := cmp.Diff(c.shown, shown); diff != "" {
			t.Errorf("limit %d: columns (-want +got):\n%s", c.limit, diff)
		}
		if diff := cmp.Diff(c.widths, got); diff != "" {
			t.Errorf("limit %d: widths (-want +got):\n%s", c.limit, diff)
		}
	}
}
