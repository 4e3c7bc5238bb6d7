package where

import (
	"reflect"
	"unicode/utf8"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
)

// program is a compiled expression. It is for one goroutine.
type program struct {
	code *vm.Program
	vm   vm.VM
	uses map[string]bool // the fields that it names
}

// compile compiles text over the fields of env, a pointer to a struct.
func compile(text string, env any) (*program, error) {
	if utf8.RuneCountInString(text) > maxText {
		return nil, &Error{Text: "the expression is too long"}
	}
	r := newRewriter()
	options := []expr.Option{expr.Env(env), expr.AsBool(), expr.WarnOnAny(), expr.MaxNodes(maxNodes), expr.DisableAllBuiltins(), expr.Patch(r)}
	for _, name := range functions {
		options = append(options, expr.EnableBuiltin(name))
	}
	code, err := expr.Compile(text, options...)
	if err := r.first(err); err != nil {
		return nil, err
	}
	return &program{code: code, uses: r.uses}, nil
}

// run evaluates the expression.
func (p *program) run(env any) (bool, error) {
	out, err := p.vm.Run(p.code, env)
	if err != nil {
		return false, newError(err)
	}
	yes, _ := out.(bool)
	return yes, nil
}

// used are those of setters, by the names of the fields that they set, that the program needs.
func used[S any](p *program, setters map[string]S) []S {
	var list []S
	for name, set := range setters {
		if p.uses[name] {
			list = append(list, set)
		}
	}
	return list
}

// namesOf lists the fields of env, a struct, in its order.
func namesOf(env any) []string {
	t := reflect.TypeOf(env)
	var names []string
	for i := range t.NumField() {
		if name, ok := t.Field(i).Tag.Lookup("expr"); ok {
			names = append(names, name)
		}
	}
	return names
}
