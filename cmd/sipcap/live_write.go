package main

import (
	"fmt"
	"io"
	"os"
	"sync"

	"sipcap/capture"
)

// keeper writes each frame that is captured. An error, as of a full disk, is told once, and the
// capture goes on without it.
type keeper struct {
	unobserved
	name string
	tell func(error)

	mu     sync.Mutex // frames come from who reads, ticks from who watches
	file   io.WriteCloser
	writer *capture.Writer // nil after an error
}

// keep has what in captures written, where -w says so.
func (v *invocation) keep(in *input) (*keeper, error) {
	format, err := v.writes.format()
	if err != nil {
		return nil, err
	}
	if v.writes.toStdout() {
		return nil, misused("-w -: standard output is for what is watched", "tcpdump -i "+v.live.device()+" -w -")
	}
	file, err := os.Create(v.writes.name)
	if err != nil {
		return nil, cannotWrite(v.writes.name, err)
	}
	k := &keeper{name: v.writes.name, file: file, tell: func(err error) { note(v.stderr, err.Error(), "the capture goes on") }}
	if k.writer, err = capture.NewWriter(file, format); err != nil {
		file.Close()
		return nil, cannotWrite(k.name, err)
	}
	in.OnFrame(k.frame)
	return k, nil
}

func (k *keeper) frame(f *capture.Frame) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.writer != nil {
		k.check(k.writer.Write(f))
	}
}

// tick has what was captured reach the disk, in whole records.
func (k *keeper) tick(*tick) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.writer != nil {
		k.check(k.writer.Flush())
	}
}

func (k *keeper) end() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.writer != nil {
		k.check(k.writer.Close())
	}
	if k.writer != nil {
		k.check(k.file.Close())
	}
}

// check gives up keeping on an error.
func (k *keeper) check(err error) {
	if err == nil {
		return
	}
	k.writer = nil
	k.file.Close()
	k.tell(fmt.Errorf("cannot write %s on: %w", k.name, err))
}
