package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"sipcap/callflow"
)

// Report prints the case report: how far the capture can be trusted, what happened, what is
// wrong, and which calls to look at, the worst first.
func Report(w io.Writer, d *Data, o Options) error {
	switch o.format() {
	case JSON, NDJSON:
		return object(w, newReportDoc(d, &o), o.Format)
	case CSV:
		return flatCSV(w, newReportDoc(d, &o))
	}
	p := newPrinter(w, &o)
	g := &page{p: p, markdown: o.Format == Markdown}
	captureHead(g, d)
	switch {
	case d.Counts.Messages == 0:
		emptySection(g, d)
		return p.flush()
	case d.Counts.Calls > 0:
		g.gap()
		outcomeSection(g, d)
	}
	findingsSection(g, d)
	callsSection(g, d)
	nextSection(g, d)
	return p.flush()
}

func newReportDoc(d *Data, o *Options) ReportDoc {
	doc := ReportDoc{Schema: ReportSchema, Stats: newStatsDoc(d), Findings: newFindingRows(d.Findings, o), Calls: []CallRow{}}
	for _, c := range d.Calls {
		doc.Calls = append(doc.Calls, newCallRow(c, d.Rows, o))
	}
	return doc
}

// outcomeSection tells what became of the calls.
func outcomeSection(g *page, d *Data) {
	t := outcomeGrid(&d.Counts, g.markdown)
	t.columns[0].title = "Outcome"
	if !g.markdown {
		t.columns[1].title = ""
		t.columns[len(t.columns)-1].title = ""
	}
	g.table(t)
	m := &d.Metrics
	var parts []string
	if m.ASR != nil {
		parts = append(parts, "ASR "+percent(*m.ASR))
	}
	if m.NER != nil {
		parts = append(parts, "NER "+percent(*m.NER))
	}
	if m.PostDialDelay.N > 0 {
		parts = append(parts, "post-dial delay "+duration(m.PostDialDelay.P50)+" median, "+duration(m.PostDialDelay.P95)+" p95")
	}
	if m.ACD > 0 {
		parts = append(parts, "mean talk time "+duration(m.ACD))
	}
	if len(parts) > 0 {
		g.paragraph(line{text: strings.Join(parts, "   ")})
	}
}

// emptySection tells what is in a capture that holds no SIP.
func emptySection(g *page, d *Data) {
	c := d.Capture
	if c == nil || len(c.Skipped) == 0 {
		return
	}
	g.heading("What is in it instead")
	t := &grid{indent: "  ", columns: []column{{title: "frames", right: true}, {title: "reason"}, {title: "first", right: true}}}
	skipped := slices.Clone(c.Skipped)
	slices.SortStableFunc(skipped, func(a, b callflow.Skipped) int { return cmp.Compare(b.Count, a.Count) })
	for _, s := range skipped {
		t.addText(count(s.Count), s.Reason, frameName(c, s.First))
	}
	g.table(t)
}

// troubled tells whether a call belongs into the report: it ended badly, or a rule found
// something about it that is worse than information.
func troubled(c *callflow.Call) bool { return c.Bad() || worst(c) > callflow.Info }

// worst is the gravest finding of a call; Info for none.
func worst(c *callflow.Call) callflow.Severity {
	w := callflow.Info
	for _, f := range c.Findings {
		w = max(w, f.Severity)
	}
	return w
}

// badness orders calls: error findings, then those that failed, then warnings.
func badness(c *callflow.Call) int {
	switch {
	case worst(c) == callflow.Error:
		return 3
	case c.Bad():
		return 2
	case worst(c) == callflow.Warning:
		return 1
	}
	return 0
}

const (
	maxTroubled = 20 // calls that the report lists
	maxHealthy  = 10 // calls up to which it lists healthy ones, too
)

// callsSection lists the calls worth a look, the worst first.
func callsSection(g *page, d *Data) {
	var bad []*callflow.Call
	calls := 0 // of them that are calls
	for _, c := range d.Calls {
		if troubled(c) {
			bad = append(bad, c)
			if c.Kind == callflow.KindCall {
				calls++
			}
		}
	}
	if len(bad) == 0 {
		healthy(g, d)
		return
	}
	slices.SortStableFunc(bad, func(a, b *callflow.Call) int { return cmp.Compare(badness(b), badness(a)) })
	others := len(bad) - calls
	rest := ""
	switch {
	case calls > 0 && others > 0:
		rest = fmt.Sprintf("%s of %s, and %s others", count(calls), plural(d.Counts.Calls, "call"), count(others))
	case calls > 0:
		rest = fmt.Sprintf("%s of %s", count(calls), plural(d.Counts.Calls, "call"))
	default:
		rest = fmt.Sprintf("%s of %s", count(others), kindCounts(&d.Counts))
	}
	if len(bad) > maxTroubled {
		rest += ", the worst " + strconv.Itoa(maxTroubled)
		bad = bad[:maxTroubled]
	}
	g.heading("To look at", rest)
	t := callGrid(bad, reportView)
	t.indent = "  "
	g.table(t)
}

// healthy says that nothing is wrong, and lists the calls where they are few.
func healthy(g *page, d *Data) {
	switch {
	case d.Counts.Calls == 1:
		g.heading("Nothing wrong with the call")
	case d.Counts.Calls > 0:
		g.heading("Nothing wrong with any of the " + count(d.Counts.Calls) + " calls")
	default:
		g.heading("Nothing wrong with " + kindCounts(&d.Counts))
	}
	if len(d.Calls) <= maxHealthy {
		t := callGrid(d.Calls, reportView)
		t.indent = "  "
		g.table(t)
	}
}

// nextSection ends with a command for the next step.
func nextSection(g *page, d *Data) {
	var next *callflow.Call
	for _, c := range d.Calls {
		if next == nil || badness(c) > badness(next) || badness(c) == badness(next) && next.Kind != callflow.KindCall && c.Kind == callflow.KindCall {
			next = c
		}
	}
	if next == nil {
		return
	}
	words := []string{"sipcap", "ladder", "--call", strconv.Itoa(next.ID)}
	for _, f := range d.Files {
		words = append(words, shellWord(f))
	}
	g.command("next:", strings.Join(words, " "))
}

// shellWord quotes a file name for a POSIX shell where it has to be.
func shellWord(s string) string {
	safe := s != ""
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("%+,-./:=@_", r)) {
			safe = false
		}
	}
	if safe {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
