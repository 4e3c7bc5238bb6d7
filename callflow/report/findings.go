package report

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"sipcap/callflow"
)

// findingGroup is a finding of one call, or the like findings of several.
type findingGroup struct {
	id       string
	severity callflow.Severity
	findings []*callflow.Finding
	children []*findingGroup // what follows from it
}

// groupKey is what findings have in common that are told on one line.
type groupKey struct {
	id       string
	severity callflow.Severity
	skeleton string
}

// groupFindings puts like findings together: those of one id whose summaries differ only in
// figures. Findings that follow from another of the same call stand under it. The worst come
// first, then those of most calls, then the earliest, which is the order they came in.
func groupFindings(findings []*callflow.Finding) []*findingGroup {
	explained := map[*callflow.Call]map[string]bool{}
	for _, f := range findings {
		if f.Call != nil {
			if explained[f.Call] == nil {
				explained[f.Call] = map[string]bool{}
			}
			explained[f.Call][f.ID] = true
		}
	}
	follows := func(f *callflow.Finding) bool {
		return f.FollowsFrom != "" && f.FollowsFrom != f.ID && f.Call != nil && explained[f.Call][f.FollowsFrom]
	}
	var top, below []*callflow.Finding
	for _, f := range findings {
		if follows(f) {
			below = append(below, f)
		} else {
			top = append(top, f)
		}
	}
	groups := gather(top)
	for _, g := range groups {
		ofGroup := map[*callflow.Call]bool{}
		for _, f := range g.findings {
			ofGroup[f.Call] = true
		}
		var mine, others []*callflow.Finding
		for _, f := range below {
			if f.FollowsFrom == g.id && ofGroup[f.Call] {
				mine = append(mine, f)
			} else {
				others = append(others, f)
			}
		}
		g.children, below = gather(mine), others
	}
	// What follows from something that itself follows from another stands on its own.
	groups = append(groups, gather(below)...)
	slices.SortStableFunc(groups, compareGroups)
	return groups
}

func compareGroups(a, b *findingGroup) int {
	return cmp.Or(cmp.Compare(b.severity, a.severity), cmp.Compare(len(b.findings), len(a.findings)))
}

func gather(findings []*callflow.Finding) []*findingGroup {
	var groups []*findingGroup
	byKey := map[groupKey]*findingGroup{}
	for _, f := range findings {
		key := groupKey{f.ID, f.Severity, skeleton(f.Summary)}
		g := byKey[key]
		if g == nil {
			g = &findingGroup{id: f.ID, severity: f.Severity}
			byKey[key] = g
			groups = append(groups, g)
		}
		g.findings = append(g.findings, f)
	}
	slices.SortStableFunc(groups, compareGroups)
	return groups
}

// skeleton is a summary without the figures that differ from call to call. Addresses and
// response codes stay: a different server or code is another matter.
func skeleton(summary string) string {
	words := strings.Fields(summary)
	for i, w := range words {
		bare := strings.Trim(w, ".,;:()\"'")
		if !strings.ContainsAny(bare, "0123456789@") || isAddress(bare) || isStatus(bare) {
			continue
		}
		words[i] = "#"
	}
	return strings.Join(words, " ")
}

func isAddress(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	_, err := netip.ParseAddrPort(s)
	return err == nil
}

func isStatus(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && len(s) == 3 && n >= 100 && n <= 699
}

// who says which calls a group is about: "call 7", "12 calls", or "" for none.
func (g *findingGroup) who() string {
	calls := g.calls()
	switch {
	case len(calls) == 1:
		return kindName(calls[0]) + " " + strconv.Itoa(calls[0].ID)
	case len(calls) > 1:
		kind := calls[0].Kind
		for _, c := range calls {
			if c.Kind != kind {
				return count(len(calls)) + " calls and others"
			}
		}
		return kindPlural(kind, len(calls))
	}
	return ""
}

// calls are the calls of a group, each once.
func (g *findingGroup) calls() []*callflow.Call {
	var out []*callflow.Call
	for _, f := range g.findings {
		if f.Call != nil && !slices.Contains(out, f.Call) {
			out = append(out, f.Call)
		}
	}
	return out
}

// where says which calls, where there are several, and which frames: "calls 7, 9, 12 …", "frames 812, 840 …".
func (g *findingGroup) where(c *callflow.Capture) string {
	var parts []string
	if calls := g.calls(); len(calls) > 1 {
		ids := make([]string, len(calls))
		for i, call := range calls {
			ids[i] = strconv.Itoa(call.ID)
		}
		parts = append(parts, "# "+firstOf(ids, 5))
	}
	if len(g.findings) == 1 {
		if f := g.findings[0].Frames; len(f) > 0 {
			names := make([]string, len(f))
			for i, ref := range f {
				names[i] = strconv.FormatUint(ref.Number, 10)
			}
			word := "frames "
			if len(f) == 1 {
				word = "frame "
			}
			text := word + firstOf(names, 4)
			if c != nil && len(c.Files) > 1 && int(f[0].File) < len(c.Files) {
				text += " of " + fileName(c.Files[f[0].File].Name)
			}
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, ", ")
}

// firstOf joins the first n of a list.
func firstOf(list []string, n int) string {
	if len(list) > n {
		return strings.Join(list[:n], ", ") + " …"
	}
	return strings.Join(list, ", ")
}

// maxGroups is how many groups of one id are told; the rest is summed up.
const maxGroups = 6

// findingsSection writes the findings, worst first.
func findingsSection(g *page, d *Data) {
	groups := groupFindings(d.Findings)
	if len(groups) == 0 {
		return
	}
	g.heading("Findings")
	told := map[string]int{}
	rest := map[string]int{}
	var order []string
	var rows []findingLine
	for _, fg := range groups {
		if told[fg.id]++; told[fg.id] > maxGroups {
			if rest[fg.id] == 0 {
				order = append(order, fg.id)
			}
			rest[fg.id] += len(fg.findings)
			continue
		}
		rows = append(rows, newFindingLine(fg, d.Capture, 0))
		for _, child := range fg.children {
			rows = append(rows, newFindingLine(child, d.Capture, 1))
		}
	}
	for _, id := range order {
		rows = append(rows, findingLine{id: id, what: "and " + count(rest[id]) + " more of the kind: see calls"})
	}
	writeFindings(g, rows)
}

// findingLine is a group as it is printed.
type findingLine struct {
	severity string
	style    style
	id       string
	who      string
	what     string
	where    string
}

func newFindingLine(fg *findingGroup, c *callflow.Capture, depth int) findingLine {
	l := findingLine{severity: fg.severity.String(), style: severityStyle(fg.severity), id: fg.id, who: fg.who(),
		what: fg.findings[0].Summary, where: fg.where(c)}
	if depth > 0 {
		l.id = "└ " + l.id
	}
	if len(fg.findings) > 1 {
		l.what = "such as: " + l.what
	}
	return l
}

// writeFindings writes the lines in columns; the last column is wrapped under itself.
func writeFindings(g *page, rows []findingLine) {
	if g.markdown {
		t := &grid{columns: []column{{title: "severity"}, {title: "finding"}, {title: "where"}, {title: "what"}, {title: "frames"}}}
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
	if p.width > 0 && p.width-left < 40 {
		left = 6 // the text goes below
	}
	for _, r := range rows {
		spans := []span{{text: "  "}, {padRight(r.severity, severityW), r.style}, {text: "  "}, {padRight(p.clean(r.id), idW), bold}, {text: "  " + padRight(p.clean(r.who), whoW)}}
		text := p.clean(r.what)
		if r.where != "" {
			text += p.clean("  (" + r.where + ")")
		}
		room := 0
		if p.width > 0 {
			room = max(p.width-left, 20)
		}
		lines := wrap(text, room)
		if left == 6 {
			p.line(spans...)
		} else {
			p.line(append(spans, span{text: "  " + lines[0]})...)
			lines = lines[1:]
		}
		for _, l := range lines {
			p.line(span{text: spaces(left) + l})
		}
	}
}
