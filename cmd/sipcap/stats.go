package main

import (
	"bufio"
	"context"
	"io"

	"sipcap/callflow"
	"sipcap/callflow/report"
)

func statsCommand() *command {
	return &command{
		name:  "stats",
		usage: "stats [flags] FILE ... | -i IFACE",
		short: "counts, the metrics of RFC 6076, and what tells failed calls from others",
		long: "Calls are counted by next hop, source, destination, User-Agent, codecs and hour too; what tells failed calls from the others comes first. " +
			"docs/json.md has the definition of each metric. With a selection, the figures are those of the selected calls.",
		examples: []example{
			{"stats case.pcap", "the figures of a capture"},
			{"stats --format json case.pcap", "the same for a script; docs/json.md has the schema"},
			{"stats --from 1001 case.pcap", "those of one caller"},
			{"stats --where 'src startsWith \"10.1.\"' case.pcap", "those that came from a network"},
			{"stats --format json case.pcap | jq '.by[0].tells'", "where the failed calls went, or came from"},
			{"stats -i eth0 --format ndjson", "how it goes, once a minute, and the figures at the end"},
		},
		groups: []string{sourceGroup, liveGroup, serviceGroup, selectGroup, writeGroup, keepGroup, outputGroup, findingGroup, generalGroup},
		run:    (*invocation).runStats,
	}
}

func (v *invocation) runStats(ctx context.Context) error {
	v.finding.counted = true
	return v.printAnalysis(ctx, report.Stats, callflow.Sum)
}

// printAnalysis reads the captures and prints one view of all that is selected.
func (v *invocation) printAnalysis(ctx context.Context, view func(io.Writer, *report.Data, report.Options) error, sum summer) error {
	opt, err := v.output.options(v.stdout, v.env)
	if err != nil {
		return err
	}
	if in, err := v.watching(ctx); err != nil {
		return err
	} else if in != nil {
		defer in.Close()
		return v.watchReport(ctx, in, view)
	}
	a, err := v.analyse(ctx, nil)
	if err != nil {
		return err
	}
	defer a.Close()
	v.tellNothingSelected(a)
	v.writeCalls(ctx, a, a.calls)
	opt.Files = a.files
	data := a.sums(sum)
	return v.exit(a, v.print(func(w *bufio.Writer) error { return view(w, data, opt) }))
}
