package where

import (
	"errors"
	"regexp"
	"strings"

	"github.com/expr-lang/expr/file"
)

// Error says what is wrong with an expression, or with the values that it was asked about.
type Error struct {
	Text   string // what is wrong
	Column int    // at which character of the expression, from 1; 0 where it is about the whole
	Name   string // the name that is unknown, "" where it is something else
}

// Error implements error.
func (e *Error) Error() string { return e.Text }

// newError takes the library's error over, without the picture of the place that goes with it, and
// in the words of docs/json.md.
func newError(err error) *Error {
	e := &Error{Text: err.Error()}
	if f, ok := errors.AsType[*file.Error](err); ok {
		e.Text, e.Column = f.Message, f.From+1
	}
	e.Text, _, _ = strings.Cut(e.Text, "\n")
	if name, ok := strings.CutPrefix(e.Text, "unknown name "); ok {
		e.Name = name
		return e
	}
	for _, p := range phrases {
		e.Text = p.theirs.ReplaceAllString(e.Text, p.ours)
	}
	if typed.MatchString(e.Text) {
		e.Text = goTypes.ReplaceAllStringFunc(e.Text, func(t string) string { return typeNames[strings.TrimPrefix(t, "*")] })
	}
	return e
}

// phrases are the library's, and how they are told here.
var phrases = []struct {
	theirs *regexp.Regexp
	ours   string
}{
	{regexp.MustCompile(`^unexpected token EOF$`), "the expression ends too early"},
	{regexp.MustCompile(`^unexpected token Operator\("="\)$`), `unexpected "=": == compares`},
	{regexp.MustCompile(`^unexpected token \w+\((".*")\)$`), "unexpected $1"},
	{regexp.MustCompile(`^expected bool, but got unknown$`), "the result may be something else than true or false"},
	{regexp.MustCompile(`^expected bool, but got (.*)$`), "the result is a $1, not true or false"},
	{regexp.MustCompile(`^compilation failed: expression exceeds maximum allowed nodes$`), "the expression is too long"},
}

// typed are the messages that name types of Go.
var typed = regexp.MustCompile(`\(mismatched types? .*\)$|^cannot use |^the result is a |^invalid argument .*\(type `)

var goTypes = regexp.MustCompile(`\[\](?:string|interface \{\}|int)|\*?\b(string|int|float64|bool|time\.Time|time\.Duration)\b`)

var typeNames = map[string]string{
	"string": "text", "int": "whole number", "float64": "number", "bool": "true or false", "time.Time": "time", "time.Duration": "time span",
	"[]string": "texts", "[]int": "numbers", "[]interface {}": "list",
}
