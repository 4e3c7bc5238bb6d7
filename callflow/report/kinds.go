package report

import (
	"strings"

	"sipcap/callflow"
)

// kinds are the names of what is not a call, one and several.
var kinds = []struct {
	kind      callflow.Kind
	one, many string
}{
	{callflow.KindRegistration, "registration", "registrations"},
	{callflow.KindSubscription, "subscription", "subscriptions"},
	{callflow.KindOptions, "OPTIONS", "OPTIONS"},
	{callflow.KindMessage, "MESSAGE", "MESSAGEs"},
	{callflow.KindOther, "other exchange", "other exchanges"},
}

// kindName is what a call is called: call, registration, OPTIONS.
func kindName(c *callflow.Call) string {
	for _, k := range kinds {
		if k.kind == c.Kind {
			return k.one
		}
	}
	return "call"
}

// kindPlural tells how many of a kind: "12 calls", "3 OPTIONS".
func kindPlural(kind callflow.Kind, n int) string {
	for _, k := range kinds {
		if k.kind != kind {
			continue
		}
		if n == 1 {
			return "1 " + k.one
		}
		return count(n) + " " + k.many
	}
	return plural(n, "call")
}

// kindCounts tells how many there are of each kind other than calls: "14 registrations, 3 OPTIONS".
func kindCounts(c *callflow.Counts) string {
	var parts []string
	for _, k := range kinds {
		if n := c.ByKind[k.kind]; n > 0 {
			parts = append(parts, kindPlural(k.kind, n))
		}
	}
	return strings.Join(parts, ", ")
}

// others is how many exchanges there are besides calls.
func others(d *Data) int {
	n := 0
	for _, k := range kinds {
		n += d.Counts.ByKind[k.kind]
	}
	return n
}

// kindGrid tells what became of the registrations, subscriptions and the rest.
func kindGrid(d *Data) *grid {
	g := &grid{columns: []column{{title: "kind"}, {title: "count", right: true}, {title: "states", min: 20, wrap: true, list: true}}}
	for _, k := range kinds {
		n := d.Counts.ByKind[k.kind]
		if n == 0 {
			continue
		}
		var states []string
		for _, s := range callflow.States() {
			if m := d.Counts.ByKindState[callflow.KindState{Kind: k.kind, State: s}]; m > 0 {
				states = append(states, count(m)+" "+s.String())
			}
		}
		g.addText(k.kind.String(), count(n), strings.Join(states, ", "))
	}
	return g
}
