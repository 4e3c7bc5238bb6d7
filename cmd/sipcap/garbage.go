package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// garbagePercent is how much garbage there may be beside what is in use: nearly all that is allocated stays, so that
// less of it than Go's 100 percent makes the peak lower and costs hardly any time. Where much is in use, less of
// it is enough; from the start it would have a small capture collected too. Where very much is, hardly any of it is garbage
// before the end, and looking for it means to go through all calls again and again.
const (
	garbagePercent = 70
	largePercent   = 40
	hugePercent    = 100
)

// firstCollection is how many bytes the program takes before it looks for garbage: most captures need less,
// and of a large one it would go through the first calls again and again, to find that they are still there.
const firstCollection = 80 << 20

// hugeHeap is how many bytes in use are very many.
const hugeHeap = 96 << 20

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
	debug.SetMemoryLimit(firstCollection)
	behindCollection(func() {
		if percent == garbagePercent {
			percent = largePercent
			behindCollection(collectSeldom)
		}
		debug.SetGCPercent(percent)
		if debug.SetMemoryLimit(-1) == firstCollection {
			debug.SetMemoryLimit(math.MaxInt64)
		}
	})
}

// collectSeldom has garbage looked for more seldom once very much is in use.
func collectSeldom() {
	inUse := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(inUse)
	if inUse[0].Value.Uint64() < hugeHeap {
		behindCollection(collectSeldom)
		return
	}
	debug.SetGCPercent(hugePercent)
}

// behindCollection has f called once, behind the next collection.
func behindCollection(f func()) {
	// What is not used any more is cleaned up then.
	runtime.AddCleanup(new([64]byte), func(f func()) { f() }, f)
}
