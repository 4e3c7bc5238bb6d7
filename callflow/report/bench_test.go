package report

import (
	"io"
	"testing"

	"sipcap/callflow"
)

// many are n calls like those of the case.
func many(b *testing.B, n int) *Data {
	d := caseData(b)
	var calls []*callflow.Call
	for len(calls) < n {
		c := *d.Calls[len(calls)%len(d.Calls)]
		c.ID = len(calls) + 1
		calls = append(calls, &c)
	}
	d.Calls, d.All = calls, true
	return d
}

func BenchmarkCalls(b *testing.B) {
	d := many(b, 10_000)
	for _, f := range Formats() {
		b.Run(string(f), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := Calls(io.Discard, d, Options{Format: f, Width: 120}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReport(b *testing.B) {
	d := many(b, 60_000)
	for i, c := range d.Calls {
		d.Findings = append(d.Findings,
			&callflow.Finding{ID: "cause", Severity: callflow.Error, Call: c, Summary: "sent " + count(i) + " times"},
			&callflow.Finding{ID: "effect", Severity: callflow.Error, Call: c, Summary: "10.0.0.1 has enough", FollowsFrom: "cause"})
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := Report(io.Discard, d, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMessages(b *testing.B) {
	rows, _, _ := rows(b, "testdata/case.ladder")
	for _, f := range Formats() {
		b.Run(string(f), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m := NewMessageWriter(io.Discard, Options{Format: f, Width: 120})
				for i := range 10_000 {
					if err := m.Write(rows[i%len(rows)]); err != nil {
						b.Fatal(err)
					}
				}
				if err := m.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
