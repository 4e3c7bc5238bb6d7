package main

import (
	"context"
	"io"
	"os"
	"time"

	"sipcap/capture"
)

// standardInput is standard input as a capture to read. Reading ends when ctx is done, even
// where a pipe stays silent: `tcpdump -w - | sipcap -` is stopped that way.
func (v *invocation) standardInput(ctx context.Context) io.Reader {
	if f, ok := v.stdin.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return f
		}
	}
	return &interruptible{ctx: ctx, r: v.stdin, idle: capture.DefaultIdle}
}

// interruptible reads r; at r's end or when ctx is done it is at its end. A read of r that
// has begun may go on for ever; nobody waits for it.
type interruptible struct {
	ctx    context.Context
	r      io.Reader
	idle   time.Duration // after which a read that brings nothing tells so with *capture.Idle; 0 for never
	chunks chan chunk    // what a goroutine reads ahead; made by the first Read
	empty  chan []byte
	now    chunk // what is left of the chunk that was taken last
	buffer []byte
}

// chunk is the result of one read.
type chunk struct {
	data []byte
	err  error
}

const chunkSize = 256 << 10

func (i *interruptible) Read(p []byte) (int, error) {
	if i.chunks == nil {
		i.chunks, i.empty = make(chan chunk), make(chan []byte, 2)
		i.empty <- make([]byte, chunkSize)
		i.empty <- make([]byte, chunkSize)
		go i.readAhead()
	}
	if len(i.now.data) == 0 {
		if i.now.err != nil {
			return 0, i.now.err
		}
		if i.buffer != nil {
			i.empty <- i.buffer
			i.buffer = nil
		}
		var quiet <-chan time.Time
		if i.idle > 0 {
			quiet = time.After(i.idle)
		}
		select {
		case <-i.ctx.Done():
			return 0, io.EOF
		case i.now = <-i.chunks:
			i.buffer = i.now.data[:cap(i.now.data)]
		case now := <-quiet:
			return 0, &capture.Idle{Now: now}
		}
	}
	n := copy(p, i.now.data)
	i.now.data = i.now.data[n:]
	if n == 0 && len(p) > 0 {
		return 0, i.now.err
	}
	return n, nil
}

// readAhead reads r until an error, its end included.
func (i *interruptible) readAhead() {
	for {
		var buffer []byte
		select {
		case <-i.ctx.Done():
			return
		case buffer = <-i.empty:
		}
		n, err := i.r.Read(buffer)
		select {
		case <-i.ctx.Done():
			return
		case i.chunks <- chunk{buffer[:n:cap(buffer)], err}:
		}
		if err != nil {
			return
		}
	}
}
