package main

import (
	"bufio"
	"context"

	"github.com/spf13/pflag"

	"sipcap/callflow"
	"sipcap/callflow/report"
)

// callsFlags say what is a row of `calls`.
type callsFlags struct {
	all      bool
	legs     bool
	messages bool
}

func (c *callsFlags) register(fs *pflag.FlagSet) {
	fs.BoolVar(&c.all, "all", false, "registrations, subscriptions, OPTIONS, MESSAGE and the rest too")
	fs.BoolVar(&c.legs, "legs", false, "a row for each leg of a call that a B2BUA has in several")
	fs.BoolVar(&c.messages, "messages", false, "the messages of each call too")
}

func callsCommand() *command {
	return &command{
		name:  "calls",
		usage: "calls [flags] FILE ... | -i IFACE",
		short: "a row a call",
		examples: []example{
			{"calls case.pcap", "every call with its state, final response and times"},
			{"calls --all case.pcap", "registrations, subscriptions, OPTIONS and the rest too"},
			{"calls --legs case.pcap", "each side of a B2BUA by itself, and why they are one call"},
			{"calls --outcome client-error,server-error case.pcap", "those that were refused"},
			{"calls --where 'talk_ms < 2000 && outcome == \"success\"' case.pcap", "answered, and over within two seconds; docs/where.md tells what can be asked"},
			{"calls --from 1001 --since 10:24 --format csv case.pcap", "one caller's from then on, for a spreadsheet"},
			{"calls --call-id 'a84b4c76*' --messages --format json case.pcap", "one call and its messages, for a script"},
			{"calls -i eth0", "each call when it is over, and nothing more comes for it"},
		},
		groups: []string{sourceGroup, liveGroup, serviceGroup, selectGroup, callsGroup, writeGroup, keepGroup, outputGroup, findingGroup, generalGroup},
		run:    (*invocation).runCalls,
	}
}

func (v *invocation) runCalls(ctx context.Context) error {
	opt, err := v.output.options(v.stdout, v.env)
	if err != nil {
		return err
	}
	if in, err := v.watching(ctx); err != nil {
		return err
	} else if in != nil {
		defer in.Close()
		return v.watchCalls(ctx, in, opt)
	}
	var rows map[*callflow.Leg][]report.MessageRow
	var each onMessage
	if v.calls.messages {
		rows = make(map[*callflow.Leg][]report.MessageRow)
		each = func(in *input, e *callflow.Event, s callflow.Sighting) {
			if s.Leg != nil {
				rows[s.Leg] = append(rows[s.Leg], report.NewMessageRow(e, s, in.files[e.Frame.File]))
			}
		}
	}
	v.finding.counted = forPeople(opt.Format)
	a, err := v.analyse(ctx, each)
	if err != nil {
		return err
	}
	defer a.Close()
	data := a.data()
	data.All = v.calls.all || a.selected.anyKind()
	data.Legs = v.calls.legs
	data.Rows = rows
	if !forPeople(opt.Format) { // those tell themselves why they are empty
		v.tellNothingSelected(a)
		if !data.All {
			v.tellOtherKinds(a)
		}
	}
	shown := a.calls
	if !data.All {
		shown = ofKind(shown, callflow.KindCall)
	}
	v.writeCalls(ctx, a, shown)
	opt.Files = a.files
	return v.exit(a, v.print(func(w *bufio.Writer) error { return report.Calls(w, data, opt) }))
}

// watchCalls prints each call when it is over.
func (v *invocation) watchCalls(ctx context.Context, in *input, opt report.Options) error {
	if v.calls.messages {
		return misused("--messages: not of a live source", "sipcap messages prints them as they come, sipcap ladder those of each call")
	}
	asked, err := v.selected.callWhere()
	if err != nil {
		return err
	}
	return v.watchRows(ctx, in, asked, func(w *bufio.Writer, rows *rowsWatch) (observer, func() error) {
		list := report.NewCallWriter(w, v.calls.all, v.calls.legs, opt)
		rows.flush = list.Flush
		return &callsWatch{rows: rows, selected: v.selecting(in, asked), all: v.calls.all, write: func(c *callflow.Call) error {
			list.SetFiles(in.filesSoFar())
			return list.Write(c)
		}}, list.Close
	})
}
