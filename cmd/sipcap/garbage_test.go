package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// TestCollectLate: nothing is collected before the program has taken some memory, and as before from then on.
func TestCollectLate(t *testing.T) {
	end := time.Now().Add(10 * time.Second)
	for debug.SetMemoryLimit(-1) == firstCollection && time.Now().Before(end) {
		runtime.GC() // another test runs the program
	}
	defer debug.SetGCPercent(debug.SetGCPercent(55))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(math.MaxInt64))
	collectLate()
	if got := debug.SetMemoryLimit(-1); got != firstCollection {
		t.Errorf("limit %d, want %d", got, firstCollection)
	}
	collectLate() // of no effect the second time
	for debug.SetMemoryLimit(-1) != math.MaxInt64 {
		if runtime.GC(); time.Now().After(end) {
			t.Fatal("still late behind a collection")
		}
	}
	if got := debug.SetGCPercent(55); got != 55 {
		t.Errorf("%d percent behind the first collection, want the 55 of before", got)
	}

	debug.SetMemoryLimit(1 << 30)
	collectLate()
	if limit, percent := debug.SetMemoryLimit(-1), debug.SetGCPercent(55); limit != 1<<30 || percent != 55 {
		t.Errorf("limit %d and %d percent, want those of who runs the program", limit, percent)
	}
}

// TestCollectSeldom: with very much in use, garbage is looked for as seldom as Go does by itself.
func TestCollectSeldom(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(largePercent))
	much := make([]byte, hugeHeap)
	runtime.GC()
	collectSeldom()
	runtime.KeepAlive(much)
	if got := debug.SetGCPercent(largePercent); got != hugePercent {
		t.Errorf("%d percent with %d bytes in use, want %d", got, hugeHeap, hugePercent)
	}
}
