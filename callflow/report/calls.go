package report

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"sipcap/callflow"
)

// Calls prints the view `calls`: a row a call.
func Calls(w io.Writer, d *Data, o Options) error {
	calls := d.listed()
	switch o.format() {
	case JSON, NDJSON:
		return objects(w, o.Format, func(l *list) error {
			for i := range calls {
				if err := l.write(newCallRow(&calls[i], d.Rows, &o)); err != nil {
					return err
				}
			}
			return nil
		})
	case CSV:
		return callsCSV(w, calls, d.Rows, &o)
	}
	p := newPrinter(w, &o)
	g := &page{p: p, markdown: o.Format == Markdown}
	switch {
	case len(calls) == 0:
		p.text(noCalls(d))
	case d.Rows == nil:
		g.table(callGrid(calls, callsView))
	default:
		callsWithMessages(g, calls, d.Rows, &o)
	}
	return p.flush()
}

// callsWithMessages writes a table for each call, and below it one of its messages.
func callsWithMessages(g *page, calls []callEntry, rows map[*callflow.Leg][]MessageRow, o *Options) {
	for i := range calls {
		if g.begun && !g.markdown {
			g.gap()
		}
		g.table(callGrid(calls[i:i+1], callsView))
		g.table(messageGrid(messagesOf(calls[i].Call, rows), "    ", o))
	}
}

// noCalls says why a list of calls is empty.
func noCalls(d *Data) string {
	others := len(d.Calls)
	switch {
	case d.Total > 0:
		return "no call matches (of " + plural(d.Total, "call") + ")"
	case others > 0:
		return "no calls, but " + kindCounts(&d.Counts) + ": see --all"
	}
	return "no calls"
}

// objects opens and closes a list around what write puts into it.
func objects(w io.Writer, format Format, write func(*list) error) error {
	p := newPrinter(w, &Options{})
	l := &list{w: p.w, lines: format == NDJSON}
	if err := write(l); err != nil {
		return err
	}
	if err := l.close(); err != nil {
		return err
	}
	return p.flush()
}

// view chooses the columns of a list of calls.
type view uint8

const (
	callsView  view = iota // everything
	reportView             // what tells why a call stands in the report
)

// callColumns says which columns a list of calls has besides those that each has.
type callColumns struct{ dated, kinds, lasts, talked, legs, several, joined, related, found bool }

// callColumnsOf leaves out columns that would be empty.
func callColumnsOf(calls []callEntry) callColumns {
	var has callColumns
	var first, last time.Time
	for i := range calls {
		c := &calls[i]
		if first.IsZero() || c.Start().Before(first) {
			first = c.Start()
		}
		if c.Start().After(last) {
			last = c.Start()
		}
		has.kinds = has.kinds || c.Kind != callflow.KindCall
		has.lasts = has.lasts || lasting(c.Call) != ""
		has.talked = has.talked || c.TalkTime >= 0
		has.several = has.several || len(c.Legs()) > 1
		has.legs = has.legs || c.leg > 0
		has.joined = has.joined || c.leg > 1
		has.related = has.related || len(c.related()) > 0
		has.found = has.found || len(c.Findings()) > 0
	}
	has.dated = severalDays(first, last)
	return has
}

// callField is a column of a list of calls, and how its cells are made.
type callField struct {
	column
	show bool
	cell func(*callEntry) cell
}

// callFields are the columns of a list of calls.
func callFields(v view, has callColumns) []callField {
	text := func(f func(*callEntry) string) func(*callEntry) cell {
		return func(c *callEntry) cell { return cell{text: f(c)} }
	}
	all := v == callsView
	fields := []callField{
		{column{title: "#", right: true}, true, text(func(c *callEntry) string { return strconv.Itoa(c.ID) })},
		{column{title: "leg", right: true}, has.legs, text(func(c *callEntry) string { return strconv.Itoa(c.leg) })},
		{column{title: "kind", drop: 3}, has.kinds, text(func(c *callEntry) string { return c.Kind.String() })},
		{column{title: "start"}, true, text(func(c *callEntry) string { return clock(c.Start(), has.dated) })},
		{column{title: "from", min: 8}, true, text(func(c *callEntry) string { return Party(c.From()) })},
		{column{title: "to", min: 10}, true, text(func(c *callEntry) string { return Party(c.To()) })},
		{column{title: "state"}, true, func(c *callEntry) cell { return cell{c.State.String(), stateStyle(c.State)} }},
		{column{title: "final", min: 13}, true, text(func(c *callEntry) string { return final(c.Call) })},
		{column{title: "lasts", min: 12, drop: 9}, all && has.lasts, text(func(c *callEntry) string { return lasting(c.Call) })},
		{column{title: "post-dial", right: true, drop: 6}, all, text(func(c *callEntry) string { return duration(c.PostDialDelay) })},
		{column{title: "talk", right: true, drop: 2}, all && has.talked, text(func(c *callEntry) string { return duration(c.TalkTime) })},
		{column{title: "took", right: true, drop: 4}, !all, text(func(c *callEntry) string { return duration(max(c.End().Sub(c.Start()), 0)) })},
		{column{title: "msgs", right: true, drop: 5}, all, text(func(c *callEntry) string { return count(c.Messages) })},
		{column{title: "legs", right: true, drop: 8}, all && has.several, text(func(c *callEntry) string { return count(len(c.Legs())) })},
		{column{title: "call-id", min: 20, middle: true, drop: 7}, all, text(func(c *callEntry) string { return c.CallID() })},
		{column{title: "related", min: 10, drop: 9}, all && has.related, text(func(c *callEntry) string { return relatedWords(c.related()) })},
		{column{title: "joined by", min: 12, drop: 9}, has.joined, text(func(c *callEntry) string { return joinWords(c.joins()) })},
		{column{title: "findings", min: 12, drop: 1}, has.found, func(c *callEntry) cell { return findingsCell(c.Call) }},
	}
	return slices.DeleteFunc(fields, func(f callField) bool { return !f.show })
}

func columnsOf(fields []callField) []column {
	columns := make([]column, len(fields))
	for i, f := range fields {
		columns[i] = f.column
	}
	return columns
}

func cellsOf(fields []callField, c *callEntry) []cell {
	cells := make([]cell, len(fields))
	for i, f := range fields {
		cells[i] = f.cell(c)
	}
	return cells
}

// callGrid is the table of calls.
func callGrid(calls []callEntry, v view) *grid {
	fields := callFields(v, callColumnsOf(calls))
	g := &grid{columns: columnsOf(fields)}
	for i := range calls {
		g.add(cellsOf(fields, &calls[i])...)
	}
	return g
}

// joinWords says why a leg is in its call: "x-cid, through".
func joinWords(joins []callflow.Joined) string {
	if len(joins) == 0 {
		return ""
	}
	return strings.Join(joins[0].Names(), ", ")
}

// relatedWords says which calls one is tied to: "refers 5".
func relatedWords(related []callflow.Relation) string {
	words := make([]string, len(related))
	for i, r := range related {
		words[i] = string(r.Kind) + " " + strconv.Itoa(r.Call.ID)
	}
	return strings.Join(words, ", ")
}

// final is the final response as people say it: 486 Busy Here.
func final(c *callflow.Call) string {
	if c.Status == 0 {
		return ""
	}
	return strings.TrimSpace(strconv.Itoa(c.Status) + " " + reason(c))
}

// findingsCell names the findings of a call, worst first and each once.
func findingsCell(c *callflow.Call) cell {
	var out cell
	var ids []string
	seen := map[string]bool{}
	for severity := int(callflow.Error); severity >= int(callflow.Info); severity-- {
		for _, f := range c.Findings() {
			if int(f.Severity) != severity || seen[f.ID] {
				continue
			}
			if len(ids) == 0 {
				out.style = severityStyle(f.Severity)
			}
			seen[f.ID] = true
			ids = append(ids, f.ID)
		}
	}
	out.text = strings.Join(ids, " ")
	return out
}
