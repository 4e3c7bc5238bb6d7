package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"sipcap/callflow"
	"sipcap/callflow/diagnose"
	"sipcap/callflow/ingest"
	"sipcap/capture"
)

// watcher reads a source that has no end, gathers the calls that are over, and tells observers.
type watcher struct {
	in      *input
	limits  callflow.Limits
	rules   diagnose.Options
	streams int // bytes of messages on streams that are not whole
	tls     int // bytes of decrypting
	to      observers
	batch   batch
	told    findingsTold
	keeping *keeping
	last    *tick
	state   atomic.Pointer[tick] // of the source, from the goroutine that reads
}

// watchEvery is how often observers get a tick: as often as a screen is drawn again.
const watchEvery = 250 * time.Millisecond

// run reads until the source ends or ctx is done. Both are the end of what is watched, and no
// error.
func (w *watcher) run(ctx context.Context) (*ingest.Result, error) {
	defer context.AfterFunc(ctx, w.in.Stop)()
	cfg := ingest.Config{
		OnMessage: w.to.message, StreamBytes: w.streams, TLSBytes: w.tls,
		Live: &ingest.Live{
			Limits: w.limits, Every: watchEvery,
			OnCall: w.over, OnProgress: w.to.step, OnTick: w.tick,
		},
	}
	if w.in.keyLog != nil {
		cfg.KeyLog = w.in.keyLog
	}
	res, err := ingest.Run(ctx, &watched{w.in, w}, cfg)
	if err != nil {
		err = failed(fmt.Sprintf("cannot read on: %v", err))
	}
	res.Capture.Interrupted = false
	w.finish(res)
	return res, err
}

// over takes a call that was let go of.
func (w *watcher) over(c *callflow.Call) {
	w.batch.add(c)
	if w.batch.full() {
		w.hand(w.batch.takeAll())
	}
}

// tick hands on the calls whose time to wait for the rest of their legs is over.
func (w *watcher) tick(t ingest.Tick) {
	w.last = &tick{Tick: t}
	if s := w.state.Load(); s != nil {
		w.last.drops, w.last.down = s.drops, s.down
	}
	w.last.kept = w.keeping.counts()
	w.batch.now = t.Now
	w.hand(w.batch.take())
	w.to.tick(w.last)
}

// finish hands on what is left at the end.
func (w *watcher) finish(res *ingest.Result) {
	t := tick{drops: w.in.Drops()}
	if w.last != nil {
		t.Now, t.Standing.Shed = w.last.Now, w.last.Standing.Shed
	}
	if _, last := res.Capture.Span(); t.Now.IsZero() || last.After(t.Now) {
		t.Now = last
	}
	t.Stray, t.Capture = res.Stray, res.Capture
	w.last = &t
	for _, c := range res.Calls {
		w.batch.add(c)
	}
	w.hand(w.batch.takeAll())
	w.keeping.settle()
	t.kept = w.keeping.counts()
	w.to.tick(w.last)
	w.to.end()
}

// hand gives finished calls to the observers.
func (w *watcher) hand(calls []*callflow.Call) {
	if len(calls) == 0 {
		return
	}
	for _, f := range w.told.fresh(diagnoseBatch(calls, &w.last.Capture, w.rules)) {
		w.to.finding(f)
	}
	for _, c := range calls {
		w.to.call(c)
	}
}

// watched is a watcher's source. It asks the kernel for what was lost, and what is down, where the source may be asked.
type watched struct {
	*input
	w *watcher
}

// Next implements ingest.Source. It learns the name of a file with its first packet, before anybody is told of that.
func (s *watched) Next() (*capture.Packet, error) {
	p, err := s.input.Next()
	if err == nil {
		s.w.keeping.packet(p)
	}
	if err == nil && int(p.Frame.File) >= len(s.filesSoFar()) {
		names := s.fileNames()
		s.known.Store(&names)
	}
	return p, err
}

// Info implements ingest.Source; it is called for each tick.
func (s *watched) Info() capture.Info {
	s.w.state.Store(&tick{drops: s.input.Drops(), down: s.input.Down()})
	return s.input.Info()
}
