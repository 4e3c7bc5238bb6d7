package main

import (
	"bufio"
	"context"
	"fmt"

	"sipcap/callflow"
	"sipcap/callflow/report"
)

func ladderCommand() *command {
	return &command{
		name:  "ladder",
		usage: "ladder [flags] FILE ... | -i IFACE",
		short: "the ladder of each selected call: who sent what to whom, and when",
		long: "Without a selection it prints the ladders of all calls; registrations and the rest where they are selected by " +
			"--call, --call-id or --method. `sipcap calls` and the report number the calls.",
		examples: []example{
			{"ladder --call 7 case.pcap", "call 7, as the report numbers it"},
			{"ladder --call-id 3c26@10.1.1.40 --ascii case.pcap", "one call, to paste into a ticket"},
			{"ladder --state failed --color always case.pcap | less -R", "every call that failed"},
			{"ladder --where '\"missing-ack\" in findings' case.pcap", "those with a finding"},
			{"ladder --method REGISTER --from 1001 case.pcap", "the registrations of one user"},
			{"ladder -i eth0 --status 5xx", "each call that a server failed, when it is over"},
		},
		groups: []string{sourceGroup, liveGroup, serviceGroup, selectGroup, writeGroup, keepGroup, outputGroup, findingGroup, generalGroup},
		run:    (*invocation).runLadder,
	}
}

// manyLadders is from how many on a person who selected nothing is told how to select.
const manyLadders = 20

func (v *invocation) runLadder(ctx context.Context) error {
	opt, err := v.output.options(v.stdout, v.env)
	if err != nil {
		return err
	}
	if in, err := v.watching(ctx); err != nil {
		return err
	} else if in != nil {
		defer in.Close()
		return v.watchLadders(ctx, in, opt)
	}
	a, err := v.analyse(ctx, nil)
	if err != nil {
		return err
	}
	defer a.Close()
	v.tellNothingSelected(a)
	calls := v.callsMeant(a)
	v.writeCalls(ctx, a, calls)
	opt.Files = a.files
	err = v.print(func(w *bufio.Writer) error {
		ladders := report.NewLadderWriter(w, opt)
		for _, c := range calls {
			if err := ladders.Write(callflow.NewLadder(c)); err != nil {
				return err
			}
		}
		return ladders.Close()
	})
	if _, terminal := terminalWidth(v.stdout); err == nil && terminal && a.selected.empty() && len(calls) > manyLadders {
		note(v.stderr, fmt.Sprintf("%d ladders printed", len(calls)), "--call 7, --state failed, --from 1001 and others select: sipcap ladder --help")
	}
	return v.exit(a, err)
}

// watchLadders prints the ladder of each call when it is over.
func (v *invocation) watchLadders(ctx context.Context, in *input, opt report.Options) error {
	asked, err := v.selected.callWhere()
	if err != nil {
		return err
	}
	return v.watchRows(ctx, in, asked, func(w *bufio.Writer, rows *rowsWatch) (observer, func() error) {
		list := report.NewLadderWriter(w, opt)
		rows.flush = list.Flush
		write := func(c *callflow.Call) error {
			list.SetFiles(in.filesSoFar())
			return list.Write(callflow.NewLadder(c))
		}
		return &callsWatch{rows: rows, selected: v.selecting(in, asked), write: write}, list.Close
	})
}

// ofKind are the calls of a kind, in their order.
func ofKind(calls []*callflow.Call, kind callflow.Kind) []*callflow.Call {
	var out []*callflow.Call
	for _, c := range calls {
		if c.Kind == kind {
			out = append(out, c)
		}
	}
	return out
}
