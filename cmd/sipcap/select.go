package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"sipcap/callflow"
	"sipcap/callflow/where"
	"sipcap/sipmsg"
)

// selectFlags say which calls, and in `messages` which messages, to show.
type selectFlags struct {
	calls        numbers
	callIDs      texts
	from, to     texts
	methods      words
	statuses     statuses
	states       choices
	outcomes     choices
	since, until moment
	where        texts
}

func newSelectFlags() selectFlags {
	return selectFlags{
		states:   choices{allowed: namesOf(callflow.States())},
		outcomes: choices{allowed: namesOf(callflow.Outcomes())},
	}
}

func (s *selectFlags) register(fs *pflag.FlagSet) {
	fs.Var(&s.calls, "call", "calls by `NUMBER` in the list: 7 or 3,5 or 3-7")
	fs.Var(&s.callIDs, "call-id", "by Call-`ID`, the whole of it; * at an end stands for anything")
	fs.Var(&s.from, "from", "by a `PART` of the From URI, in any case")
	fs.Var(&s.to, "to", "by a `PART` of the To URI, in any case")
	fs.Var(&s.methods, "method", "with a request of `METHOD`; lists with commas")
	fs.Var(&s.statuses, "status", "by `CODE` of the final response: 486, 4xx, client-error, 480-489; lists with commas")
	fs.Var(&s.states, "state", "by `STATE`: "+strings.Join(s.states.allowed, ", "))
	fs.Var(&s.outcomes, "outcome", "by `OUTCOME`: "+strings.Join(s.outcomes.allowed, ", "))
	fs.Var(&s.since, "since", "that went on at `TIME` or began later: 2021-03-04T10:24:53Z, \"2021-03-04 10:24:53\", or 10:24 on the capture's first day; UTC")
	fs.Var(&s.until, "until", "that began at `TIME` or before")
	fs.Var(&s.where, "where", "by `EXPR` over the fields of --format json, as 'status >= 500 && attempts > 1' (docs/where.md)")
}

// selection is what the flags select, once the capture's first day is known.
type selection struct {
	numbers  numbers // apart from callflow.Selection, which would need every number of a range
	criteria callflow.Selection
	where    *question[*where.Calls]
}

// on is the selection in a capture whose first frame was captured at first.
func (s *selectFlags) on(first time.Time) *selection {
	sel := &selection{
		numbers: s.calls,
		criteria: callflow.Selection{
			CallIDs:  s.callIDs,
			From:     s.from,
			To:       s.to,
			Statuses: s.statuses,
			States:   named(s.states.values, callflow.States()),
			Outcomes: named(s.outcomes.values, callflow.Outcomes()),
			Since:    s.since.on(first),
			Until:    s.until.on(first),
		},
	}
	for _, m := range s.methods {
		sel.criteria.Methods = append(sel.criteria.Methods, methodNamed(m))
	}
	return sel
}

// methodNamed is the registered method that word spells in any case, else word as it stands.
func methodNamed(word string) sipmsg.Method {
	if m := sipmsg.Method(strings.ToUpper(word)); isRegistered(m) {
		return m
	}
	return sipmsg.Method(word)
}

func isRegistered(m sipmsg.Method) bool {
	_, ok := sipmsg.LookupMethod(m)
	return ok
}

// empty tells whether nothing is left out.
func (s *selection) empty() bool { return len(s.numbers) == 0 && s.criteria.Empty() && s.where == nil }

// anyKind tells whether registrations and the rest are meant too, because they are named by
// something that is not a call's alone.
func (s *selection) anyKind() bool {
	return len(s.numbers)+len(s.criteria.CallIDs) > 0 || usesAny(s.where, "id", "kind", "call_id") ||
		slices.ContainsFunc(s.criteria.Methods, func(m sipmsg.Method) bool { return m != sipmsg.INVITE })
}

// call tells whether c is selected.
func (s *selection) call(c *callflow.Call) bool {
	return (len(s.numbers) == 0 || s.numbers.contain(c.ID)) && s.criteria.Call(c) && matchCall(s.where, c)
}

// filter returns the selected calls in their order.
func (s *selection) filter(calls []*callflow.Call) []*callflow.Call {
	if s.empty() {
		return calls
	}
	var out []*callflow.Call
	for _, c := range calls {
		if s.call(c) {
			out = append(out, c)
		}
	}
	return out
}

// numbers is a flag of numbers and ranges of them.
type numbers []numberRange

type numberRange struct{ low, high int }

func (n numbers) contain(id int) bool {
	return slices.ContainsFunc(n, func(r numberRange) bool { return id >= r.low && id <= r.high })
}

func (n *numbers) Type() string { return "list" }

func (n *numbers) String() string {
	var parts []string
	for _, r := range *n {
		parts = append(parts, fmt.Sprintf("%d-%d", r.low, r.high))
	}
	return strings.Join(parts, ",")
}

func (n *numbers) Set(value string) error {
	for part := range strings.SplitSeq(value, ",") {
		low, high, err := parseRange(strings.TrimSpace(part))
		if err != nil || low < 1 {
			return misused(fmt.Sprintf("%q is not the number of a call", part), "7, a list 3,5 or a range 3-7, as `sipcap calls` numbers them")
		}
		*n = append(*n, numberRange{low, high})
	}
	return nil
}

// parseRange reads "3" or "3-7".
func parseRange(s string) (low, high int, err error) {
	first, last, isRange := strings.Cut(s, "-")
	if low, err = strconv.Atoi(first); err != nil {
		return 0, 0, err
	}
	if !isRange {
		return low, low, nil
	}
	if high, err = strconv.Atoi(last); err != nil {
		return 0, 0, err
	}
	if high < low {
		return 0, 0, fmt.Errorf("%d is less than %d", high, low)
	}
	return low, high, nil
}

// statuses is a flag of status codes, ranges and classes.
type statuses []callflow.StatusRange

func (s *statuses) Type() string { return "list" }

func (s *statuses) String() string {
	var parts []string
	for _, r := range *s {
		parts = append(parts, fmt.Sprintf("%d-%d", r.Low, r.High))
	}
	return strings.Join(parts, ",")
}

func (s *statuses) Set(value string) error {
	for part := range strings.SplitSeq(value, ",") {
		part = strings.TrimSpace(part)
		if class, ok := classNamed(part); ok {
			*s = append(*s, callflow.StatusRange{Low: 100 * int(class), High: 100*int(class) + 99})
			continue
		}
		low, high, err := parseRange(part)
		if err != nil || low < 100 || high > 999 {
			return misused(fmt.Sprintf("%q is not a status code", part), "486, a class 4xx or client-error, a range 480-489, or a list of them")
		}
		*s = append(*s, callflow.StatusRange{Low: low, High: high})
	}
	return nil
}

// classNamed is the class that word names: "4xx" or "client-error", in any case.
func classNamed(word string) (sipmsg.Class, bool) {
	word = strings.ToLower(word)
	for _, c := range sipmsg.Classes() {
		if word == c.Range() || word == c.String() {
			return c, true
		}
	}
	return sipmsg.UnknownClass, false
}
