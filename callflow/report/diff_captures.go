package report

import (
	"sipcap/callflow"
	"sipcap/callflow/compare"
)

func diffCapturesPage(g *page, c *compare.Captures) {
	if len(c.Ratios) > 0 {
		g.section(diffRatioGrid(c), "Metrics", "A", "", "B")
	}
	if len(c.Delays) > 0 {
		g.section(diffDelayGrid(c), "Delays", "A median", "p95", "B median", "p95")
	}
	if len(c.Outcomes) > 0 {
		g.section(diffShareGrid("outcome", c.Outcomes, c.CallsA, c.CallsB, nil), "Calls", count(c.CallsA), "", count(c.CallsB))
	}
	if len(c.Statuses) > 0 {
		g.section(diffShareGrid("code", c.Statuses, c.CallsA, c.CallsB, diffStatusName), "Final responses", "A", "", "B")
	}
	if len(c.Findings) > 0 {
		g.section(diffFindingGrid(c), "Findings", "", "A", "B")
	}
	if len(c.Codecs) > 0 {
		g.section(diffShareGrid("codec", c.Codecs, c.AnsweredA, c.AnsweredB, nil), "Codecs of answered calls", "A", "", "B")
	}
	if len(c.UserAgents) > 0 {
		g.section(diffShareGrid("User-Agent", c.UserAgents, c.CallsA, c.CallsB, nil), "User-Agents", "A", "", "B")
	}
}

// verdictCell says how B stands to A; where that decides nothing it is not marked.
func verdictCell(v compare.Verdict, decides bool) cell {
	switch {
	case v == compare.Same:
		return cell{}
	case !decides:
		return cell{v.String(), plain}
	case v == compare.Worse:
		return cell{v.String(), red}
	}
	return cell{v.String(), green}
}

func diffRatioGrid(c *compare.Captures) *grid {
	g := &grid{columns: []column{{title: "metric"}, {title: "A", right: true}, {title: "of", right: true}, {title: "B", right: true}, {title: "of", right: true}, {title: ""}}}
	parts := func(r callflow.Ratio) string {
		if r.Of == 0 {
			return ""
		}
		return count(r.N) + " of " + count(r.Of)
	}
	for _, r := range c.Ratios {
		g.add(cell{text: r.Name}, cell{text: percentText(r.A)}, cell{text: parts(r.A)}, cell{text: percentText(r.B)}, cell{text: parts(r.B)}, verdictCell(r.Verdict, r.Decides))
	}
	return g
}

// delayNames are the delays of a comparison, as `stats` calls them.
var delayNames = map[string]string{"PostDialDelay": "post-dial", "FailedSRD": "SRD failed", "Setup": "setup", "Talk": "talk"}

func delayName(name string) string {
	if n, ok := delayNames[name]; ok {
		return n
	}
	return name
}

func diffDelayGrid(c *compare.Captures) *grid {
	g := &grid{columns: []column{{title: "delay"}, {title: "A median", right: true}, {title: "p95", right: true}, {title: "B median", right: true},
		{title: "p95", right: true}, {title: ""}}}
	for _, d := range c.Delays {
		g.add(cell{text: delayName(d.Name)}, cell{text: medianText(d.A)}, cell{text: p95Text(d.A)}, cell{text: medianText(d.B)}, cell{text: p95Text(d.B)},
			verdictCell(d.Verdict, d.Decides))
	}
	return g
}

// diffShareGrid tells how many calls have something; name, where set, says what that is.
func diffShareGrid(title string, list []compare.Share, ofA, ofB int, name func(string) string) *grid {
	g := &grid{columns: []column{{title: title, min: 20, middle: true}, {title: "A", right: true}, {title: "", right: true}, {title: "B", right: true}, {title: "", right: true}, {title: ""}}}
	for _, s := range list {
		what, mark := s.Name, cell{}
		if name != nil {
			what = name(what)
		}
		if s.Differs {
			mark = cell{"differs", yellow}
		}
		g.add(cell{text: what}, cell{text: count(s.A)}, cell{text: percentText(callflow.Ratio{N: s.A, Of: ofA})},
			cell{text: count(s.B)}, cell{text: percentText(callflow.Ratio{N: s.B, Of: ofB})}, mark)
	}
	return g
}

func diffFindingGrid(c *compare.Captures) *grid {
	g := &grid{columns: []column{{title: "severity"}, {title: "finding"}, {title: "A", right: true}, {title: "B", right: true}, {title: ""}, {title: ""}}}
	for _, f := range c.Findings {
		cause := ""
		if f.Cause == callflow.CauseCapture {
			cause = "the capture may be the cause"
		}
		g.add(cell{f.Severity.String(), severityStyle(f.Severity)}, cell{text: f.ID}, cell{text: count(f.A)}, cell{text: count(f.B)},
			verdictCell(f.Verdict, f.Decides), cell{cause, dim})
	}
	return g
}
