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
	findings []*found
	of       []*callflow.Call // see calls
	children []*findingGroup  // what follows from it, at however many removes
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
func groupFindings(findings []*found) []*findingGroup {
	causes := causesOf(findings)
	effects := map[source][]*found{}
	groups := gather(slices.DeleteFunc(slices.Clone(findings), func(f *found) bool {
		first := causes.first(f)
		if first != f {
			effects[first.source()] = append(effects[first.source()], f)
		}
		return first != f
	}))
	for _, g := range groups {
		var mine []*found
		for _, f := range g.findings {
			mine = append(mine, effects[f.source()]...)
			delete(effects, f.source())
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

func (f *found) source() source { return source{f.call, f.ID} }

// causes are the findings that others follow from, or may.
type causes map[source]*found

func causesOf(findings []*found) causes {
	all := causes{}
	for _, f := range findings {
		if f.FollowsFrom != "" {
			all[source{f.call, f.FollowsFrom}], all[source{nil, f.FollowsFrom}] = nil, nil
		}
	}
	if len(all) == 0 {
		return nil
	}
	several := map[source]bool{}
	for _, f := range findings {
		s := f.source()
		if first, named := all[s]; first != nil {
			several[s] = true
		} else if named {
			all[s] = f
		}
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
func (all causes) first(f *found) *found {
	at := f
	for range maxCauses {
		if at.FollowsFrom == "" || at.FollowsFrom == at.ID {
			return at
		}
		next := all[source{at.call, at.FollowsFrom}]
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

func gather(findings []*found) []*findingGroup {
	var groups []*findingGroup
	byKey := map[groupKey]*findingGroup{}
	grave := 0
	for _, f := range findings {
		if f.grave() {
			grave++
		}
	}
	readings := make([]reading, 0, grave)
	named := map[groupKey]map[netip.Addr]int{} // how often each address is
	var r reader
	for _, f := range findings {
		if !f.grave() {
			continue
		}
		read := r.read(f.told().Summary)
		readings = append(readings, read)
		key := f.groupKey()
		if named[key] == nil {
			named[key] = map[netip.Addr]int{}
		}
		for _, a := range read.addrs {
			named[key][a]++
		}
	}
	for _, f := range findings {
		key := f.groupKey()
		if f.grave() {
			counts := named[key]
			for place, a := range readings[0].addrs {
				if counts[a] > counts[key.common] {
					key.common, key.place = a, place
				}
			}
			key.skeleton = readings[0].skeleton
			readings = readings[1:]
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

// grave tells whether a finding is more than information.
func (f *found) grave() bool { return f.Severity > callflow.Info }

// groupKey is the key of a finding of mere information.
func (f *found) groupKey() groupKey {
	return groupKey{id: f.ID, severity: f.Severity, ofCalls: f.call != nil}
}
