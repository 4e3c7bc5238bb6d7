package where

import "github.com/expr-lang/expr/ast"

// guarded makes a question one that is true only where nothing that it asks of is absent:
// status == 200 becomes status != nil && status == 200.
func (r *rewriter) guarded(question ast.Node, operands ...ast.Node) ast.Node {
	present := presenceOfAll(operands)
	if present == nil {
		return question
	}
	g := and(present, question).(*ast.BinaryNode)
	r.guards[g] = true
	return g
}

// presence is the question whether all that n is made of is there, nil where it always is.
func presence(n ast.Node) ast.Node {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return known(n, &ast.IdentifierNode{Value: n.Value})
	case *ast.PointerNode:
		return known(n, &ast.PointerNode{Name: n.Name})
	case *ast.UnaryNode:
		if isNot(n) {
			return nil // a question is answered, whatever it asks of
		}
		return presence(n.Node)
	case *ast.BinaryNode:
		switch {
		case isQuestion(n.Operator):
			return nil
		case n.Operator == "??":
			return or(presence(n.Left), presence(n.Right))
		}
		return and(presence(n.Left), presence(n.Right))
	case *ast.ConditionalNode:
		then, otherwise := presence(n.Exp1), presence(n.Exp2)
		if then == nil && otherwise == nil {
			return nil
		}
		return at(n, &ast.ConditionalNode{Ternary: true, Cond: n.Cond, Exp1: orTrue(then), Exp2: orTrue(otherwise)})
	case *ast.BuiltinNode:
		switch n.Name {
		case "first", "last", "get", "find": // a list may be too short
			return and(presenceOfAll(n.Arguments), isThere(n, n))
		}
		return presenceOfAll(n.Arguments)
	case *ast.SliceNode:
		return presence(n.Node)
	}
	return nil // a constant, a list, or a predicate, whose questions were guarded by themselves
}

func presenceOfAll(nodes []ast.Node) ast.Node {
	var all ast.Node
	for _, n := range nodes {
		all = and(all, presence(n))
	}
	return all
}

// known is the question whether a name, given twice, has a value; nil where its type says that
// it always has.
func known(name, again ast.Node) ast.Node {
	switch kindOf(name) {
	case optional, unknown:
		return isThere(name, at(name, again))
	}
	return nil
}

// isThere is the question whether value is not nil. It stands where n does.
func isThere(n, value ast.Node) ast.Node {
	return at(n, &ast.BinaryNode{Operator: "!=", Left: value, Right: at(n, &ast.NilNode{})})
}

// negated is what is true where the question n is answered with no, and false where it has no
// answer: the negation is moved inwards, up to the questions that are guarded.
func (r *rewriter) negated(n ast.Node) ast.Node {
	switch q := n.(type) {
	case *ast.BinaryNode:
		switch {
		case r.guards[q]:
			q.Right = r.negated(q.Right)
			return q
		case q.Operator == "&&" || q.Operator == "and":
			return at(q, &ast.BinaryNode{Operator: "||", Left: r.negated(q.Left), Right: r.negated(q.Right)})
		case q.Operator == "||" || q.Operator == "or":
			return at(q, &ast.BinaryNode{Operator: "&&", Left: r.negated(q.Left), Right: r.negated(q.Right)})
		}
	case *ast.UnaryNode:
		if isNot(q) {
			return q.Node
		}
	case *ast.ConditionalNode:
		q.Exp1, q.Exp2 = r.negated(q.Exp1), r.negated(q.Exp2)
		return q
	}
	return at(n, &ast.UnaryNode{Operator: "!", Node: n})
}

func isNot(n *ast.UnaryNode) bool { return n.Operator == "!" || n.Operator == "not" }

// isQuestion tells the operators whose result is yes or no.
func isQuestion(operator string) bool {
	switch operator {
	case "&&", "and", "||", "or":
		return true
	}
	return isComparison(operator)
}

// isComparison tells the operators that ask something of their operands.
func isComparison(operator string) bool {
	switch operator {
	case "==", "!=", "<", "<=", ">", ">=", "in", "matches", "contains", "startsWith", "endsWith":
		return true
	}
	return false
}

// and is the question whether both are true, of which nil is one that always is; or likewise.
func and(a, b ast.Node) ast.Node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return at(b, &ast.BinaryNode{Operator: "&&", Left: a, Right: b})
}

func or(a, b ast.Node) ast.Node {
	if a == nil || b == nil {
		return nil
	}
	return at(b, &ast.BinaryNode{Operator: "||", Left: a, Right: b})
}

func orTrue(n ast.Node) ast.Node {
	if n == nil {
		return &ast.BoolNode{Value: true}
	}
	return n
}

// at gives n, which is new, the place in the text of another.
func at(other, n ast.Node) ast.Node {
	n.SetLocation(other.Location())
	return n
}
