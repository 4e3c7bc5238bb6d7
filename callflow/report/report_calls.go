package report

import (
	"cmp"
	"slices"
	"strings"

	"sipcap/callflow"
)

// troubled tells whether a call belongs into the report: it ended badly, or a rule found
// something about it that is worse than information.
func troubled(c *callflow.Call) bool { return c.Trouble() > 0 }

// othersTroubled tells whether one that is no call belongs into the report.
func othersTroubled(d *Data) bool {
	return slices.ContainsFunc(d.Calls, func(c *callflow.Call) bool { return c.Kind != callflow.KindCall && troubled(c) })
}

// worst is the gravest finding of a call; Info for none.
func worst(c *callflow.Call) callflow.Severity {
	w := callflow.Info
	for _, f := range c.Findings() {
		w = max(w, f.Severity)
	}
	return w
}

const (
	maxTroubled = 20 // calls that the report lists
	maxAlike    = 4  // of them in like trouble, where there are more than maxTroubled
	maxHealthy  = 10 // calls up to which it lists healthy ones, too
)

// callsSection lists the calls worth a look, the worst first.
func callsSection(g *page, d *Data) {
	var bad []*callflow.Call
	ofKind := map[callflow.Kind]int{}
	for _, c := range d.Calls {
		if troubled(c) {
			bad = append(bad, c)
			ofKind[c.Kind]++
		}
	}
	if len(bad) == 0 {
		healthy(g, d)
		return
	}
	slices.SortStableFunc(bad, func(a, b *callflow.Call) int {
		return cmp.Or(cmp.Compare(b.Trouble(), a.Trouble()), boolCompare(b.Kind == callflow.KindCall, a.Kind == callflow.KindCall))
	})
	if d.Live != nil {
		ofKind = d.Live.Troubled
	}
	var rest []string
	if n := ofKind[callflow.KindCall]; n > 0 {
		rest = append(rest, count(n)+" of "+plural(d.Counts.Calls, "call"))
	}
	for _, k := range kinds {
		if n := ofKind[k.kind]; n > 0 {
			rest = append(rest, count(n)+" of "+kindPlural(k.kind, d.Counts.ByKind[k.kind]))
		}
	}
	what := strings.Join(rest, ", ")
	listed := bad
	if len(bad) > maxTroubled {
		listed = sampled(bad)
		what += "; a few of each sort, `sipcap calls` for all"
	}
	g.heading("To look at", what)
	t := callGrid(entriesOf(listed), reportView)
	t.indent = "  "
	g.table(t)
}

// sampled are at most maxTroubled of many calls, a few of each sort of trouble: the like of a
// call that is listed says little new.
func sampled(calls []*callflow.Call) []*callflow.Call {
	type sort struct {
		kind     callflow.Kind
		state    callflow.State
		status   int
		findings string
	}
	taken := map[sort]int{}
	var out []*callflow.Call
	for _, c := range calls {
		s := sort{c.Kind, c.State, c.Status, findingsCell(c).text}
		if taken[s]++; taken[s] <= maxAlike && len(out) < maxTroubled {
			out = append(out, c)
		}
	}
	return out
}

// boolCompare orders false before true.
func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// healthy says that nothing is wrong, and lists the calls where they are few.
func healthy(g *page, d *Data) {
	if len(d.Calls) == 0 {
		return
	}
	switch {
	case d.Counts.Calls == 1:
		g.heading("Nothing wrong with the call", "")
	case d.Counts.Calls > 0:
		g.heading("Nothing wrong with any of the "+count(d.Counts.Calls)+" calls", "")
	default:
		g.heading("Nothing wrong with "+kindCounts(&d.Counts), "")
	}
	if len(d.Calls) <= maxHealthy {
		t := callGrid(entriesOf(d.Calls), reportView)
		t.indent = "  "
		g.table(t)
	}
}
