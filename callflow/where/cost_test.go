package where_test

import (
	"strings"
	"testing"

	"sipcap/callflow"
	"sipcap/callflow/where"
)

// What makes much of little is refused; what is not is cheap, however much of it fits.
func TestCostIsBounded(t *testing.T) {
	_, calls := ladderOf(t, scene)
	nested := func(n int, before, inside, after string) string {
		return strings.Repeat(before, n) + inside + strings.Repeat(after, n)
	}
	for _, tt := range []struct {
		expression string
		refused    bool
	}{
		{nested(20, "map(", "codecs", ", # + #)") + " == nil", true},
		{nested(20, "map(", "codecs", ", [#, #])") + " == nil", true},
		{nested(2, "any(codecs, ", "true", ")"), false},
		{nested(3, "any(codecs, ", "true", ")"), true},
		{"any(1..1000000, true)", true},
		{"id in 1..9000000000000", false},
		{"not (status in 0..9000000000000)", false},
		{nested(60, "[", "1", "]") + " == nil", true},
		{`repeat("x", 1000000) == ""`, true},
		{nested(8000, "(", "true", ")"), false},
		{nested(990, "-", "1", "") + " < 0", false},
		{nested(150, "not (id == 1 || ", "true", ")"), false},
	} {
		selected, err := where.ForCalls(tt.expression)
		if (err != nil) != tt.refused {
			t.Errorf("%.60s: got %v, want refused: %v", tt.expression, err, tt.refused)
		}
		if err != nil {
			continue
		}
		for _, c := range calls {
			if _, err := selected.Match(c); err != nil {
				t.Errorf("%.60s: %v", tt.expression, err)
			}
		}
	}
}

func BenchmarkCalls(b *testing.B) {
	_, calls := ladderOf(b, scene)
	for _, expression := range []string{`status >= 500 && src startsWith "10.1."`, `"missing-ack" in findings`} {
		b.Run(expression, func(b *testing.B) {
			selected, err := where.ForCalls(expression)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := selected.Match(calls[i%len(calls)]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkMessages(b *testing.B) {
	l, _ := ladderOf(b, scene)
	for _, expression := range []string{`true`, `method == "INVITE" && length > 1300`, `status in 500..599 || branch startsWith "z9hG4bKx"`} {
		b.Run(expression, func(b *testing.B) {
			selected, err := where.ForMessages(expression)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := selected.Match(l.Events[i%len(l.Events)], callflow.Sighting{}, "a.pcap"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A budget: a message costs a few small pieces of memory, for the fields that are named alone.
func TestAllocations(t *testing.T) {
	l, _ := ladderOf(t, scene)
	selected, err := where.ForMessages(`method == "INVITE" && length > 1300`)
	if err != nil {
		t.Fatal(err)
	}
	const budget = 4
	got := testing.AllocsPerRun(100, func() {
		if _, err := selected.Match(l.Events[0], callflow.Sighting{}, "a.pcap"); err != nil {
			t.Fatal(err)
		}
	})
	if got > budget {
		t.Errorf("a message takes %v allocations, want at most %d", got, budget)
	}
}
