package main

import (
	"sipcap/callflow"
	"sipcap/cmd/sipcap/internal/exporter"
)

// exported is the observer that has an exporter count.
type exported struct{ e *exporter.Exporter }

func (x exported) message(e *callflow.Event, s callflow.Sighting) { x.e.Message(e, s) }
func (x exported) step(step callflow.Progress, _ int)             { x.e.Step(step) }
func (x exported) call(c *callflow.Call)                          { x.e.Call(c) }
func (x exported) finding(f *callflow.Finding)                    { x.e.Finding(f) }
func (x exported) end()                                           {}

func (x exported) tick(t *tick) {
	x.e.Tick(exporter.Snapshot{Standing: t.Standing, Capture: t.Capture, Received: t.drops.Received, Dropped: t.drops.Dropped,
		Kept: t.kept.Frames, KeptDropped: t.kept.Dropped, Failures: t.kept.Failures, FailuresLost: t.kept.FailuresLost})
}
