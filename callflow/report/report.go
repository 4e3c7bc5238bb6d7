package report

import (
	"cmp"
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
	case d.Counts.Messages == 0 && d.LeftOut:
		return p.flush()
	case d.Counts.Messages == 0:
		emptySection(g, d)
		return p.flush()
	case d.Counts.Calls > 0:
		outcomeSection(g, d)
	}
	if others(d) > 0 && (d.Counts.Calls == 0 || othersTroubled(d)) {
		g.section(kindGrid(d), "Other exchanges", count(others(d)))
	}
	findingsSection(g, d)
	callsSection(g, d)
	nextSection(g, d)
	return p.flush()
}

func newReportDoc(d *Data, o *Options) ReportDoc {
	doc := ReportDoc{Schema: ReportSchema, Stats: newStatsDoc(d), Findings: newFindingRows(d.Findings, o), Calls: []CallRow{}}
	for _, e := range entriesOf(d.Calls) {
		doc.Calls = append(doc.Calls, newCallRow(&e, d.Rows, o))
	}
	return doc
}

// outcomeSection tells what became of the calls.
func outcomeSection(g *page, d *Data) {
	g.section(outcomeGrid(&d.Counts, g.markdown), "Outcome", "", "calls")
	m := &d.Metrics
	var parts []string
	if share, ok := m.ASR.Share(); ok {
		parts = append(parts, "ASR "+percent(share))
	}
	if share, ok := m.NER.Share(); ok {
		parts = append(parts, "NER "+percent(share))
	}
	if m.PostDialDelay.N > 0 {
		parts = append(parts, "post-dial delay "+duration(m.PostDialDelay.P50)+" median, "+duration(m.PostDialDelay.P95)+" p95")
	}
	if m.ACD >= 0 {
		parts = append(parts, "mean talk time "+duration(m.ACD))
	}
	var lines []line
	for _, text := range flow(parts, g.p.width) {
		lines = append(lines, line{text: text})
	}
	if text := tellText(g.p, d.Dimensions); text != "" {
		lines = append(lines, line{text: text, hang: 2, style: bold})
	}
	if len(lines) > 0 {
		g.paragraph(lines...)
	}
}

// emptySection tells what is in a capture that holds no SIP.
func emptySection(g *page, d *Data) {
	c := d.Capture
	if c == nil || len(c.Skipped) == 0 {
		return
	}
	g.heading("What is in it instead", "")
	t := &grid{indent: "  ", columns: []column{{title: "frames", right: true}, {title: "what they are"}, {title: "first", right: true}}}
	skipped := slices.Clone(c.Skipped)
	slices.SortStableFunc(skipped, func(a, b callflow.Skipped) int { return cmp.Compare(b.Count, a.Count) })
	for _, s := range skipped {
		t.addText(count(s.Count), skipText(s.Reason, s.Count), frameName(c, s.First))
	}
	g.table(t)
}

// nextSection ends with commands for the next step.
func nextSection(g *page, d *Data) {
	var next *callflow.Call
	for _, c := range d.Calls {
		if next == nil || c.Trouble() > next.Trouble() || c.Trouble() == next.Trouble() && next.Kind != callflow.KindCall && c.Kind == callflow.KindCall {
			next = c
		}
	}
	if next == nil {
		return
	}
	words := []string{"sipcap", "ladder", "--call", strconv.Itoa(next.ID)}
	if d.Live != nil { // which numbers calls as they end
		words = []string{"sipcap", "ladder", "--call-id", shellWord(next.CallID())}
	}
	for _, f := range slices.Concat(d.Flags, d.Files) {
		words = append(words, shellWord(f))
	}
	var commands []string
	if d.Live == nil || len(d.Files) > 0 {
		commands = append(commands, strings.Join(words, " "))
	}
	if len(next.Findings()) > 0 && worst(next) > callflow.Info {
		commands = append(commands, "sipcap explain "+shellWord(gravest(next).ID))
	}
	if len(commands) > 0 {
		g.commands("next:", commands...)
	}
}

// gravest is the first of the worst findings of a call that has some.
func gravest(c *callflow.Call) *callflow.Finding {
	for _, f := range c.Findings() {
		if f.Severity == worst(c) {
			return f
		}
	}
	return nil
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
