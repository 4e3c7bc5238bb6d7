package main

import (
	"bufio"
	"context"
	"strings"

	"github.com/spf13/pflag"

	"sipcap/callflow/report"
)

// splitFlags say what files are made of calls.
type splitFlags struct {
	name  string // the template
	force bool
}

const defaultName = "{call}-{from}-{to}-{state}.pcapng"

func (s *splitFlags) register(fs *pflag.FlagSet) {
	fs.StringVar(&s.name, "name", defaultName, "name the files by `TEMPLATE`, folder and all, with {"+strings.Join(nameFieldNames(), "}, {")+"}")
	fs.BoolVar(&s.force, "force", false, "write over files that are there and have another content")
}

func splitCommand() *command {
	return &command{
		name:  "split",
		usage: "split [flags] FILE ...",
		verb:  "writes",
		short: "a capture file for each selected call",
		long: "A file has the packets of one call, as -w of the other commands writes them, in pcapng with the call's number and findings as " +
			"packet comments. Registrations and the rest have files where they are selected by --call, --call-id or --method. A row a file is printed.\n" +
			"The template ends in .pcapng or .pcap, and .gz or .zst behind it compresses. In values, what is no letter, digit or one of + - _ . @ = " +
			"becomes _; a name that is taken gets -2 behind it. Folders are made where they are missing.",
		examples: []example{
			{"split case.pcap", "1-1001-2001-completed.pcapng and so on, in this folder"},
			{"split --name 'calls/{state}/{call}.pcapng.gz' case.pcap", "in a folder a state, compressed"},
			{"split --status 5xx --format ndjson case.pcap", "those that a server failed, for a script"},
			{"split --method REGISTER --name 'reg-{from}.pcapng' case.pcap", "registrations"},
		},
		groups: []string{sourceGroup, selectGroup, splitGroup, outputGroup, findingGroup, generalGroup},
		run:    (*invocation).runSplit,
	}
}

func (v *invocation) runSplit(ctx context.Context) error {
	opt, err := v.output.options(v.stdout, v.env)
	if err != nil {
		return err
	}
	template, err := parseNameTemplate(v.split.name)
	if err != nil {
		return err
	}
	a, err := v.analyse(ctx, nil)
	if err != nil {
		return err
	}
	defer a.Close()
	v.tellNothingSelected(a)
	calls := v.callsMeant(a)
	s := newSplitter(a, template, calls, v.split.force)
	defer s.files.close()
	a.unwritten = s.run(ctx, v)
	v.tellKeysLost(a, template.format, v.split.name)
	return v.exit(a, v.print(func(w *bufio.Writer) error { return report.Split(w, s.rows(), opt) }))
}
