package main

import (
	"fmt"
	"time"

	"sipcap/callflow"
)

// pick names one call of a capture: by its number, or by its Call-ID.
type pick struct {
	number int
	callID string
}

func (p pick) String() string {
	if p.callID != "" {
		return "--call-id " + p.callID
	}
	return fmt.Sprintf("--call %d", p.number)
}

// picks are the calls that --call or --call-id name: none, one or two.
func (s *selectFlags) picks() ([]pick, error) {
	var out []pick
	for _, r := range s.calls {
		if r.low != r.high {
			return nil, misused(fmt.Sprintf("--call %d-%d: diff compares two calls, not a range", r.low, r.high), "--call 3 --call 9")
		}
		out = append(out, pick{number: r.low})
	}
	if len(out) > 0 && len(s.callIDs) > 0 {
		return nil, misused("--call and --call-id: name both calls in the same way", "--call 3 --call 9, or --call-id twice")
	}
	for _, id := range s.callIDs {
		out = append(out, pick{callID: id})
	}
	if len(out) > 2 {
		return nil, misused(fmt.Sprintf("diff compares two calls, not %d", len(out)), "--call 3 --call 9")
	}
	if rest := *s; len(out) > 0 {
		rest.calls, rest.callIDs = nil, nil
		if sel := rest.on(time.Time{}); !sel.empty() || len(rest.where) > 0 {
			return nil, misused("--call and --call-id name the calls: nothing else selects among them")
		}
	}
	return out, nil
}

// in is the call that is picked.
func (p pick) in(a *analysis) (*callflow.Call, error) {
	want := callflow.Selection{CallIDs: []string{p.callID}}
	if p.callID == "" {
		want = callflow.Selection{Calls: []int{p.number}}
	}
	found := want.Filter(a.all)
	switch {
	case len(found) == 0 && p.callID == "":
		return nil, failed(fmt.Sprintf("%s: there is no such call in %s", p, a.names[0]), fmt.Sprintf("sipcap calls --all %s lists them, numbered 1 to %d", a.names[0], len(a.all)))
	case len(found) == 0:
		return nil, failed(fmt.Sprintf("%s: there is no such call in %s", p, a.names[0]), fmt.Sprintf("sipcap calls --all %s lists them", a.names[0]))
	case len(found) > 1:
		return nil, failed(fmt.Sprintf("%s: %d calls in %s have it", p, len(found), a.names[0]), fmt.Sprintf("--call takes one of them: the first is --call %d", found[0].ID))
	}
	return found[0], nil
}
