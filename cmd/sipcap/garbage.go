package main

import (
	"math"
	"runtime"
	"runtime/debug"
)

// garbagePercent is how much garbage there may be beside what is in use: nearly all that is allocated stays, so that
// less of it than Go's 100 percent makes the peak lower and costs hardly any time. Where much is in use, less of
// it is enough; from the start it would have a small capture collected too.
const (
	garbagePercent = 70
	largePercent   = 45
)

// firstCollection is how many bytes the program takes before it looks for garbage: most captures need less,
// and of a large one it would go through the first calls again and again, to find that they are still there.
const firstCollection = 80 << 20

// collectLate leaves garbage alone until the program has taken firstCollection bytes, unless a limit of memory is
// set already, or garbage is not collected at all.
func collectLate() {
	if debug.SetMemoryLimit(-1) != math.MaxInt64 {
		return
	}
	percent := debug.SetGCPercent(-1)
	if percent < 0 {
		return
	}
	if percent == garbagePercent {
		percent = largePercent
	}
	debug.SetMemoryLimit(firstCollection)
	// What is not used any more is cleaned up behind the first collection.
	runtime.AddCleanup(new([64]byte), func(percent int) {
		debug.SetGCPercent(percent)
		if debug.SetMemoryLimit(-1) == firstCollection {
			debug.SetMemoryLimit(math.MaxInt64)
		}
	}, percent)
}
