package main

import (
	"context"
	"os/exec"
	"strings"
)

// command is what is measured.
type command struct {
	args []string
	does string // for its time
}

// tell is the flag that has a tool tell its version.
var tell = map[string]string{"sngrep": "-V", "sipgrep": "-V", "tshark": "--version", "tcpdump": "--version"}

// version is what a tool says of itself, "" where it is not known how to ask.
func version(ctx context.Context, tool string) string {
	flag, ok := tell[tool]
	if !ok {
		return ""
	}
	out, _ := exec.CommandContext(ctx, tool, flag).CombinedOutput()
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(strings.ToLower(line), tool) || strings.Contains(line, "("+tool) || strings.HasPrefix(line, "TShark") {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// commands are those of each capture. Ratios are to the first.
//
// To add a tool: a row here, with what it does for its time, and how it tells its version above.
var commands = map[string]func(sipcap, file string) []command{
	"Calls": func(sipcap, file string) []command {
		return []command{
			{[]string{sipcap, "stats", file}, "parses, judges and diagnoses every call"},
			{[]string{sipcap, "report", file}, "the same"},
			{[]string{sipcap, "stats", "--cores", "1", file}, "the same, on one core"},
			{[]string{"sngrep", "-I", file, "-N", "-q", "-l", "100000"}, "stores the calls"},
			{[]string{"sipgrep", "-C", "-R", "-G", "-I", file}, "prints the messages"},
			{[]string{"tshark", "-q", "-z", "sip,stat", "-r", file}, "counts methods and codes"},
			{[]string{"tcpdump", "-r", file, "-w", nowhere}, "copies"},
		}
	},
	"Media": func(sipcap, file string) []command {
		return []command{
			{[]string{sipcap, "report", file}, "finds the SIP; judges and diagnoses every call"},
			{[]string{"sngrep", "-I", file, "-N", "-q", "-l", "100000"}, "stores the calls"},
			{[]string{"sngrep", "-r", "-I", file, "-N", "-q", "-l", "100000"}, "stores the calls and their media"},
			{[]string{"tshark", "-q", "-z", "rtp,streams", "-r", file}, "measures media streams"},
			{[]string{"tcpdump", "-r", file, "-w", nowhere}, "copies"},
		}
	},
}

const nowhere = "/dev/null"
