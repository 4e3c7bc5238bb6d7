package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"

	"sipcap/callflow/report"
	"sipcap/capture"
)

func interfacesCommand() *command {
	return &command{
		name:  "interfaces",
		usage: "interfaces [flags]",
		short: "where capture is possible, and why not where it is not",
		examples: []example{
			{"interfaces", "their state, addresses and link types, and what is missing"},
			{"interfaces --format json", "the same for a script"},
		},
		groups: []string{outputGroup, generalGroup},
		run:    (*invocation).runInterfaces,
	}
}

func (v *invocation) runInterfaces(context.Context) error {
	opt, err := v.output.options(v.stdout, v.env)
	if err != nil {
		return err
	}
	if len(v.words) > 0 {
		return misused(v.words[0] + ": interfaces lists all of them")
	}
	all, err := capture.Interfaces()
	if err != nil {
		return failed(fmt.Sprintf("cannot list the interfaces: %s", cause(err)))
	}
	return v.printInterfaces(all, opt)
}

// printInterfaces prints the list, and what would let sipcap capture from those where it cannot.
func (v *invocation) printInterfaces(all []capture.Interface, opt report.Options) error {
	rows := make([]report.InterfaceRow, 0, len(all))
	var refused, impossible bool
	for _, i := range all {
		row := report.InterfaceRow{Name: i.Name, Up: i.Up, LinkType: i.LinkType, Capture: i.Err == nil}
		for _, a := range i.Addresses {
			row.Addresses = append(row.Addresses, a.String())
		}
		switch {
		case errors.Is(i.Err, fs.ErrPermission):
			refused = true
			row.Missing, row.Remedy = "permission", setcap
		case errors.Is(i.Err, capture.ErrNoLive):
			impossible = true
			row.Missing, row.Remedy = "a build that captures on this system", "go build -tags libpcap ./cmd/sipcap"
		case errors.Is(i.Err, capture.ErrDown):
			row.Missing, row.Remedy = "it is down", "sudo ip link set "+i.Name+" up"
		case i.Err != nil:
			row.Missing = i.Err.Error()
		}
		rows = append(rows, row)
	}
	if err := v.print(func(w *bufio.Writer) error { return report.Interfaces(w, rows, opt) }); err != nil {
		return err
	}
	if !forPeople(opt.Format) {
		return nil
	}
	switch {
	case refused:
		note(v.stderr, "this user may not capture", setcap)
	case impossible:
		note(v.stderr, "capturing is not in this build", buildLive)
	}
	return nil
}
