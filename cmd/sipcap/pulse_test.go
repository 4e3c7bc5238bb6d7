package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A watcher is well while ticks come, and again once they do.
func TestPulse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPulse()
		for _, step := range []struct {
			wait time.Duration
			tick bool
			well bool
		}{
			{0, false, true},
			{stalledAfter, false, true},
			{time.Second, false, false},
			{0, true, true},
			{stalledAfter, true, true},
			{time.Minute, false, false},
		} {
			time.Sleep(step.wait)
			if step.tick {
				p.tick(&tick{})
			}
			if err := p.trouble(); (err == nil) != step.well {
				t.Errorf("after %v, tick %v: %v", step.wait, step.tick, err)
			} else if err != nil && !strings.Contains(err.Error(), "stalled") {
				t.Error(err)
			}
		}
	})
}
