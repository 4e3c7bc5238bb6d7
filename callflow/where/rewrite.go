package where

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/expr-lang/expr/ast"
)

// rewriter makes of an expression, as it was written, the one that is compiled: questions about
// absent fields have no answer (absent.go), and text that is compared with a time is one
// (times.go). It notes what the library allows and this package does not (limits.go).
//
// It visits a node after all that is within it.
type rewriter struct {
	uses   map[string]bool            // names
	guards map[*ast.BinaryNode]bool   // made by guarded
	ranges map[*ast.BinaryNode]bool   // 400..499, where not behind "in"
	depths map[*ast.PredicateNode]int // how many predicates are within each other
	errors []*Error
}

func newRewriter() *rewriter {
	return &rewriter{
		uses: make(map[string]bool), guards: make(map[*ast.BinaryNode]bool),
		ranges: make(map[*ast.BinaryNode]bool), depths: make(map[*ast.PredicateNode]int),
	}
}

// Visit implements ast.Visitor.
func (r *rewriter) Visit(node *ast.Node) {
	r.check(*node)
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		r.uses[n.Value] = true
	case *ast.UnaryNode:
		if isNot(n) {
			*node = at(n, r.negated(n.Node))
		}
	case *ast.BinaryNode:
		if isComparison(n.Operator) {
			*node = r.comparison(n)
		}
	case *ast.MemberNode: // list[3], which is absent where the list is shorter
		if kindOf(n.Node) == compound {
			*node = at(n, &ast.BuiltinNode{Name: "get", Arguments: []ast.Node{n.Node, n.Property}})
		}
	case *ast.SliceNode:
		if kindOf(n.Node) == optional { // the library cuts no text that may be absent
			n.Node = at(n, &ast.BuiltinNode{Name: "string", Arguments: []ast.Node{n.Node}})
		}
	}
}

// comparison rewrites a comparison, whose operands were visited before.
func (r *rewriter) comparison(n *ast.BinaryNode) ast.Node {
	if bounds, ok := n.Right.(*ast.BinaryNode); ok && n.Operator == "in" && bounds.Operator == ".." {
		delete(r.ranges, bounds)
		low := at(n, &ast.BinaryNode{Operator: ">=", Left: n.Left, Right: bounds.Left})
		high := at(n, &ast.BinaryNode{Operator: "<=", Left: n.Left, Right: bounds.Right})
		return r.guarded(and(low, high), n.Left, bounds.Left, bounds.Right)
	}
	if isNil(n.Left) || isNil(n.Right) {
		return n // it asks for just that
	}
	r.timeOf(&n.Left, n.Right.Type())
	r.timeOf(&n.Right, n.Left.Type())
	return r.guarded(n, n.Left, n.Right)
}

func isNil(n ast.Node) bool {
	_, ok := n.(*ast.NilNode)
	return ok
}

// unknown notes a name that is no field or function.
func (r *rewriter) unknown(n ast.Node, name string) {
	r.errors = append(r.errors, &Error{Text: "unknown name " + name, Column: n.Location().From + 1, Name: name})
}

// misused notes what is wrong.
func (r *rewriter) misused(n ast.Node, format string, args ...any) {
	r.errors = append(r.errors, &Error{Text: fmt.Sprintf(format, args...), Column: n.Location().From + 1})
}

// first is what to tell of all that is wrong, the library's error among it, which may be nil: an
// unknown name before what follows from it, and this package's reason before the library's.
func (r *rewriter) first(library error) error {
	for n := range r.ranges {
		r.misused(n, "a range stands behind `in` only, as in status in 400..499")
	}
	slices.SortFunc(r.errors, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Column, b.Column), cmp.Compare(a.Text, b.Text))
	})
	if library != nil {
		r.errors = append(r.errors, newError(library))
	}
	if i := slices.IndexFunc(r.errors, func(e *Error) bool { return e.Name != "" }); i >= 0 {
		return r.errors[i]
	}
	if len(r.errors) > 0 {
		return r.errors[0]
	}
	return nil
}
