package report

import (
	"cmp"
	"net/netip"
	"slices"

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
	ofCalls  bool
	common   netip.Addr // the address that most of them name
	place    int        // of it in the summary: who sends is another matter than who is sent to
	skeleton string
}

// groupFindings puts like findings together: those of one id that tell the same of one address,
// whatever the figures and the addresses at the other end; and of mere information all of one id. What follows from another finding of the same call, or from the only one of its id
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
	readings := make([]reading, len(findings))
	named := map[groupKey]map[netip.Addr]int{} // how often each address is
	for i, f := range findings {
		if f.Severity == callflow.Info {
			continue
		}
		readings[i] = read(f.Summary)
		key := groupKey{id: f.ID, severity: f.Severity, ofCalls: f.Call != nil}
		if named[key] == nil {
			named[key] = map[netip.Addr]int{}
		}
		for _, a := range readings[i].addrs {
			named[key][a]++
		}
	}
	for i, f := range findings {
		key := groupKey{id: f.ID, severity: f.Severity, ofCalls: f.Call != nil}
		if counts := named[key]; f.Severity > callflow.Info {
			for place, a := range readings[i].addrs {
				if counts[a] > counts[key.common] {
					key.common, key.place = a, place
				}
			}
			key.skeleton = readings[i].skeleton
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
