package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// words is a flag whose values are added up, each use of it a list with commas.
type words []string

func (w *words) String() string { return strings.Join(*w, ",") }
func (w *words) Type() string   { return "list" }

func (w *words) Set(value string) error {
	for part := range strings.SplitSeq(value, ",") {
		if part = strings.TrimSpace(part); part != "" {
			*w = append(*w, part)
		}
	}
	return nil
}

// texts is a flag whose values are added up, each use of it one, commas and all.
type texts []string

func (t *texts) String() string { return strings.Join(*t, ",") }
func (t *texts) Type() string   { return "text" }

func (t *texts) Set(value string) error {
	*t = append(*t, value)
	return nil
}

// choice is a flag with one of a few values.
type choice struct {
	value   string
	allowed []string
}

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return strings.Join(c.allowed, "|") }

func (c *choice) Set(value string) error {
	v, err := choose(value, c.allowed)
	if err == nil {
		c.value = v
	}
	return err
}

// choices is a flag with any of a few values, lists added up.
type choices struct {
	values  []string
	allowed []string
}

func (c *choices) String() string { return strings.Join(c.values, ",") }
func (c *choices) Type() string   { return "list" }

func (c *choices) Set(value string) error {
	for part := range strings.SplitSeq(value, ",") {
		v, err := choose(strings.TrimSpace(part), c.allowed)
		if err != nil {
			return err
		}
		c.values = append(c.values, v)
	}
	return nil
}

// choose returns the one of allowed that value spells, in any case.
func choose(value string, allowed []string) (string, error) {
	for _, a := range allowed {
		if strings.EqualFold(a, value) {
			return a, nil
		}
	}
	hint := oneOf(allowed)
	if near := nearest(value, allowed); near != "" {
		hint = "did you mean " + near + "? It is " + hint
	}
	return "", misused(fmt.Sprintf("%q is unknown", value), hint)
}

// limit is a flag that is a time to wait.
type limit time.Duration

func (l *limit) String() string {
	if *l == 0 {
		return ""
	}
	return time.Duration(*l).String()
}
func (l *limit) Type() string { return "duration" }

func (l *limit) Set(value string) error {
	d, err := time.ParseDuration(value)
	if err != nil || d <= 0 {
		return misused(fmt.Sprintf("%q is no time to wait", value), "it is a number with a unit, as 5s or 800ms")
	}
	*l = limit(d)
	return nil
}

// named are those of all whose names a choice has for its values.
func named[T fmt.Stringer](values []string, all []T) []T {
	var out []T
	for _, v := range all {
		if slices.Contains(values, v.String()) {
			out = append(out, v)
		}
	}
	return out
}

// namesOf is the reverse of named.
func namesOf[T fmt.Stringer](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = v.String()
	}
	return out
}
