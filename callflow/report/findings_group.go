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
	children []*findingGroup // what follows from it, at however many removes
}

// groupKey is what findings have in common that are told on one line.
type groupKey struct {
	id       string
	severity callflow.Severity
	skeleton string
	ofCalls  bool
}

// groupFindings puts like findings together: those of one id whose summaries differ only in
// figures, and of mere information all of one id. What follows from another finding of the same call, or from the only one of its id
// about the capture or an endpoint, stands under the first cause. The worst come first, then those of most calls, then the
// earliest, which is the order they came in.
func groupFindings(findings []*callflow.Finding) []*findingGroup {
	causes := causesOf(findings)
	var top []*callflow.Finding
	effects := map[source][]*callflow.Finding{}
	for _, f := range findings {
		if first := causes.first(f); first == f {
			top = append(top, f)
		} else {
			effects[sourceOf(first)] = append(effects[sourceOf(first)], f)
		}
	}
	groups := gather(top)
	for _, g := range groups {
		var mine []*callflow.Finding
		for _, f := range g.findings {
			mine = append(mine, effects[sourceOf(f)]...)
			delete(effects, sourceOf(f))
		}
		g.children = gather(mine)
	}
	slices.SortStableFunc(groups, compareGroups)
	return groups
}

// source is what findings follow from: one id in one call, or about no call.
type source struct {
	call *callflow.Call
	id   string
}

func sourceOf(f *callflow.Finding) source { return source{f.Call, f.ID} }

// causes are the findings that others may follow from.
type causes map[source]*callflow.Finding

func causesOf(findings []*callflow.Finding) causes {
	all := causes{}
	several := map[source]bool{}
	for _, f := range findings {
		if all[sourceOf(f)] != nil {
			several[sourceOf(f)] = true
			continue
		}
		all[sourceOf(f)] = f
	}
	for s := range several {
		if s.call == nil {
			delete(all, s) // of which endpoint?
		}
	}
	return all
}

// maxCauses is how many steps there may be to the first cause. Rules never come near it.
const maxCauses = 8

// first is the first cause of f: f itself where it follows from nothing that was found.
func (all causes) first(f *callflow.Finding) *callflow.Finding {
	at := f
	for range maxCauses {
		if at.FollowsFrom == "" || at.FollowsFrom == at.ID {
			return at
		}
		next := all[source{at.Call, at.FollowsFrom}]
		if next == nil {
			next = all[source{nil, at.FollowsFrom}]
		}
		if next == nil {
			return at
		}
		at = next
	}
	return f // in a circle
}

// worst is the severity of the group, or of the worst that follows from it.
func (g *findingGroup) worst() callflow.Severity {
	s := g.severity
	for _, c := range g.children {
		s = max(s, c.worst())
	}
	return s
}

func compareGroups(a, b *findingGroup) int {
	return cmp.Or(cmp.Compare(b.worst(), a.worst()), cmp.Compare(len(b.findings), len(a.findings)))
}

func gather(findings []*callflow.Finding) []*findingGroup {
	var groups []*findingGroup
	byKey := map[groupKey]*findingGroup{}
	for _, f := range findings {
		key := groupKey{id: f.ID, severity: f.Severity, ofCalls: f.Call != nil}
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
	out := words[:0]
	for _, w := range words {
		bare := strings.Trim(w, ".,;:()\"'")
		switch {
		case (bare == "s" || bare == "ms") && len(out) > 0 && out[len(out)-1] == "#":
			// "9.5 s" is as long as "1m30s".
		case !strings.ContainsAny(bare, "0123456789@") || isAddress(bare) || isStatus(bare):
			out = append(out, w)
		default:
			out = append(out, "#")
		}
	}
	return strings.Join(out, " ")
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
