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
// figures, and of mere information all of one id. Findings that follow from another of the same call stand under it. The worst come
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
	type effect struct {
		call *callflow.Call
		of   string
	}
	var top, below []*callflow.Finding
	effects := map[effect][]*callflow.Finding{}
	for _, f := range findings {
		if follows(f) {
			below = append(below, f)
			effects[effect{f.Call, f.FollowsFrom}] = append(effects[effect{f.Call, f.FollowsFrom}], f)
		} else {
			top = append(top, f)
		}
	}
	groups := gather(top)
	placed := map[*callflow.Finding]bool{}
	for _, g := range groups {
		var mine []*callflow.Finding
		for _, f := range g.findings {
			for _, e := range effects[effect{f.Call, g.id}] {
				if !placed[e] {
					placed[e] = true
					mine = append(mine, e)
				}
			}
		}
		g.children = gather(mine)
	}
	// What follows from something that itself follows from another stands on its own.
	below = slices.DeleteFunc(below, func(f *callflow.Finding) bool { return placed[f] })
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
		key := groupKey{id: f.ID, severity: f.Severity}
		if f.Severity > callflow.Info {
			key.skeleton = skeleton(f.Summary)
		}
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

// calls are the calls of a group, each once.
func (g *findingGroup) calls() []*callflow.Call {
	var out []*callflow.Call
	seen := map[*callflow.Call]bool{nil: true}
	for _, f := range g.findings {
		if !seen[f.Call] {
			seen[f.Call] = true
			out = append(out, f.Call)
		}
	}
	return out
}

// where says which calls, where there are several, or which frames: "calls 7, 9, 12 …",
// "frames 812, 840 …".
func (g *findingGroup) where(c *callflow.Capture) string {
	if calls := g.calls(); len(calls) > 1 {
		ids := make([]string, len(calls))
		for i, call := range calls {
			ids[i] = strconv.Itoa(call.ID)
		}
		return "calls " + firstOf(ids, 6)
	}
	var frames []callflow.FrameRef
	for _, f := range g.findings {
		frames = append(frames, f.Frames...)
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

// firstOf joins the first n of a list.
func firstOf(list []string, n int) string {
	if len(list) > n {
		return strings.Join(list[:n], ", ") + " …"
	}
	return strings.Join(list, ", ")
}
