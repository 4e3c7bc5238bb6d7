package report

import (
	"fmt"
	"io"
	"strconv"

	"sipcap/callflow"
	"sipcap/callflow/compare"
)

// DiffSide is one of the two sides of a comparison.
type DiffSide struct {
	Data  *Data
	Files []string // the names of its capture files by FrameRef.File
}

// DiffCaptures prints the view `diff` of two captures.
func DiffCaptures(w io.Writer, c *compare.Captures, a, b *DiffSide, o Options) error {
	doc := func() DiffDoc {
		return DiffDoc{Schema: DiffSchema, Worse: c.Worse(), Reasons: capturesWorse(c), A: newDiffSideDoc(a, nil), B: newDiffSideDoc(b, nil),
			Captures: newDiffCapturesDoc(c)}
	}
	return printDiff(w, doc, o, func(g *page) {
		diffHead(g, "A", a)
		diffHead(g, "B", b)
		worsePart(g, c.Worse(), capturesWorse(c), capturesBetter(c))
		diffCapturesPage(g, c)
	})
}

// DiffCalls prints the view `diff` of two calls.
func DiffCalls(w io.Writer, c *compare.Calls, a, b *DiffSide, o Options) error {
	doc := func() DiffDoc {
		return DiffDoc{Schema: DiffSchema, Worse: c.Worse(), Reasons: callsWorse(c), A: newDiffSideDoc(a, c.A), B: newDiffSideDoc(b, c.B),
			Calls: newDiffCallsDoc(c, a, b)}
	}
	return printDiff(w, doc, o, func(g *page) {
		g.paragraph(callHead("A", a, c.A), callHead("B", b, c.B))
		worsePart(g, c.Worse(), callsWorse(c), callsBetter(c))
		diffCallsPage(g, c, a, b)
	})
}

// printDiff prints a comparison in any format.
func printDiff(w io.Writer, doc func() DiffDoc, o Options, text func(*page)) error {
	switch o.format() {
	case JSON, NDJSON:
		return object(w, doc(), o.Format)
	case CSV:
		return flatCSV(w, doc())
	}
	p := newPrinter(w, &o)
	text(&page{p: p, markdown: o.Format == Markdown})
	return p.flush()
}

// diffHead tells what one of two captures is.
func diffHead(g *page, side string, s *DiffSide) {
	d := s.Data
	c := d.Capture
	lines := []line{{text: side + "  " + contents(d), hang: 3}}
	if c != nil {
		first, last := c.Span()
		facts := plural(c.Frames, "frame")
		if !first.IsZero() {
			facts += ", " + period(first, last)
		}
		lines = []line{{text: side + "  " + sideName(c) + "   " + facts, hang: 3, style: bold}, {text: "   " + contents(d), hang: 3}}
		for _, w := range warnings(c) {
			lines = append(lines, line{text: "   ! " + w, hang: 5, style: yellow})
		}
	}
	g.paragraph(lines...)
}

// sideName is the name of a capture's file, or how many there are.
func sideName(c *callflow.Capture) string {
	if len(c.Files) == 1 {
		return fileName(c.Files[0].Name)
	}
	return plural(len(c.Files), "file")
}

// callHead tells which call one of two is.
func callHead(side string, s *DiffSide, c *callflow.Call) line {
	text := side + "  "
	for i, part := range headParts(c) {
		if i > 0 {
			text += "   "
		}
		text += part.text
		if name := s.fileOf(c); i == 0 && name != "" {
			text += " of " + name
		}
	}
	return line{text: text, hang: 3, style: bold}
}

// worsePart says whether B is worse, and why.
func worsePart(g *page, worse bool, reasons, better []string) {
	g.gap()
	g.begun = !g.markdown && g.begun
	lines := []line{{text: "B is not worse", style: green}}
	if worse {
		lines = []line{{text: "B is worse", style: red}}
		for _, r := range reasons {
			lines = append(lines, line{text: "  " + r, hang: 4})
		}
	}
	for _, r := range better {
		lines = append(lines, line{text: "  better: " + r, hang: 4})
	}
	g.paragraph(lines...)
}

// capturesWorse are the reasons why B is worse.
func capturesWorse(c *compare.Captures) []string { return capturesSaid(c, compare.Worse, true) }

// capturesBetter is what is better in B.
func capturesBetter(c *compare.Captures) []string { return capturesSaid(c, compare.Better, true) }

// capturesSaid are the figures of a verdict, those that decide or the others.
func capturesSaid(c *compare.Captures, v compare.Verdict, decides bool) []string {
	out := []string{}
	for _, r := range c.Ratios {
		if r.Verdict == v && r.Decides == decides {
			out = append(out, fmt.Sprintf("%s %s → %s", r.Name, shareText(r.A), shareText(r.B)))
		}
	}
	for _, d := range c.Delays {
		if d.Verdict == v && d.Decides == decides {
			out = append(out, fmt.Sprintf("%s median %s → %s, p95 %s → %s", delayName(d.Name), duration(d.A.P50), duration(d.B.P50), duration(d.A.P95), duration(d.B.P95)))
		}
	}
	for _, f := range c.Findings {
		if f.Verdict == v && f.Decides == decides {
			out = append(out, fmt.Sprintf("%s in %s of %s → %s of %s", f.ID, count(f.A), count(c.ExchangesA), count(f.B), count(c.ExchangesB)))
		}
	}
	return out
}

// shareText is a ratio as its share and its parts.
func shareText(r callflow.Ratio) string {
	share, ok := r.Share()
	if !ok {
		return "none"
	}
	return fmt.Sprintf("%s (%s of %s)", percent(share), count(r.N), count(r.Of))
}

// callsWorse are the reasons why call B is worse.
func callsWorse(c *compare.Calls) []string {
	out := []string{}
	if c.End == compare.Worse {
		out = append(out, "it ended "+endText(c.B)+", not "+endText(c.A))
	}
	if c.PostDial == compare.Worse {
		out = append(out, "post-dial delay "+duration(c.A.PostDialDelay)+" → "+duration(c.B.PostDialDelay))
	}
	for _, id := range c.Errors {
		out = append(out, id+": "+summaryOf(c.B, id))
	}
	return out
}

// callsBetter is what is better in call B.
func callsBetter(c *compare.Calls) []string {
	var out []string
	if c.End == compare.Better {
		out = append(out, "it ended "+endText(c.B)+", not "+endText(c.A))
	}
	if c.PostDial == compare.Better {
		out = append(out, "post-dial delay "+duration(c.A.PostDialDelay)+" → "+duration(c.B.PostDialDelay))
	}
	for _, id := range c.Solved {
		out = append(out, "no "+id)
	}
	return out
}

func endText(c *callflow.Call) string {
	text := c.State.String()
	if f := final(c); f != "" {
		text += " (" + f + ")"
	}
	return text
}

// summaryOf is what the first finding of an id says.
func summaryOf(c *callflow.Call, id string) string {
	for _, f := range c.Findings() {
		if f.ID == id {
			return f.Summary
		}
	}
	return ""
}

// fileOf is the capture file that all messages of a call are in; "" where there are several,
// and where it is not known.
func (s *DiffSide) fileOf(c *callflow.Call) string {
	o := Options{Files: s.Files}
	first := c.Leg().Message(0).Frame.File
	for _, l := range c.Legs() {
		for _, m := range l.Messages() {
			if m.Frame.File != first {
				return ""
			}
		}
	}
	if name := o.file(first); name != "" {
		return fileName(name)
	}
	return ""
}

// frames tells a rung's frame, with its file where the call has several.
func (s *DiffSide) frames(c *callflow.Call) func(*callflow.Rung) string {
	several := s.Data.Capture != nil && s.fileOf(c) == ""
	return func(r *callflow.Rung) string {
		switch {
		case r == nil:
			return ""
		case several:
			return frameName(s.Data.Capture, r.Frame)
		}
		return strconv.FormatUint(r.Frame.Number, 10)
	}
}
