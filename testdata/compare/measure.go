package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"time"
)

// measurement is what the runs of a command took.
type measurement struct {
	command
	wall, cpu []time.Duration // in ascending order
	peak      int64           // the most resident memory, in bytes; 0 where it is not known
}

// median is the middle one of a list in order.
func median(list []time.Duration) time.Duration { return list[len(list)/2] }

// measure runs commands in turn. One that is not installed is left out.
func measure(ctx context.Context, list []command, rounds int, stderr io.Writer) ([]*measurement, error) {
	var all []*measurement
	for _, c := range list {
		if _, err := exec.LookPath(c.args[0]); err != nil {
			fmt.Fprintf(stderr, "compare: %s is left out: %v\n", c.args[0], err)
			continue
		}
		all = append(all, &measurement{command: c})
	}
	for n := range rounds {
		for _, m := range all {
			fmt.Fprintf(stderr, "round %d of %d: %s\n", n+1, rounds, m.line())
			if err := m.run(ctx); err != nil {
				return nil, err
			}
		}
	}
	for _, m := range all {
		slices.Sort(m.wall)
		slices.Sort(m.cpu)
	}
	return all, nil
}

// run runs the command once.
func (m *measurement) run(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, m.args[0], m.args[1:]...)
	cmd.Env = append(os.Environ(), "LC_ALL=C", "TERM=dumb")
	start := time.Now()
	if err := cmd.Run(); err != nil { // with its output to nowhere
		return fmt.Errorf("%s: %w", m.line(), err)
	}
	m.wall = append(m.wall, time.Since(start))
	m.cpu = append(m.cpu, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
	m.peak = max(m.peak, peakOf(cmd.ProcessState))
	return nil
}
