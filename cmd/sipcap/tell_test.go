package main

import (
	"fmt"
	"strings"
	"testing"

	"sipcap/callflow"
	"sipcap/callflow/ingest"
	"sipcap/callflow/report"
)

// TestSkipReasonsHaveWords: the report tells in words why frames were skipped, for every reason there is.
func TestSkipReasonsHaveWords(t *testing.T) {
	for _, r := range ingest.SkipReasons() {
		for _, n := range []uint64{1, 2} {
			var out strings.Builder
			d := &report.Data{Capture: &callflow.Capture{Frames: n, Skipped: []callflow.Skipped{{Reason: string(r.Reason), Count: n}}}}
			if err := report.Report(&out, d, report.Options{}); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			row := strings.Join(strings.Fields(lines[len(lines)-1]), " ") // "2 malformed frames 0"
			if row == fmt.Sprintf("%d %s 0", n, r.Reason) || !strings.HasPrefix(row, fmt.Sprint(n)) {
				t.Errorf("%s: the report says %q", r.Reason, row)
			}
		}
	}
}
