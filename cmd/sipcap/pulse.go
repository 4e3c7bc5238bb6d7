package main

import (
	"fmt"
	"sync/atomic"
	"time"
)

// pulse is an observer that tells whether the watcher goes on. Ticks come several times a second,
// also while the network is silent: without them, what reads or what prints is stuck.
type pulse struct {
	unobserved
	began time.Time
	last  atomic.Int64 // of the ticks, in time.Duration after began
}

// stalledAfter is how long ticks may fail to come.
const stalledAfter = 15 * time.Second

func newPulse() *pulse { return &pulse{began: time.Now()} }

func (p *pulse) tick(*tick) { p.last.Store(int64(time.Since(p.began))) }

// trouble is what is wrong, nil while the watcher goes on. It may be called from any goroutine.
func (p *pulse) trouble() error {
	if d := time.Since(p.began) - time.Duration(p.last.Load()); d > stalledAfter {
		return fmt.Errorf("stalled: nothing was read, and no time went by, for %s", d.Round(time.Second))
	}
	return nil
}
