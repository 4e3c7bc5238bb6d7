package ingest

import (
	"context"
	"errors"
	"io"
	"runtime"

	"sipcap/callflow"
	"sipcap/capture"
)

// Source gives packets in the order of their time. [capture.Source] is one.
type Source interface {
	// Next gives the next packet, valid until it is called again, and io.EOF after the last.
	Next() (*capture.Packet, error)
	Info() capture.Info
}

// Config says how to run. The zero value is right for most uses.
type Config struct {
	// Workers is how many goroutines parse and build calls, beside the one that reads; 0 for
	// one a core. What comes out is the same for any number.
	Workers int
	// StreamBytes is the memory for incomplete messages on all streams together; 0 means
	// DefaultStreamBytes. Where it is used up, the longest is given up.
	StreamBytes int
	// TLSBytes is the memory for decrypting all TLS connections together, and half as much for secrets; 0 means
	// DefaultTLSBytes. Where it is used up, connections are given up: those that take much, and then those that were idle longest.
	TLSBytes int
	// KeyLog has the secrets of TLS connections, in the format of SSLKEYLOGFILE, beside those that
	// the source carries. It is read where a key is missing, and again when one is missing later:
	// a file that is still being written may give more then. nil is none.
	KeyLog io.Reader
	// KeepFrames has [Result.Frames] know what it tells. That costs memory for streams, and
	// messages without a Call-ID; with Live it is of no use.
	KeepFrames bool
	// OnMessage is called for each message in the order of capture, from one goroutine; it
	// keeps nothing of the event. It makes a single worker of any number.
	OnMessage func(*callflow.Event, callflow.Sighting)
	// OnWait is called from the same goroutine when OnMessage was called for all that was read, and
	// the source has to wait for more, as capture.Source has where it reads a pipe.
	OnWait func()
	// Live, where it is not nil, is for a source without an end. It makes a single worker of any number.
	Live *Live
}

// The limits of Config's zero value.
const (
	DefaultStreamBytes = 64 << 20
	DefaultTLSBytes    = 256 << 20
)

// Result is what was in a capture.
type Result struct {
	Calls   []*callflow.Call // numbered, in the order of their first message
	Stray   callflow.Tally   // messages without a Call-ID
	Capture callflow.Capture

	strays      []callflow.FrameRef // that carried messages without a Call-ID
	connections []*connection       // that gave messages
}

// Run reads src to its end and gives what was in it. When ctx is done it stops reading and
// gives what it has, with Capture.Interrupted set and no error. An error of src other than
// io.EOF is returned beside the result up to there.
func Run(ctx context.Context, src Source, cfg Config) (*Result, error) {
	if cfg.Workers <= 0 {
		cfg.Workers = runtime.GOMAXPROCS(0)
	}
	if cfg.OnMessage != nil || cfg.Live != nil {
		cfg.Workers = 1
	}
	workers := start(cfg)
	r := newReader(workers, src, cfg)
	err := r.read(ctx, src)
	res := &Result{}
	for _, w := range workers {
		w.stop()
	}
	for _, w := range workers {
		w.done.Wait()
		res.Calls = append(res.Calls, w.calls...)
		res.Stray.Merge(w.stray)
		res.strays = append(res.strays, w.strays...)
		r.account.retract(&w.strangers)
	}
	if cfg.Live != nil {
		callflow.Number(res.Calls)
	} else {
		res.Calls = callflow.Join(res.Calls)
	}
	res.connections = r.streams.keep.connections()
	res.Capture = r.facts(src.Info())
	res.Capture.Interrupted = ctx.Err() != nil
	if errors.Is(err, io.EOF) || res.Capture.Interrupted {
		err = nil
	}
	return res, err
}
