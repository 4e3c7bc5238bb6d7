package main

import (
	"cmp"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"

	"sipcap/capture"
)

// helpWidth is the width of help where the terminal's is not known.
const helpWidth = 100

// printHelp prints the command's page, or the program's where no command was named.
func (v *invocation) printHelp() error {
	width, _ := terminalWidth(v.stdout)
	if width == 0 {
		width = helpWidth
	}
	var b strings.Builder
	c := v.command
	if v.named {
		fmt.Fprintf(&b, "sipcap %s %s %s.\n", c.name, cmp.Or(c.verb, "prints"), c.short)
	} else {
		b.WriteString("sipcap tells what happened to every call in a capture, and why the bad ones failed.\n")
	}
	fmt.Fprintf(&b, "\nUsage:\n  sipcap %s\n", c.usage)
	if !v.named {
		writeCommands(&b)
	}
	if c.long != "" {
		fmt.Fprintf(&b, "\n%s\n", wrap(c.long, width))
	}
	b.WriteString("\nExamples:\n")
	for _, e := range c.examples {
		fmt.Fprintf(&b, "  sipcap %s\n      %s\n", e.line, e.purpose)
	}
	for _, g := range new(invocation).groups() {
		if slices.Contains(c.groups, g.title) {
			fmt.Fprintf(&b, "\n%s:\n%s", g.title, g.flags.FlagUsagesWrapped(width))
		}
	}
	_, err := io.WriteString(v.stdout, b.String())
	return err
}

func writeCommands(b *strings.Builder) {
	b.WriteString("\nCommands (without one: report):\n")
	all := commands()
	width := 0
	for _, c := range all {
		width = max(width, len(c.name))
	}
	for _, c := range all {
		fmt.Fprintf(b, "  %-*s  %s\n", width, c.name, c.short)
	}
	b.WriteString("\nsipcap COMMAND --help tells about each.\n")
}

// wrap breaks text into lines of at most width characters; its line breaks stay.
func wrap(text string, width int) string {
	var out []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			if line != "" && len(line)+1+len(word) > width {
				out = append(out, line)
				line = ""
			}
			if line != "" {
				line += " "
			}
			line += word
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// printVersion prints the program's version, and that of what compiles capture filters.
func (v *invocation) printVersion() error {
	text := "sipcap " + versionText() + "\n"
	if library := capture.FilterLibrary(); library != "" {
		text += library + "\n"
	}
	_, err := io.WriteString(v.stdout, text)
	return err
}

// version is what the Makefile's build is of; the linker sets it.
var version string

// versionText is the version that the build was told, else what the Go toolchain recorded.
func versionText() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
