package main

import (
	"runtime"
	"testing"
)

func TestOnCores(t *testing.T) {
	all := runtime.GOMAXPROCS(0)
	for _, tt := range []struct{ cores, want int }{{0, all}, {1, 1}, {all + 6, all}} {
		back := (&sourceFlags{cores: tt.cores}).onCores()
		if got := runtime.GOMAXPROCS(0); got != tt.want {
			t.Errorf("--cores %d: on %d cores, want %d", tt.cores, got, tt.want)
		}
		back()
	}
	if got := runtime.GOMAXPROCS(0); got != all {
		t.Errorf("on %d cores afterwards, want %d", got, all)
	}
}
