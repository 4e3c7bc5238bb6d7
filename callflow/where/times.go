package where

import (
	"reflect"
	"time"

	"github.com/expr-lang/expr/ast"
)

var (
	timeType = reflect.TypeFor[time.Time]()
	spanType = reflect.TypeFor[time.Duration]()
)

// timeOf turns a text that is compared with a time, or with the span between two, into one.
func (r *rewriter) timeOf(node *ast.Node, other reflect.Type) {
	text, ok := (*node).(*ast.StringNode)
	switch {
	case !ok:
	case other == timeType:
		t, ok := parseTime(text.Value)
		if !ok {
			r.misused(text, `%s is not a time such as "2021-03-04 10:24:53"`, text)
		}
		ast.Patch(node, &ast.ConstantNode{Value: t})
	case other == spanType:
		d, err := time.ParseDuration(text.Value)
		if err != nil {
			r.misused(text, `%s is not a time span such as "1m30s"`, text)
		}
		ast.Patch(node, &ast.ConstantNode{Value: d})
	}
}

// parseTime reads a whole point in time. Without a zone it is UTC, as all that sipcap prints.
func parseTime(text string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
