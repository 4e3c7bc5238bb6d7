package main

import (
	"sipcap/callflow"
	"sipcap/callflow/ingest"
	"sipcap/callflow/report"
	"sipcap/capture"
)

// observer is told what a watcher sees, while it goes on. All its methods are called from one
// goroutine, which has the next message wait: what takes long does it in a goroutine of its own.
//
// To add one: 1. a type that embeds unobserved and has the methods that it needs, in a file of
// its own; 2. a line in (*invocation).observers, which tells when it is wanted.
type observer interface {
	// message is called for each message, in the order of capture; it keeps nothing of the event.
	message(*callflow.Event, callflow.Sighting)
	// step is called at each step of a call that is still open; status is that of a refusal.
	step(step callflow.Progress, status int)
	// call is called once for each call, when it is over or was given up, and has its number and
	// its findings. It may be kept, and is not changed any more.
	call(*callflow.Call)
	// finding is called for each finding about no call, once.
	finding(*callflow.Finding)
	// tick is called several times a second of the source's time, also while nothing comes.
	tick(*tick)
	// end is called once, after all else: what was seen is over, and the last tick tells of all of it.
	end()
}

// tick is how a watcher's source is doing. It may be kept.
type tick struct {
	ingest.Tick
	drops capture.Drops
	down  []string // interfaces that are down for now
	kept  report.Kept
}

// unobserved is what observers embed for the methods that they do without.
type unobserved struct{}

func (unobserved) message(*callflow.Event, callflow.Sighting) {}
func (unobserved) step(callflow.Progress, int)                {}
func (unobserved) call(*callflow.Call)                        {}
func (unobserved) finding(*callflow.Finding)                  {}
func (unobserved) tick(*tick)                                 {}
func (unobserved) end()                                       {}

// observers are several observers as one.
type observers []observer

func (all observers) message(e *callflow.Event, s callflow.Sighting) {
	for _, o := range all {
		o.message(e, s)
	}
}

func (all observers) step(step callflow.Progress, status int) {
	for _, o := range all {
		o.step(step, status)
	}
}

func (all observers) call(c *callflow.Call) {
	for _, o := range all {
		o.call(c)
	}
}

func (all observers) finding(f *callflow.Finding) {
	for _, o := range all {
		o.finding(f)
	}
}

func (all observers) tick(t *tick) {
	for _, o := range all {
		o.tick(t)
	}
}

func (all observers) end() {
	for _, o := range all {
		o.end()
	}
}
