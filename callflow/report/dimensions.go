package report

import (
	"fmt"
	"slices"

	"sipcap/callflow"
)

// dimensionWords are how a dimension is called, how the calls of one of its values are told of
// (with the value, then their number), and what stands for the value where a call has none.
var dimensionWords = map[callflow.DimensionName]struct{ title, sentence, none string }{
	callflow.ByNextHop:     {"next hop", "went to %s, which took %s", "an unknown address"},
	callflow.BySource:      {"source", "came from %s, which made %s", "an unknown address"},
	callflow.ByDestination: {"destination", "ended at %s, which got %s", "an unknown address"},
	callflow.ByUserAgent:   {"User-Agent", "came from %s, which made %s", "callers without a User-Agent"},
	callflow.ByCodec:       {"codecs offered", "offered %s, as did %s", "no codec"},
	callflow.ByHour:        {"hour (UTC)", "began in the hour from %s, as did %s", ""},
}

// valueWidth is how much of a value is shown to people; a list of codecs can be long.
const valueWidth = 60

// tellText says what tells failed calls from the others: "7 of 8 failures went to 10.1.2.9,
// which took 9 of 52 calls"; "" where nothing does.
func tellText(p *printer, dimensions []callflow.Dimension) string {
	if len(dimensions) == 0 || dimensions[0].Tells == nil {
		return ""
	}
	t, words := dimensions[0].Tells, dimensionWords[dimensions[0].Name]
	value := words.none
	if t.Value != "" {
		value = cut(p.clean(t.Value), valueWidth, p.ellipsis())
	}
	share := fmt.Sprintf("%s of %s", count(t.Failed), plural(t.AllFailed, "failure"))
	switch {
	case t.Failed == 0:
		share = fmt.Sprintf("none of %s", plural(t.AllFailed, "failure"))
	case t.Failed == t.AllFailed:
		share = fmt.Sprintf("all %s", plural(t.AllFailed, "failure"))
	case t.Spared():
		share = "only " + share
	}
	return share + " " + fmt.Sprintf(words.sentence, value, fmt.Sprintf("%s of %s", count(t.Calls), plural(t.AllCalls, "call")))
}

// dimensionSections writes a table for each dimension that has more than one value.
func dimensionSections(g *page, d *Data) {
	if text := tellText(g.p, d.Dimensions); text != "" {
		g.gap()
		g.begun = false // the paragraph goes with what follows, but in Markdown
		g.paragraph(line{text: "What tells failed calls from others: " + text, hang: 2, style: bold})
	}
	for i := range d.Dimensions {
		if x := &d.Dimensions[i]; x.Distinct > 1 && !repeats(d.Dimensions[:i], x) {
			g.section(dimensionGrid(g.p, x), "By "+dimensionWords[x.Name].title, "calls", "failed", "ASR", "NER", "post-dial", "p95")
		}
	}
}

// repeats tells whether the values of d are those of a dimension before it, as destinations are next
// hops where there is no proxy.
func repeats(before []callflow.Dimension, d *callflow.Dimension) bool {
	return slices.ContainsFunc(before, func(b callflow.Dimension) bool {
		return b.Distinct == d.Distinct && slices.Equal(b.Values, d.Values)
	})
}

func dimensionGrid(p *printer, d *callflow.Dimension) *grid {
	words := dimensionWords[d.Name]
	g := &grid{columns: []column{{title: words.title, min: 20, middle: true}, {title: "calls", right: true}, {title: "failed", right: true},
		{title: "ASR", right: true, drop: 1}, {title: "NER", right: true, drop: 1}, {title: "post-dial", right: true, drop: 2}, {title: "p95", right: true, drop: 2}}}
	row := func(name string, c *callflow.Group, look style) {
		failed := cell{count(c.Failed), plain}
		if c.Failed == 0 {
			failed.style = dim
		} else if d.Tells != nil && c.Value == d.Tells.Value && look != dim {
			failed.style = red
		}
		g.add(cell{name, look}, cell{text: count(c.Calls)}, failed, cell{text: percentText(c.ASR)}, cell{text: percentText(c.NER)},
			cell{text: medianText(c.PostDialDelay)}, cell{text: p95Text(c.PostDialDelay)})
	}
	for i := range d.Values {
		name, look := cutMiddle(p.clean(d.Values[i].Value), valueWidth, p.ellipsis()), plain
		if name == "" {
			name, look = words.none, dim
		}
		row(name, &d.Values[i], look)
	}
	switch n := d.Distinct - len(d.Values); {
	case d.Partial:
		row("more than "+count(n)+" others", &d.Other, dim)
	case n > 0:
		row(count(n)+" more", &d.Other, dim)
	}
	return g
}

func percentText(r callflow.Ratio) string {
	if share, ok := r.Share(); ok {
		return percent(share)
	}
	return ""
}

func medianText(q callflow.Quantiles) string {
	if q.N == 0 {
		return ""
	}
	return duration(q.P50)
}

func p95Text(q callflow.Quantiles) string {
	if q.N == 0 {
		return ""
	}
	return duration(q.P95)
}
