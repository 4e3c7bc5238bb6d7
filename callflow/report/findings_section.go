package report

import (
	"strings"

	"sipcap/callflow"
)

const (
	maxGroups  = 6   // of one id that are told; the rest is summed up
	maxSummary = 320 // columns of a summary, in which a long Warning header may stand
)

// findingLine is a group of findings as it is printed.
type findingLine struct {
	severity string
	style    style
	id       string
	who      string
	what     string
	where    string
}

// findingsSection writes the findings, worst first.
func findingsSection(g *page, d *Data) {
	groups := groupFindings(d.found())
	if len(groups) == 0 {
		return
	}
	g.heading("Findings", "")
	writeFindings(g, findingLines(groups, d))
}

// findingLines are the groups as lines. Of many groups of one id the first are told, and how
// many findings more there are.
func findingLines(groups []*findingGroup, d *Data) []findingLine {
	c := d.Capture
	told := map[string]int{}   // groups, by id
	untold := map[string]int{} // findings, by id
	var order []string
	var lines []findingLine
	for _, fg := range groups {
		if told[fg.id]++; told[fg.id] > maxGroups {
			if untold[fg.id] == 0 {
				order = append(order, fg.id)
			}
			untold[fg.id] += len(fg.findings)
			continue
		}
		lines = append(lines, newFindingLine(fg, c, 0))
		for _, child := range fg.children {
			lines = append(lines, newFindingLine(child, c, 1))
		}
	}
	for _, id := range order {
		lines = append(lines, findingLine{id: id, what: "and " + count(untold[id]) + " more: `sipcap calls` names them call by call"})
	}
	gone := d.untold()
	for _, id := range sorted(gone) {
		if gone[id] > 0 {
			lines = append(lines, findingLine{id: id, what: "and " + count(gone[id]) + " more, of calls that are no longer kept"})
		}
	}
	return lines
}

func newFindingLine(fg *findingGroup, c *callflow.Capture, depth int) findingLine {
	first := fg.findings[0].told().Summary
	l := findingLine{severity: fg.severity.String(), style: severityStyle(fg.severity), id: fg.id, who: fg.who(),
		what: first, where: fg.where(c)}
	if depth > 0 {
		l.id = "└ " + l.id
	}
	for _, f := range fg.findings {
		if f.told().Summary != first {
			l.what = "such as: " + first
			break
		}
	}
	return l
}

// writeFindings writes the lines in columns, the text of each wrapped under itself, or below
// the rest where the terminal is narrow.
func writeFindings(g *page, rows []findingLine) {
	if g.markdown {
		t := &grid{columns: []column{{title: "severity"}, {title: "finding"}, {title: "call"}, {title: "what"}, {title: "where"}}}
		for _, r := range rows {
			t.addText(r.severity, r.id, r.who, r.what, r.where)
		}
		g.table(t)
		return
	}
	p := g.p
	idW, whoW := 0, 0
	for _, r := range rows {
		idW, whoW = max(idW, width(p.clean(r.id))), max(whoW, width(p.clean(r.who)))
	}
	const severityW = len("warning")
	left := 2 + severityW + 2 + idW + 2 + whoW + 2
	below := p.width > 0 && p.width-left < 44
	if below {
		left = 6
	}
	room := 0
	if p.width > 0 {
		room = max(p.width-left, 20)
	}
	for _, r := range rows {
		text := cut(p.clean(r.what), maxSummary, p.ellipsis())
		lines := wrap(text, room)
		if where := p.clean("  (" + r.where + ")"); r.where != "" {
			if last := len(lines) - 1; room <= 0 || width(lines[last]+where) <= room {
				lines[last] += where
			} else {
				lines = append(lines, strings.TrimLeft(where, " "))
			}
		}
		head := []span{{text: "  "}, {padRight(r.severity, severityW), r.style}, {text: "  "},
			{padRight(p.clean(r.id), idW), bold}, {text: "  " + padRight(p.clean(r.who), whoW) + "  "}}
		if !below {
			head = append(head, span{text: lines[0]})
			lines = lines[1:]
		}
		p.line(head...)
		for _, l := range lines {
			p.line(span{text: spaces(left) + l})
		}
	}
}
