package report

import (
	"fmt"
	"strings"

	"sipcap/callflow"
	"sipcap/callflow/compare"
)

func diffCallsPage(g *page, c *compare.Calls, a, b *DiffSide) {
	g.section(diffFactGrid(c), "Call", "A", "B")
	if g.markdown {
		g.section(diffPairGrid(g.p, c, a, b), "Messages")
	} else {
		diffMessages(g, c, a, b)
	}
	if c.Unpaired > 0 {
		g.gap()
		g.paragraph(line{text: plural(c.Unpaired, "message") + " beyond the limit were not compared", style: yellow})
	}
}

// diffFacts are what is told of both calls.
var diffFacts = []struct {
	name string
	of   func(*callflow.Call) string
}{
	{"state", func(c *callflow.Call) string { return c.State.String() }},
	{"final", final},
	{"from", func(c *callflow.Call) string { return c.From() }},
	{"to", func(c *callflow.Call) string { return c.To() }},
	{"source", func(c *callflow.Call) string { return addr(c.Src()) }},
	{"next hop", func(c *callflow.Call) string { return addr(c.Dst()) }},
	{"hops", func(c *callflow.Call) string { return count(c.Hops) }},
	{"attempts", func(c *callflow.Call) string { return count(c.Attempts) }},
	{"messages", func(c *callflow.Call) string { return count(c.Messages) }},
	{"sent again", func(c *callflow.Call) string { return count(c.Retransmissions) }},
	{"post-dial", func(c *callflow.Call) string { return duration(c.PostDialDelay) }},
	{"setup", func(c *callflow.Call) string { return duration(c.Setup) }},
	{"rang", func(c *callflow.Call) string { return duration(c.RingTime) }},
	{"talk", func(c *callflow.Call) string { return duration(c.TalkTime) }},
	{"ended by", func(c *callflow.Call) string { return c.EndedBy.String() }},
	{"codecs", func(c *callflow.Call) string { return strings.Join(c.Codecs(), " ") }},
	{"User-Agents", func(c *callflow.Call) string { return strings.Join(c.UserAgents(), ", ") }},
	{"findings", func(c *callflow.Call) string { return findingsCell(c).text }},
}

// diffFactGrid sets both calls side by side; what is the same is dim.
func diffFactGrid(c *compare.Calls) *grid {
	g := &grid{columns: []column{{title: "call"}, {title: "A", min: 16, wrap: true}, {title: "B", min: 16, wrap: true}}}
	for _, f := range diffFacts {
		a, b := f.of(c.A), f.of(c.B)
		if a == "" && b == "" {
			continue
		}
		look := bold
		if a == b {
			look = dim
		}
		g.add(cell{text: f.name}, cell{a, look}, cell{b, look})
	}
	return g
}

// pairMark tells at a glance what became of a message: "-" is only in A, "+" only in B, "~" is
// in both and differs.
func pairMark(p *compare.Pair) (mark string, look style) {
	switch {
	case p.B == nil:
		return "-", red
	case p.A == nil:
		return "+", green
	case p.A.Status != p.B.Status:
		return "~", yellow
	}
	for _, d := range p.Differences {
		if !d.Again {
			return "~", yellow
		}
	}
	return "", plain
}

// pairText is what a pair is: "INVITE", "200 OK → 488 Not Acceptable Here".
func pairText(p *compare.Pair) string {
	if p.A == nil {
		return rungText(p.B)
	}
	text := rungText(p.A)
	if p.B == nil {
		return text
	}
	if other := rungText(p.B); p.A.Status != p.B.Status {
		return text + " → " + other
	}
	return text
}

// rungText is a message with what it answers, where that is no INVITE.
func rungText(r *callflow.Rung) string {
	if r.Status == 0 {
		return string(r.Method)
	}
	text := strings.TrimSpace(fmt.Sprintf("%d %s", r.Status, phrase(r)))
	if r.CSeqMethod != "INVITE" {
		text += " [" + string(r.CSeqMethod) + "]"
	}
	return text
}

// rungWay is between which columns a message ran.
func rungWay(r *callflow.Rung) string { return fmt.Sprintf("%d → %d", r.From+1, r.To+1) }

func pairWay(p *compare.Pair) string {
	switch {
	case p.A == nil:
		return rungWay(p.B)
	case p.B == nil || rungWay(p.A) == rungWay(p.B):
		return rungWay(p.A)
	}
	return rungWay(p.A) + " / " + rungWay(p.B)
}

func deltaText(r *callflow.Rung) string {
	if r == nil {
		return ""
	}
	return fmt.Sprintf("+%.3f", r.Delta.Seconds())
}

// diffMessages writes the pairs and, below each, what differs, as diff does.
func diffMessages(g *page, c *compare.Calls, a, b *DiffSide) {
	t := &grid{indent: "  ", columns: []column{{title: ""}, {title: "A frame", right: true}, {title: "time", right: true},
		{title: "B frame", right: true}, {title: "time", right: true}, {title: "way"}, {title: "message", min: 20}}}
	t.below = make([][]line, 0, len(c.Pairs))
	frameA, frameB := a.frames(c.A), b.frames(c.B)
	for i := range c.Pairs {
		p := &c.Pairs[i]
		mark, look := pairMark(p)
		t.add(cell{mark, look}, cell{text: frameA(p.A)}, cell{text: deltaText(p.A)}, cell{text: frameB(p.B)}, cell{text: deltaText(p.B)},
			cell{pairWay(p), dim}, cell{pairText(p), look})
		t.below = append(t.below, differenceLines(g.p, p))
	}
	g.heading("Messages", "- only in A, + only in B, ~ they differ")
	g.table(t)
}

// differenceLines tell what a pair says differently: "-" as A has it, "+" as B has it.
func differenceLines(pr *printer, p *compare.Pair) []line {
	const indent = 6
	names := 0
	for _, d := range p.Differences {
		if !d.Again {
			names = max(names, width(pr.clean(d.Name)))
		}
	}
	names = min(names, valueWidth)
	var out []line
	var again []string
	for _, d := range p.Differences {
		if d.Again {
			again = append(again, d.Name)
			continue
		}
		name := cut(pr.clean(d.Name), names, pr.ellipsis())
		say := func(mark string, values []string, look style) {
			for _, v := range differenceValues(d, values) {
				for n, text := range wrapped(pr, v, indent+names+4) {
					before := mark
					if n > 0 {
						before = " "
					}
					out = append(out, line{text: spaces(indent) + padRight(name, names+2) + before + " " + text, style: look})
					name = ""
				}
			}
		}
		say("-", d.A, red)
		say("+", d.B, green)
	}
	if len(again) > 0 {
		out = append(out, line{text: spaces(indent) + "as above: " + strings.Join(again, ", "), hang: indent + 10, style: dim})
	}
	return out
}

// differenceValues are values as they are shown. Tokens are short, and stand side by side.
func differenceValues(d compare.Difference, values []string) []string {
	if len(values) == 0 {
		return nil
	}
	if d.Set && !strings.HasPrefix(d.Name, "SDP ") {
		return []string{strings.Join(values, ", ")}
	}
	return values
}

// wrapped is a value in as many lines as it needs behind used columns.
func wrapped(pr *printer, value string, used int) []string {
	value = pr.clean(value)
	switch {
	case value == "":
		return []string{"(empty)"}
	case pr.width <= 0:
		return []string{value}
	}
	return wrap(value, max(pr.width-used, 20))
}

// diffPairGrid is the pairs as a table of Markdown.
func diffPairGrid(pr *printer, c *compare.Calls, a, b *DiffSide) *grid {
	g := &grid{columns: []column{{title: ""}, {title: "A frame", right: true}, {title: "A time", right: true}, {title: "B frame", right: true}, {title: "B time", right: true},
		{title: "way"}, {title: "message"}, {title: "differences"}}}
	frameA, frameB := a.frames(c.A), b.frames(c.B)
	for i := range c.Pairs {
		p := &c.Pairs[i]
		mark, _ := pairMark(p)
		var texts []string
		for _, l := range differenceLines(pr, p) {
			texts = append(texts, oneSpace(l.text))
		}
		g.addText(mark, frameA(p.A), deltaText(p.A), frameB(p.B), deltaText(p.B), pairWay(p), pairText(p), strings.Join(texts, "; "))
	}
	return g
}

func oneSpace(s string) string { return strings.Join(strings.Fields(s), " ") }
