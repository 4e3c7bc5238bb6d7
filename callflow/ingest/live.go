package ingest

import (
	"cmp"
	"errors"
	"time"

	"sipcap/callflow"
	"sipcap/capture"
)

// Live has a run let go of calls when they are over, so that its memory follows the calls that
// are open, and tell how it goes: for a source that has no end.
type Live struct {
	Limits callflow.Limits
	// OnCall is called with each call that is let go of. Those that are left at the end are
	// in Result.Calls. All are of one leg: who gathers them joins them, see callflow.Join.
	OnCall func(*callflow.Call)
	// OnProgress is called at each step of an open call; see callflow.Streaming.
	OnProgress func(step callflow.Progress, status int)
	// OnTick is called about once Every of the source's time has gone by, after all messages
	// until then; 0 means a second. All calls are from one goroutine.
	OnTick func(Tick)
	Every  time.Duration
}

// Tick is how a run goes.
type Tick struct {
	Now      time.Time // of the source
	Standing callflow.Standing
	Stray    callflow.Tally // messages without a Call-ID so far
	Capture  callflow.Capture
}

// tick has the worker told what time it is, once enough of it has gone by.
func (r *reader) tick(now time.Time) {
	// A clock that was set back is not waited for.
	if r.live == nil || !r.ticked.IsZero() && !now.Before(r.ticked) && now.Sub(r.ticked) < cmp.Or(r.live.Every, time.Second) {
		return
	}
	r.ticked = now
	for _, w := range r.workers {
		w.filling.tick = &Tick{Now: now, Capture: r.facts(r.info())}
		w.fresh = false
		w.send()
	}
}

// idle tells whether a source's error is that it has nothing for now.
func idle(err error) (*capture.Idle, bool) { return errors.AsType[*capture.Idle](err) }

// tell advances the builder to a tick, and hands it on.
func (w *worker) tell(b *callflow.Builder, t *Tick) {
	b.Advance(t.Now)
	if w.live.OnTick != nil {
		t.Standing, t.Stray = b.Standing(), callflow.Tally{}
		t.Stray.Merge(b.Stray()) // a copy, which can be kept
		w.live.OnTick(*t)
	}
}
