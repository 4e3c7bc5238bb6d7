// Benchgen writes the captures that the benchmarks read. They are made, not kept: the same
// flags give the same bytes on every machine, in a few seconds.
//
//	go run ./testdata/benchgen -o bench/calls.pcap                # 60,000 calls, 402,000 SIP messages, 227 MB
//	go run ./testdata/benchgen -rtp 1000000 -o bench/rtp.pcap     # 1,000,000 RTP packets, 0.3 % SIP, 236 MB
//
// Calls start throughout an hour, or as many as -hours says, and overlap, between 2,000 phones and four SBCs. Every hundred
// calls hold the mix of the table in script.go, in shuffled order.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "benchgen:", err)
		os.Exit(1)
	}
}

// run does what the flags in args say; counts go to stderr.
func run(args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("benchgen", flag.ContinueOnError)
	flags.SetOutput(stderr)
	calls := flags.Int("calls", 0, "number of calls (default 60000, or with -rtp as many as make 0.3 % of the packets SIP)")
	rtp := flags.Int("rtp", 0, "number of RTP packets, shared out among the answered calls")
	hours := flags.Int("hours", 1, "`hours` in which the calls start")
	name := flags.String("o", "", "output `file`; - is standard output")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *name == "" || flags.NArg() > 0 || *calls < 0 || *rtp < 0 || *hours < 1 {
		return fmt.Errorf("usage: benchgen [-calls N] [-rtp N] [-hours N] -o FILE")
	}
	if *calls == 0 {
		*calls = 60000
		if *rtp > 0 {
			// 0.3 % of the packets, at 6.7 messages a call.
			*calls = max(100, *rtp*30/67000)
		}
	}
	out := stdout
	if *name != "-" {
		file, err := os.Create(*name)
		if err != nil {
			return err
		}
		defer file.Close()
		out = file
	}
	n, err := write(out, *calls, *rtp, *hours)
	if err != nil {
		return fmt.Errorf("write %s: %w", *name, err)
	}
	fmt.Fprintf(stderr, "%s: %d calls, %d SIP messages (%d sent again), %d RTP packets\n", *name, *calls, n.sip, n.again, n.rtp)
	return nil
}
