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
	g.section(requestGrid(c.Requests, d.Responses.Methods), "Requests", count(total(c.Requests)), "to final", "p95", "max")
	g.section(responseGrid(&c.Tally), "Responses", "", count(total(c.Responses)))
	g.section(outcomeGrid(c, g.markdown), "Calls", "", count(c.Calls))
	if c.Calls > 0 {
		g.section(stateGrid(c, d.Responses.States), "States", "calls", "to final", "p95", "max")
	}
	if codes := codeGrid(&d.Responses); len(codes.rows) > 0 {
		g.section(codes, "Final responses", "calls", "median", "p95", "max")
	}
	if others(d) > 0 {
		g.section(kindGrid(d), "Other exchanges", count(others(d)))
	}
	if m := ratioGrid(&d.Metrics); len(m.rows) > 0 {
		g.section(m, "Metrics", "", "", whatTitle)
	}
	if delays := delayGrid(&d.Metrics); len(delays.rows) > 0 {
		g.section(delays, "Delays", "count", "median", "p95", "max", whatTitle)
	}
	dimensionSections(g, d)
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

// requestGrid counts requests by method, the most frequent first, and tells how long after them
// their final responses came.
func requestGrid(requests map[sipmsg.Method]int, times map[sipmsg.Method]callflow.Quantiles) *grid {
	g := tallyGrid("method", requests)
	g.columns = append(g.columns, finalColumns()...)
	for i, row := range g.rows {
		g.rows[i] = append(row, finalCells(times[sipmsg.Method(row[0].text)])...)
	}
	return g
}

// stateGrid counts calls by state, those that went well first; states without calls are left out.
func stateGrid(c *callflow.Counts, times map[callflow.State]callflow.Quantiles) *grid {
	g := &grid{columns: append([]column{{title: "state"}, {title: "calls", right: true}}, finalColumns()...)}
	for _, s := range callflow.States() {
		if n := c.ByState[s]; n > 0 {
			g.add(append([]cell{{s.String(), stateStyle(s)}, {text: count(n)}}, finalCells(times[s])...)...)
		}
	}
	return g
}

// finalColumns are the columns of the time to a final response.
func finalColumns() []column {
	return []column{{title: "to final", right: true}, {title: "p95", right: true}, {title: "max", right: true}}
}

func finalCells(q callflow.Quantiles) []cell {
	if q.N == 0 {
		return make([]cell, 3)
	}
	return []cell{{text: duration(q.P50)}, {text: duration(q.P95)}, {text: duration(q.Max)}}
}
