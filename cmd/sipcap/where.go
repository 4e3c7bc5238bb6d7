package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"sipcap/callflow"
	"sipcap/callflow/where"
)

// question is what --where asks of calls or of messages: all its expressions must say yes. A nil
// question has no expressions.
type question[T any] struct {
	list  []T
	asked int // how many were asked
	dumb  int // how many of them had no answer
	first error
}

// callWhere compiles the expressions for a view of calls.
func (s *selectFlags) callWhere() (*question[*where.Calls], error) {
	return compileWhere(s.where, where.ForCalls, func(name string) string {
		if slices.Contains(where.MessageFields(), name) {
			return name + " is a field of messages: sipcap messages --where takes it"
		}
		return fieldHint(name, where.CallFields(), "calls")
	})
}

// messageWhere compiles the expressions for `messages`.
func (s *selectFlags) messageWhere() (*question[*where.Messages], error) {
	return compileWhere(s.where, where.ForMessages, func(name string) string {
		if slices.Contains(where.CallFields(), name) {
			return name + " is a field of calls: sipcap calls --where takes it"
		}
		return fieldHint(name, where.MessageFields(), "messages")
	})
}

// fieldHint is the hint for a name that is none of fields.
func fieldHint(name string, fields []string, view string) string {
	if near := nearest(name, slices.Concat(fields, where.Functions())); near != "" {
		return "did you mean " + near + "?"
	}
	return fmt.Sprintf("its fields are those of sipcap %s --format json", view)
}

// compileWhere compiles expressions; hint is the one for a name that is unknown.
func compileWhere[T any](expressions []string, compile func(string) (T, error), hint func(name string) string) (*question[T], error) {
	if len(expressions) == 0 {
		return nil, nil
	}
	q := new(question[T])
	for _, text := range expressions {
		compiled, err := compile(text)
		if e, ok := errors.AsType[*where.Error](err); ok {
			said := misused("--where: " + e.Text + placeIn(text, e.Column))
			if e.Name != "" {
				said.hints = append(said.hints, hint(e.Name))
			}
			return nil, said
		}
		if err != nil {
			return nil, misused("--where: " + err.Error())
		}
		q.list = append(q.list, compiled)
	}
	return q, nil
}

// placeIn points at a character of an expression, from 1, in a line.
func placeIn(text string, column int) string {
	rest := []rune(text)
	switch {
	case column == 0:
		return ""
	case column > len(rest):
		return " (at its end)"
	}
	return fmt.Sprintf(" (at character %d: %s)", column, strings.TrimSpace(shortened(string(rest[column-1:]), 24)))
}

// shortened is text up to a number of characters.
func shortened(text string, limit int) string {
	if r := []rune(text); len(r) > limit {
		return string(r[:limit]) + "…"
	}
	return text
}

// match asks all expressions. One that has no answer says no, and is counted.
func (q *question[T]) match(ask func(T) (bool, error)) bool {
	if q == nil {
		return true
	}
	q.asked++
	for _, e := range q.list {
		yes, err := ask(e)
		if err != nil {
			q.dumb++
			if q.first == nil {
				q.first = err
			}
		}
		if !yes {
			return false
		}
	}
	return true
}

// tell tells how often there was no answer.
func (q *question[T]) tell(stderr io.Writer, noun string) {
	if q != nil && q.dumb > 0 {
		note(stderr, fmt.Sprintf("--where: no answer for %d of %s: %v", q.dumb, plural(uint64(q.asked), noun), shortened(q.first.Error(), 100)))
	}
}

// usesAny tells whether an expression over calls names one of fields.
func usesAny(q *question[*where.Calls], fields ...string) bool {
	return q != nil && slices.ContainsFunc(q.list, func(c *where.Calls) bool { return slices.ContainsFunc(fields, c.Uses) })
}

// matchCall asks of a call.
func matchCall(q *question[*where.Calls], c *callflow.Call) bool {
	return q.match(func(w *where.Calls) (bool, error) { return w.Match(c) })
}
