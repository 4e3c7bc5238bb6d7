package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// meter is what progress is read from.
type meter interface {
	Progress() (read, total int64) // bytes
	packets() uint64               // so far
}

const (
	progressDelay  = time.Second
	progressPeriod = 200 * time.Millisecond
	progressWidth  = 30
)

// showProgress draws a bar on standard error while m is read, where that is a terminal and
// reading takes longer than a second. The function that it returns erases the bar; it may be
// called more than once.
func (v *invocation) showProgress(m meter) (stop func()) {
	if !isTerminal(v.stderr) {
		return func() {}
	}
	done, finished := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(finished)
		drawProgress(v.stderr, m, done, !localeIsUTF8(v.env) || v.output.ascii)
	}()
	return sync.OnceFunc(func() {
		close(done)
		<-finished
	})
}

// drawProgress draws until done is closed.
func drawProgress(w io.Writer, m meter, done <-chan struct{}, ascii bool) {
	select {
	case <-done:
		return
	case <-time.After(progressDelay):
	}
	tick := time.NewTicker(progressPeriod)
	defer tick.Stop()
	start := time.Now().Add(-progressDelay)
	for {
		read, total := m.Progress()
		fmt.Fprintf(w, "\r\x1b[K%s", progressLine(read, total, m.packets(), time.Since(start), ascii))
		select {
		case <-done:
			fmt.Fprint(w, "\r\x1b[K")
			return
		case <-tick.C:
		}
	}
}

// progressLine is the bar: how much of the input was read, how many packets are in that, and how fast. Without a total, as
// from a pipe, it has no bar.
func progressLine(read, total int64, packets uint64, took time.Duration, ascii bool) string {
	more := "  " + plural(packets, "packet")
	if took > 0 {
		more += fmt.Sprintf("  %s/s", byteSize(int64(float64(read)/took.Seconds())))
	}
	if total <= 0 {
		return fmt.Sprintf("reading  %s%s", byteSize(read), more)
	}
	read = min(read, total)
	full, empty := "█", "░"
	if ascii {
		full, empty = "#", "."
	}
	n := int(progressWidth * read / total)
	return fmt.Sprintf("reading  %s%s %3d %%  %s of %s%s", strings.Repeat(full, n), strings.Repeat(empty, progressWidth-n),
		100*read/total, byteSize(read), byteSize(total), more)
}

// byteSize prints a size in the unit that suits it.
func byteSize(n int64) string {
	switch {
	case n < 1e3:
		return fmt.Sprintf("%d B", n)
	case n < 1e6:
		return fmt.Sprintf("%.0f kB", float64(n)/1e3)
	case n < 1e9:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.2f GB", float64(n)/1e9)
}
