package report

import (
	"cmp"
	"io"
	"slices"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// Stats prints the view `stats`: what was counted and measured.
func Stats(w io.Writer, d *Data, o Options) error {
	switch o.format() {
	case JSON, NDJSON:
		return object(w, newStatsDoc(d), o.Format)
	case CSV:
		return flatCSV(w, newStatsDoc(d))
	}
	p := newPrinter(w, &o)
	g := &page{p: p, markdown: o.Format == Markdown}
	statsPage(g, d)
	return p.flush()
}

func statsPage(g *page, d *Data) {
	c := &d.Counts
	captureHead(g, d)
	g.heading("Requests", plural(total(c.Requests), "request"))
	g.table(tallyGrid("method", c.Requests))
	g.heading("Responses", plural(totalResponses(&c.Tally), "response"))
	g.table(responseGrid(&c.Tally, g.markdown))
	g.heading("Calls", plural(c.Calls, "call"))
	g.table(outcomeGrid(c, g.markdown))
	if c.Calls > 0 {
		g.heading("States")
		g.table(stateGrid(c))
	}
	if len(c.ByKind) > 0 {
		g.heading("Kinds")
		g.table(tallyGrid("kind", c.ByKind))
	}
	if c.Calls > 0 {
		g.heading("Metrics", "over "+plural(d.Metrics.Calls, "call"))
		g.table(ratioGrid(&d.Metrics))
		if delays := delayGrid(&d.Metrics); len(delays.rows) > 0 {
			g.heading("Delays")
			g.table(delays)
		}
	}
	if len(c.Findings) > 0 {
		g.heading("Findings")
		g.table(tallyGrid("finding", c.Findings))
	}
	if len(c.Issues) > 0 {
		g.heading("Issues in messages")
		g.table(tallyGrid("issue", c.Issues))
	}
}

// tallyGrid lists what was counted, the most frequent first.
func tallyGrid[K ~string](title string, m map[K]int) *grid {
	g := &grid{indent: "  ", columns: []column{{title: title}, {title: "count", right: true}}}
	keys := sorted(m)
	slices.SortStableFunc(keys, func(a, b K) int { return cmp.Compare(m[b], m[a]) })
	for _, k := range keys {
		g.addText(string(k), count(m[k]))
	}
	return g
}

func total[K comparable](m map[K]int) int {
	n := 0
	for _, v := range m {
		n += v
	}
	return n
}

func totalResponses(t *callflow.Tally) int { return total(t.Responses) }

// responseGrid counts responses by class, with the codes of each.
func responseGrid(t *callflow.Tally, markdown bool) *grid {
	g := &grid{indent: "  ", columns: []column{{title: "responses"}, {title: "class"}, {title: "count", right: true}, {title: "codes", min: 20, drop: 1}}}
	for _, class := range sipmsg.Classes() {
		n := t.Class(class)
		look := plain
		if n == 0 {
			look = dim
		}
		g.add(cell{class.Title(), look}, cell{class.Range(), look}, cell{count(n), look}, cell{text: codeList(t.Responses, class)})
	}
	if n := t.Class(sipmsg.UnknownClass); n > 0 {
		g.addText("unknown", "", count(n), codeList(t.Responses, sipmsg.UnknownClass))
	}
	return g
}

// stateGrid counts calls by state, in the order of DESIGN's list; states without calls are left out.
func stateGrid(c *callflow.Counts) *grid {
	g := &grid{indent: "  ", columns: []column{{title: "state"}, {title: "calls", right: true}}}
	for _, s := range callflow.States() {
		if n := c.ByState[s]; n > 0 {
			g.add(cell{string(s), stateStyle(s)}, cell{text: count(n)})
		}
	}
	return g
}

// ratios are the metrics that are shares, with what they mean.
func ratios(m *callflow.Metrics) []struct {
	name, text string
	value      *float64
} {
	return []struct {
		name, text string
		value      *float64
	}{
		{"ASR", "answered calls", m.ASR},
		{"NER", "calls that reached a user: answered, busy, declined, rang or given up", m.NER},
		{"SER", "answered calls, those redirected left out (RFC 6076)", m.SER},
		{"SEER", "answered or refused by a user, those redirected left out (RFC 6076)", m.SEER},
		{"ISA", "ineffective attempts: 408, 500, 503, 504 (RFC 6076)", m.ISA},
		{"SCR", "answered calls that a BYE ended (RFC 6076)", m.SCR},
	}
}

func ratioGrid(m *callflow.Metrics) *grid {
	g := &grid{indent: "  ", columns: []column{{title: "metric"}, {title: "share", right: true}, {title: "of the calls", min: 20, drop: 1}}}
	for _, r := range ratios(m) {
		if r.value != nil {
			g.addText(r.name, percent(*r.value), r.text)
		}
	}
	if m.ACD > 0 {
		g.addText("ACD", duration(m.ACD), "mean duration of answered calls")
	}
	return g
}

func delayGrid(m *callflow.Metrics) *grid {
	g := &grid{indent: "  ", columns: []column{{title: "delay"}, {title: "calls", right: true}, {title: "median", right: true},
		{title: "p95", right: true}, {title: "max", right: true}}}
	for _, q := range []struct {
		name string
		callflow.Quantiles
	}{{"post-dial", m.PostDialDelay}, {"setup", m.Setup}, {"talk", m.Talk}} {
		if q.N > 0 {
			g.addText(q.name, count(q.N), duration(q.P50), duration(q.P95), duration(q.Max))
		}
	}
	return g
}
