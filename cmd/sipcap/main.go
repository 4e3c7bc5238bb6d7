// Command sipcap tells what happened to every SIP call in a capture, and why the bad ones
// failed.
//
// The file of a command's name holds the command (report.go, calls.go, ladder.go, messages.go,
// stats.go, split.go, diff.go, interfaces.go, explain.go); command.go lists them. What they share: source.go and
// live.go (which captures), watch*.go (what goes on), service.go (as a service),
// select.go (which calls), output.go (how it is printed), analyse.go (from captures to calls),
// write.go (where their packets go), errors.go (how trouble is told, and the exit statuses), progress.go, help.go.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
)

// oneInterrupt is for how long signals count as the first one: timeout(1) sends its own to the
// program, and again to all of its group.
const oneInterrupt = 300 * time.Millisecond

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
	// A pipe that the reader closed is met as a write error, and ends the program quietly.
	signal.Ignore(syscall.SIGPIPE)

	ctx, cancel := context.WithCancel(context.Background())
	interrupts := make(chan os.Signal, 2)
	signal.Notify(interrupts, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-interrupts
		cancel() // what was read until now is still told
		passOver(interrupts, oneInterrupt)
		<-interrupts
		if isTerminal(os.Stdout) {
			_, _ = os.Stdout.WriteString(showCursor)
		}
		os.Exit(exitInterrupted)
	}()

	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr))
}

// passOver takes the signals of a while.
func passOver(signals <-chan os.Signal, while time.Duration) {
	for end := time.After(while); ; {
		select {
		case <-signals:
		case <-end:
			return
		}
	}
}
