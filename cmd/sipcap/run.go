package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// run is the program: args is the command line without the program's name, env tells an
// environment variable. It returns the exit status. When ctx is cancelled it stops reading and
// tells what was read until then.
func run(ctx context.Context, args []string, env func(string) string, stdin io.Reader, stdout, stderr io.Writer) int {
	v := &invocation{env: env, stdin: stdin, stdout: stdout, stderr: stderr}
	if err := v.parse(args); err != nil {
		return tell(stderr, err)
	}
	switch {
	case v.help:
		return tell(stderr, v.printHelp())
	case v.version:
		return tell(stderr, v.printVersion())
	}
	if err := v.service.check(); err != nil {
		return tell(stderr, err)
	}
	v.log = newLog(v.service.logFormat, stderr)
	if v.service.logFormat != "" {
		v.stderr = notesToLog{v.log} // standard error has one format
	}
	defer processCores.take(v.source.cores)()
	return tell(v.stderr, v.profiled(func() error { return v.command.run(v, ctx) }))
}

// parse reads the command line. Flags may stand anywhere, so all flags of all commands are
// read first; then the first word tells the command, and whether the flags are its.
func (v *invocation) parse(args []string) error {
	groups := v.groups()
	all := newFlagSet()
	for _, g := range groups {
		all.AddFlagSet(g.flags)
	}
	err := all.Parse(args)
	v.words, v.dash = all.Args(), all.ArgsLenAtDash()
	v.command = commands()[0]
	if len(v.words) > 0 && v.dash != 0 {
		if c := commandNamed(v.words[0]); c != nil {
			v.command, v.named, v.words = c, true, v.words[1:]
			v.dash = max(v.dash-1, -1)
		} else if v.words[0] == "help" {
			return v.parseHelp(v.words[1:])
		}
	}
	if err != nil {
		return v.flagMisused(err)
	}
	return v.checkFlags(groups)
}

// parseHelp takes `sipcap help COMMAND` for `sipcap COMMAND --help`.
func (v *invocation) parseHelp(words []string) error {
	v.help, v.words = true, nil
	if len(words) == 0 {
		return nil
	}
	c := commandNamed(words[0])
	if c == nil {
		return misused(fmt.Sprintf("help: there is no command %s", words[0]), suggestion(words[0], commandNames()))
	}
	v.command, v.named = c, true
	return nil
}

// checkFlags tells a flag that the command does not take.
func (v *invocation) checkFlags(groups []group) error {
	if v.help || v.version {
		return nil
	}
	for _, g := range groups {
		if slices.Contains(v.command.groups, g.title) {
			continue
		}
		var err error
		g.flags.VisitAll(func(f *pflag.Flag) {
			if f.Changed && err == nil {
				err = misused(fmt.Sprintf("--%s: not a flag of sipcap %s", f.Name, v.command.name),
					"it is one of "+strings.Join(commandsWith(g.title), ", "), v.helpHint())
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// commandsWith are the names of the commands that take a group of flags.
func commandsWith(title string) []string {
	var names []string
	for _, c := range commands() {
		if slices.Contains(c.groups, title) {
			names = append(names, "sipcap "+c.name)
		}
	}
	return names
}

// flagMisused says in the program's own words what pflag did not understand.
func (v *invocation) flagMisused(err error) error {
	var unknown *pflag.NotExistError
	var noValue *pflag.ValueRequiredError
	var badValue *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		name := unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			return misused(fmt.Sprintf("-%s: unknown flag", name), v.helpHint())
		}
		return misused(fmt.Sprintf("--%s: unknown flag", name), suggestion("--"+name, v.flagNames()), v.helpHint())
	case errors.As(err, &noValue):
		return misused(fmt.Sprintf("%s: the value is missing", flagSpelling(noValue.GetFlag())), v.helpHint())
	case errors.As(err, &badValue):
		spelling := flagSpelling(badValue.GetFlag())
		var f *failure
		if errors.As(err, &f) {
			return misused(spelling+": "+f.text, f.hints...)
		}
		return misused(fmt.Sprintf("%s: %q is not a %s", spelling, badValue.GetValue(), valueKind(badValue.GetFlag())), v.helpHint())
	}
	return misused(err.Error(), v.helpHint())
}

// valueKind says what a flag takes.
func valueKind(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "bool":
		return "switch's value: true or false"
	case "int", "uint64":
		return "whole number"
	}
	return f.Value.Type()
}

func flagSpelling(f *pflag.Flag) string {
	if f.Shorthand != "" {
		return "-" + f.Shorthand
	}
	return "--" + f.Name
}

// flagNames are the flags that the command takes.
func (v *invocation) flagNames() []string {
	var names []string
	for _, g := range new(invocation).groups() {
		if slices.Contains(v.command.groups, g.title) {
			g.flags.VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		}
	}
	return names
}

// helpHint says where the command's flags are listed.
func (v *invocation) helpHint() string {
	return fmt.Sprintf("sipcap %s --help lists the flags", v.command.name)
}

// suggestion is the hint that word is a slip of one of words, or the list of them where none
// is near and the list is short; "" else.
func suggestion(word string, words []string) string {
	if near := nearest(word, words); near != "" {
		return "did you mean " + near + "?"
	}
	if len(words) <= 12 {
		return oneOf(words)
	}
	return ""
}
