package where

import (
	"reflect"
	"slices"

	"github.com/expr-lang/expr/ast"
)

// What an expression costs is limited by its size, since nothing in it can make much of little: text
// is not added to text, lists hold no lists, and no loop is longer than a list of the fields. So
// neither a slip nor what the network sent can have it run on.
const (
	maxText  = 16 << 10 // characters
	maxNodes = 1000     // operators, names and values
	maxDepth = 2        // of predicates within each other, as in any(legs, any(codecs, …))
)

// functions are the functions of the language that may be used. Left out are those that read a
// clock or a time zone, that make much of little (repeat, reduce, split), and those for values
// that no field has.
//
// To add a function: add its name, and tell of it in docs/where.md.
var functions = []string{
	"any", "all", "none", "one", "count", "filter", "map", "find", "len", "first", "last", "get",
	"lower", "upper", "trim", "indexOf", "string",
	"abs", "ceil", "floor", "round", "int", "float", "min", "max", "sum",
}

// Functions returns the names of the functions that an expression may call. The slice is the
// caller's.
func Functions() []string { return slices.Clone(functions) }

// check notes a node that the library allows and this package does not.
func (r *rewriter) check(node ast.Node) {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		if n.Value == "$env" {
			r.unknown(n, n.Value)
		}
	case *ast.BuiltinNode:
		if !slices.Contains(functions, n.Name) {
			r.unknown(n, n.Name)
		}
	case *ast.BinaryNode:
		r.checkOperator(n)
	case *ast.PredicateNode:
		inner := deepest{depths: r.depths}
		ast.Walk(&n.Node, &inner)
		if r.depths[n] = inner.depth + 1; r.depths[n] > maxDepth {
			r.misused(n, "a predicate within a predicate within a predicate")
		}
	case *ast.ArrayNode:
		for _, e := range n.Nodes {
			if k := kindOf(e); k == compound || k == unknown {
				r.misused(e, "a list in brackets holds numbers, texts and times only")
			}
		}
	case *ast.MemberNode:
		if name, ok := n.Property.(*ast.StringNode); ok {
			r.misused(n, "there is no .%s: a field has no parts", name.Value)
		}
	case *ast.CallNode:
		if f, ok := n.Callee.(*ast.IdentifierNode); ok {
			r.unknown(f, f.Value)
		}
	case *ast.MapNode, *ast.VariableDeclaratorNode, *ast.SequenceNode, *ast.BytesNode, *ast.ChainNode:
		r.misused(n, "only fields, values, operators and functions make an expression")
	}
}

// checkOperator notes an operator whose operands are not what this package wants.
func (r *rewriter) checkOperator(n *ast.BinaryNode) {
	switch n.Operator {
	case "..":
		r.ranges[n] = true
	case "+":
		if mayBeText(n.Left) || mayBeText(n.Right) {
			r.misused(n, "+ adds numbers, or a time span to a time")
		}
	case "matches":
		if _, ok := n.Right.(*ast.StringNode); !ok {
			r.misused(n, "matches takes a pattern in quotes")
		}
	}
}

// mayBeText tells whether a value may be a text, of those too whose type the library does not tell.
func mayBeText(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BinaryNode:
		switch n.Operator {
		case "-", "*", "/", "%", "**", "^":
			return false
		case "+", "??":
			return mayBeText(n.Left) || mayBeText(n.Right)
		}
	case *ast.ConditionalNode:
		return mayBeText(n.Exp1) || mayBeText(n.Exp2)
	}
	return kindOf(n) == unknown || deref(n.Type()).Kind() == reflect.String
}

// kind is what of a value's type matters here.
type kind int

const (
	plain    kind = iota // always there: a number, a text, a time, true or false
	optional             // the same, or absent
	compound             // a list and the like
	unknown              // any of these
)

func kindOf(n ast.Node) kind {
	switch n.Type().Kind() {
	case reflect.Pointer:
		return optional
	case reflect.Slice, reflect.Array, reflect.Map, reflect.Func:
		return compound
	case reflect.Interface:
		return unknown
	}
	return plain
}

func deref(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// deepest finds the deepest predicate below a node.
type deepest struct {
	depths map[*ast.PredicateNode]int
	depth  int
}

// Visit implements ast.Visitor.
func (d *deepest) Visit(node *ast.Node) {
	if p, ok := (*node).(*ast.PredicateNode); ok {
		d.depth = max(d.depth, d.depths[p])
	}
}
