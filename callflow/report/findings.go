package report

import (
	"strconv"
	"strings"

	"sipcap/callflow"
)

// who says what a group is about: "call 7", "12 calls", "2 calls, 1 other", or "" for the
// capture or an endpoint.
func (g *findingGroup) who() string {
	calls := g.calls()
	switch len(calls) {
	case 0:
		return ""
	case 1:
		return kindName(calls[0]) + " " + strconv.Itoa(calls[0].ID)
	}
	alike, ofCalls := true, 0
	for _, c := range calls {
		alike = alike && c.Kind == calls[0].Kind
		if c.Kind == callflow.KindCall {
			ofCalls++
		}
	}
	switch {
	case alike:
		return kindPlural(calls[0].Kind, len(calls))
	case ofCalls == 0:
		return plural(len(calls), "exchange")
	}
	return plural(ofCalls, "call") + ", " + plural(len(calls)-ofCalls, "other")
}

// calls are the calls of a group, each once: its findings come by call.
func (g *findingGroup) calls() []*callflow.Call {
	if g.of == nil {
		g.of = make([]*callflow.Call, 0, len(g.findings))
		var last *callflow.Call
		for _, f := range g.findings {
			if f.call != last {
				last = f.call
				g.of = append(g.of, f.call)
			}
		}
	}
	return g.of
}

// where says which calls, and when, where there are several, or which frames:
// "calls 7, 9, 12 …; 10:28:02 to 10:30:11", "frames 812, 840 …".
func (g *findingGroup) where(c *callflow.Capture) string {
	if calls := g.calls(); len(calls) > 1 {
		const shown = 6
		var ids []string
		for _, call := range calls[:min(len(calls), shown+1)] {
			ids = append(ids, strconv.Itoa(call.ID))
		}
		return "calls " + firstOf(ids, shown) + began(calls)
	}
	var frames []callflow.FrameRef
	for _, f := range g.findings {
		frames = append(frames, f.told().Frames...)
	}
	if len(frames) == 0 {
		return ""
	}
	var names []string // of those in the first one's file
	for _, ref := range frames {
		if ref.File == frames[0].File {
			names = append(names, strconv.FormatUint(ref.Number, 10))
		}
	}
	text := "frames " + firstOf(names, 4)
	if len(names) == 1 {
		text = "frame " + names[0]
	}
	if c != nil && len(c.Files) > 1 && int(frames[0].File) < len(c.Files) {
		text += " of " + fileName(c.Files[frames[0].File].Name)
	}
	if len(names) < len(frames) {
		text += ", and in other files"
	}
	return text
}

// began is when the first of several calls began, and the last: "; 10:28:02 to 10:30:11".
func began(calls []*callflow.Call) string {
	first, last := calls[0].Start(), calls[0].Start()
	for _, c := range calls {
		if c.Start().Before(first) {
			first = c.Start()
		}
		if c.Start().After(last) {
			last = c.Start()
		}
	}
	days := severalDays(first, last)
	from, to := clock(first, days), clock(last, days)
	if from == to {
		return "; " + from
	}
	return "; " + from + " to " + to
}

// firstOf joins the first n of a list.
func firstOf(list []string, n int) string {
	if len(list) > n {
		return strings.Join(list[:n], ", ") + " …"
	}
	return strings.Join(list, ", ")
}
