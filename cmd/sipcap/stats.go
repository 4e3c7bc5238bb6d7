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
		usage: "stats [flags] FILE ...",
		short: "counts by method, code, class and state, and the metrics of RFC 6076",
		long:  "With a selection, the counts are those of the selected calls.",
		examples: []example{
			{"stats case.pcap", "the figures of a capture"},
			{"stats --format json case.pcap", "the same for a script; docs/json.md has the schema"},
			{"stats --from 1001 case.pcap", "those of one caller"},
			{"stats --where 'src startsWith \"10.1.\"' case.pcap", "those that came from a network"},
		},
		groups: []string{sourceGroup, selectGroup, outputGroup, failOnGroup, generalGroup},
		run:    (*invocation).runStats,
	}
}

func (v *invocation) runStats(ctx context.Context) error { return v.printAnalysis(ctx, report.Stats) }

// printAnalysis reads the captures and prints one view of all that is selected.
func (v *invocation) printAnalysis(ctx context.Context, view func(io.Writer, *report.Data, report.Options) error) error {
	opt, err := v.output.options(v.stdout, v.env)
	if err != nil {
		return err
	}
	a, err := v.analyse(ctx, nil)
	if err != nil {
		return err
	}
	v.tellNothingSelected(a)
	opt.Files = a.files
	data := a.data()
	data.Responses, data.Dimensions = callflow.MeasureResponses(a.calls), callflow.Dimensions(a.calls)
	if err := v.print(func(w *bufio.Writer) error { return view(w, data, opt) }); err != nil {
		return err
	}
	return v.exit(a)
}
