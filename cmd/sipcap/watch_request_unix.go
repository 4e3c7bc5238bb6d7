//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// requested is an observer that does something when a signal asks for it.
type requested struct {
	unobserved
	signals chan os.Signal
	do      func()
}

// onRequest has do called, between two messages, when the process gets SIGUSR1.
func onRequest(do func()) observer { return onSignal(syscall.SIGUSR1, do) }

// onHangup has do called, likewise, when the process gets SIGHUP.
func onHangup(do func()) observer { return onSignal(syscall.SIGHUP, do) }

func onSignal(s os.Signal, do func()) observer {
	r := requested{signals: make(chan os.Signal, 1), do: do}
	signal.Notify(r.signals, s)
	return r
}

func (r requested) tick(*tick) {
	select {
	case <-r.signals:
		r.do()
	default:
	}
}

func (r requested) end() { signal.Stop(r.signals) }
