package main

import (
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
	"golang.org/x/term"

	"sipcap/callflow/report"
)

// outputFlags say how results are printed.
type outputFlags struct {
	format choice
	color  choice
	ascii  bool
}

func newOutputFlags() outputFlags {
	return outputFlags{
		format: choice{value: "table", allowed: []string{"table", "json", "ndjson", "csv", "markdown"}},
		color:  choice{value: "auto", allowed: []string{"auto", "always", "never"}},
	}
}

func (o *outputFlags) register(fs *pflag.FlagSet) {
	fs.Var(&o.format, "format", "print as `FORMAT`: table, json, ndjson, csv or markdown")
	fs.Var(&o.color, "color", "colour: auto, always or never (`WHEN`); auto is on a terminal, unless NO_COLOR is set")
	fs.BoolVar(&o.ascii, "ascii", false, "draw with ASCII characters only")
}

// options are the printer's options for what the flags, the environment and the terminal say.
//
// Only a terminal is asked for its size and its character set: what goes to a file or a pipe is
// the same on every machine.
func (o *outputFlags) options(stdout io.Writer, env func(string) string) (report.Options, error) {
	format, err := report.ParseFormat(o.format.value)
	if err != nil {
		return report.Options{}, misused(err.Error())
	}
	width, terminal := terminalWidth(stdout)
	if n, err := strconv.Atoi(env("COLUMNS")); err == nil && n > 0 && !terminal {
		width = n
	}
	opt := report.Options{Format: format, Width: width, ASCII: o.ascii || terminal && !localeIsUTF8(env)}
	switch o.color.value {
	case "always":
		opt.Color = true
	case "auto":
		opt.Color = terminal && env("NO_COLOR") == "" && env("TERM") != "dumb"
	}
	return opt, nil
}

// terminalWidth is how many columns w has, and whether it is a terminal at all.
func terminalWidth(w io.Writer) (columns int, terminal bool) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil || columns <= 0 {
		columns = 80
	}
	return columns, true
}

// localeIsUTF8 tells whether the locale's characters are Unicode's, as setlocale(3) finds the
// locale. No locale at all, as in a container or on Windows, says nothing about the terminal,
// and those of today are UTF-8.
func localeIsUTF8(env func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(env(name)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return true
}
