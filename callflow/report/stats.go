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
	g.section(tallyGrid("method", c.Requests), "Requests", count(total(c.Requests)))
	g.section(responseGrid(&c.Tally), "Responses", "", count(total(c.Responses)))
	g.section(outcomeGrid(c, g.markdown), "Calls", "", count(c.Calls))
	if c.Calls > 0 {
		g.section(stateGrid(c), "States", "calls")
	}
	if others(d) > 0 {
		g.section(kindGrid(d), "Other exchanges", count(others(d)))
	}
	if m := ratioGrid(&d.Metrics); len(m.rows) > 0 {
		g.section(m, "Metrics", "", "over "+plural(d.Metrics.Calls, "call"))
	}
	if delays := delayGrid(&d.Metrics); len(delays.rows) > 0 {
		g.section(delays, "Delays", "calls", "median", "p95", "max")
	}
	if len(c.Findings) > 0 {
		g.section(tallyGrid("finding", c.Findings), "Findings", count(total(c.Findings)))
	}
	if len(c.Issues) > 0 {
		g.section(tallyGrid("issue", c.Issues), "Issues in messages", count(total(c.Issues)))
	}
}

// tallyGrid lists what was counted, the most frequent first.
func tallyGrid[K ~string](title string, m map[K]int) *grid {
	g := &grid{columns: []column{{title: title}, {title: "count", right: true}}}
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

// responseGrid counts responses by class, with the codes of each.
func responseGrid(t *callflow.Tally) *grid {
	g := &grid{columns: []column{{title: "class"}, {title: "codes"}, {title: "count", right: true}, {title: "which", min: 20, drop: 1, wrap: true, list: true}}}
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

// stateGrid counts calls by state, those that went well first; states without calls are left out.
func stateGrid(c *callflow.Counts) *grid {
	g := &grid{columns: []column{{title: "state"}, {title: "calls", right: true}}}
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
	g := &grid{columns: []column{{title: "metric"}, {title: "value", right: true}, {title: "of the calls", min: 20, drop: 1, wrap: true}}}
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
	g := &grid{columns: []column{{title: "delay"}, {title: "calls", right: true}, {title: "median", right: true},
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
