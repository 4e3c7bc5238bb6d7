package callflow

import (
	"slices"
	"strings"
	"time"

	"sipcap/sipmsg"
)

// Selection says which calls to show. The zero value selects all; fields that are set must
// all match, and within one field any of its values.
type Selection struct {
	Calls    []int    // numbers in the list
	CallIDs  []string // of any leg, exact; a trailing or leading "*" matches any end or beginning
	From, To []string // part of the URI of any leg, in any case
	Methods  []sipmsg.Method
	Statuses []StatusRange
	States   []State
	Outcomes []Outcome
	Kinds    []Kind
	Since    time.Time // a call that ended before is left out
	Until    time.Time // a call that began after is left out
}

// StatusRange is a range of status codes, both ends included.
type StatusRange struct{ Low, High int }

// Contains tells whether status is in the range.
func (r StatusRange) Contains(status int) bool { return status >= r.Low && status <= r.High }

// Empty tells whether the selection leaves nothing out.
func (s *Selection) Empty() bool {
	return len(s.Calls)+len(s.CallIDs)+len(s.From)+len(s.To)+len(s.Methods)+len(s.Statuses)+len(s.States)+
		len(s.Outcomes)+len(s.Kinds) == 0 && s.Since.IsZero() && s.Until.IsZero()
}

// Call tells whether c is selected.
func (s *Selection) Call(c *Call) bool {
	return any1(s.Calls, func(id int) bool { return id == c.ID }) &&
		any1(s.Kinds, func(k Kind) bool { return k == c.Kind }) &&
		any1(s.States, func(st State) bool { return st == c.State }) &&
		any1(s.Outcomes, func(o Outcome) bool { return o == c.Outcome }) &&
		any1(s.Statuses, func(r StatusRange) bool { return c.Status != 0 && r.Contains(c.Status) }) &&
		any1(s.From, func(v string) bool {
			return anyLeg(c, func(l *Leg) bool { return containsFold(l.initial.parties.fromURI(), v) })
		}) &&
		any1(s.To, func(v string) bool {
			return anyLeg(c, func(l *Leg) bool { return containsFold(l.initial.parties.toURI(), v) })
		}) &&
		any1(s.CallIDs, func(v string) bool { return anyLeg(c, func(l *Leg) bool { return matchCallID(v, l.CallID) }) }) &&
		any1(s.Methods, func(m sipmsg.Method) bool { return anyLeg(c, func(l *Leg) bool { return l.HasMethod(m) }) }) &&
		(s.Since.IsZero() || !c.End().Before(s.Since)) &&
		(s.Until.IsZero() || !c.Start().After(s.Until))
}

// Event tells whether a message is selected by what it says itself. What only a call has, its
// number, kind, state and outcome, is not asked for.
//
// Methods select requests. With Statuses, which select responses, they select the responses to such
// requests.
func (s *Selection) Event(e *Event) bool {
	m := e.Message
	method := m.Method
	if method == "" && len(s.Statuses) > 0 {
		if c, ok := m.CSeq(); ok {
			method = c.Method
		}
	}
	from, _ := m.From()
	to, _ := m.To()
	return (len(s.Methods) == 0 || slices.Contains(s.Methods, method)) &&
		any1(s.Statuses, func(r StatusRange) bool { return m.Status != 0 && r.Contains(m.Status) }) &&
		any1(s.From, func(v string) bool { return containsFold(string(from.URI), v) }) &&
		any1(s.To, func(v string) bool { return containsFold(string(to.URI), v) }) &&
		any1(s.CallIDs, func(v string) bool { return matchCallID(v, string(m.CallID())) }) &&
		(s.Since.IsZero() || !e.Time.Before(s.Since)) &&
		(s.Until.IsZero() || !e.Time.After(s.Until))
}

// anyLeg tells whether a leg of a call is as it should be.
func anyLeg(c *Call, fits func(*Leg) bool) bool { return slices.ContainsFunc(c.Legs(), fits) }

// Filter returns the selected calls, in their order.
func (s *Selection) Filter(calls []*Call) []*Call {
	if s.Empty() {
		return calls
	}
	var out []*Call
	for _, c := range calls {
		if s.Call(c) {
			out = append(out, c)
		}
	}
	return out
}

// any1 is true when there is nothing to match, or one matches.
func any1[T any](values []T, match func(T) bool) bool {
	if len(values) == 0 {
		return true
	}
	for _, v := range values {
		if match(v) {
			return true
		}
	}
	return false
}

func containsFold(s, part string) bool {
	return strings.Contains(strings.ToLower(s), strings.ToLower(part))
}

func matchCallID(pattern, id string) bool {
	before, okB := strings.CutSuffix(pattern, "*")
	after, okA := strings.CutPrefix(before, "*")
	switch {
	case okA && okB:
		return strings.Contains(id, after)
	case okA:
		return strings.HasSuffix(id, after)
	case okB:
		return strings.HasPrefix(id, before)
	}
	return id == pattern
}
