package main

import (
	"runtime"
	"testing"
)

func TestCores(t *testing.T) {
	all := runtime.GOMAXPROCS(4)
	defer runtime.GOMAXPROCS(all)
	var c cores
	on := func(what string, want int) {
		t.Helper()
		if got := runtime.GOMAXPROCS(0); got != want {
			t.Errorf("%s: on %d cores, want %d", what, got, want)
		}
	}
	none := c.take(0)
	on("without --cores", 4)
	one := c.take(1)
	on("--cores 1", 1)
	two := c.take(2)
	on("another run with --cores 2 beside", 3)
	many := c.take(10)
	on("and one with --cores 10", 4)
	one()
	many()
	on("--cores 2 alone, when the others have ended", 2)
	two()
	none()
	on("when all have ended", 4)
}
