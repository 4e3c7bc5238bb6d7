// Compare times sipcap beside the tools that people use for the same, on the captures that
// benchgen makes, and prints a table in Markdown:
//
//	go run ./testdata/compare -sipcap ./sipcap -calls bench/calls.pcap -rtp bench/rtp.pcap
//
// It runs all commands in turn, as many rounds as it is told, so that what else the machine does
// meets all of them. A tool that is not installed is left out, with a word on standard error.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

// run measures what the flags in args name, and prints a table for each capture.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	flags.SetOutput(stderr)
	sipcap := flags.String("sipcap", "./sipcap", "the `program` to compare")
	rounds := flags.Int("rounds", 5, "how many `times` each command runs")
	calls := flags.String("calls", "", "`capture` of calls alone")
	rtp := flags.String("rtp", "", "`capture` of media with little SIP")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 || *calls == "" && *rtp == "" || *rounds < 1 {
		return fmt.Errorf("usage: compare [-sipcap PROGRAM] [-rounds N] [-calls FILE] [-rtp FILE]")
	}
	fmt.Fprintf(stdout, "%s\n", machine())
	var versions []string
	for _, c := range []struct{ file, title string }{{*calls, "Calls"}, {*rtp, "Media"}} {
		if c.file == "" {
			continue
		}
		list := commands[c.title](*sipcap, c.file)
		measured, err := measure(ctx, list, *rounds, stderr)
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "\n## %s: %s\n\n", c.title, filepath.Base(c.file))
		print(stdout, measured)
		for _, m := range measured {
			if v := version(ctx, m.args[0]); v != "" && !slices.Contains(versions, v) {
				versions = append(versions, v)
			}
		}
	}
	fmt.Fprintf(stdout, "\n%s\n", strings.Join(append(versions, load()), "\n"))
	return nil
}
