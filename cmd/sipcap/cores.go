package main

import (
	"runtime"
	"sync"
)

// cores keeps the process to the processor cores that its runs of the program ask for: one run, but in tests several at a time,
// which together have as many as they ask for one by one.
type cores struct {
	mu    sync.Mutex
	all   int // that there are without a run
	asked int // by the runs that go on
}

var processCores cores

// take has the process run on n cores more, or on all that there are, until the function that it returns is called. 0 asks
// for nothing.
func (c *cores) take(n int) (back func()) {
	if n <= 0 {
		return func() {}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.asked == 0 {
		c.all = runtime.GOMAXPROCS(0)
	}
	c.ask(n)
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.ask(-n)
	}
}

// ask changes how many cores are asked for by n.
func (c *cores) ask(n int) {
	c.asked += n
	use := c.all
	if c.asked > 0 {
		use = min(use, c.asked)
	}
	if use != runtime.GOMAXPROCS(0) { // it stops all that runs
		runtime.GOMAXPROCS(use)
	}
}
