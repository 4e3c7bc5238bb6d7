package capture

import (
	"errors"
	"io"
)

// windowSize is the least that a window asks its reader for when it is empty. Records are
// some hundred bytes, so a read serves hundreds of them.
const windowSize = 256 << 10

// window is a view of a byte stream that hands out its bytes without copying them. A slice
// that it returned is valid until the next call of any method.
type window struct {
	r          io.Reader
	buf        []byte
	start, end int    // what has been read and not consumed is buf[start:end]
	offset     int64  // of buf[start] in the stream
	err        error  // the reader's, once it has one
	idle       *Idle  // the reader had nothing for now, and was not asked again
	ask        int    // no more than so much is asked for next; 0 is no limit
	before     func() // called before the reader is asked, where not nil
}

// peek returns the next n bytes without consuming them. When the stream ends before, it
// returns what there is and the reader's error: io.EOF where nothing was left at all,
// io.ErrUnexpectedEOF where something was.
//
// It asks the reader for no more than is needed to go on, so that a live pipe is read
// without delay, and grows the buffer only as bytes arrive, so that a length that lies
// costs no memory.
func (w *window) peek(n int) ([]byte, error) {
	for w.end-w.start < n {
		if w.err != nil {
			if w.err == io.EOF && w.end > w.start {
				return w.buf[w.start:w.end:w.end], io.ErrUnexpectedEOF
			}
			return w.buf[w.start:w.end:w.end], w.err
		}
		w.fill(n)
	}
	return w.buf[w.start : w.start+n : w.start+n], nil
}

// peekNow is peek, but does not wait for a reader that has nothing for now: it returns the
// reader's *[Idle], and has consumed nothing.
func (w *window) peekNow(n int) ([]byte, error) {
	if w.end-w.start >= n {
		return w.buf[w.start : w.start+n : w.start+n], nil
	}
	return w.peekSoon(n)
}

func (w *window) peekSoon(n int) ([]byte, error) {
	for w.end-w.start < n && w.err == nil {
		if w.fill(n); w.idle != nil {
			return nil, w.idle
		}
	}
	return w.peek(n)
}

// fill reads once, after making room. What is left is moved to the front only when at least
// half of the buffer was consumed, so that no byte is moved more often than once on average,
// however long the records claim to be.
func (w *window) fill(n int) {
	if w.start == w.end {
		w.start, w.end = 0, 0
	}
	if w.start > 0 && len(w.buf)-w.start < n && w.start >= len(w.buf)/2 {
		w.end = copy(w.buf, w.buf[w.start:w.end])
		w.start = 0
	}
	if w.end == len(w.buf) {
		grown := make([]byte, max(windowSize, 2*len(w.buf)))
		w.end = copy(grown, w.buf[w.start:w.end])
		w.start = 0
		w.buf = grown
	}
	if w.before != nil {
		w.before()
	}
	w.idle = nil
	room := w.buf[w.end:]
	if w.ask > 0 {
		room = room[:min(len(room), w.ask)]
		if w.ask *= 2; w.ask >= windowSize {
			w.ask = 0
		}
	}
	for range 100 {
		var got int
		got, w.err = w.r.Read(room)
		w.end += got
		if i, ok := errors.AsType[*Idle](w.err); ok {
			w.err, w.idle = nil, i
			return
		}
		if got > 0 || w.err != nil {
			return
		}
	}
	w.err = io.ErrNoProgress
}

// have returns what was read and not consumed.
func (w *window) have() []byte { return w.buf[w.start:w.end] }

// consume consumes n bytes that were peeked at.
func (w *window) consume(n int) {
	w.start += n
	w.offset += int64(n)
}

// discard consumes n bytes, most of which need not have been peeked at.
func (w *window) discard(n int64) error {
	if n <= int64(w.end-w.start) {
		w.start += int(n)
		w.offset += n
		return nil
	}
	return w.discardMore(n)
}

func (w *window) discardMore(n int64) error {
	for {
		have := min(n, int64(w.end-w.start))
		w.start += int(have)
		w.offset += have
		n -= have
		if n == 0 {
			return nil
		}
		if _, err := w.peek(1); err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
	}
}

// askAfterLeap is how much is asked for behind a leap, where most often little is wanted before the next.
const askAfterLeap = 8 << 10

// leap consumes n bytes as discard does, but those that have not been read are not read where the reader can
// pass over them.
func (w *window) leap(n int64) error {
	have := int64(w.end - w.start)
	s, ok := w.r.(interface{ skip(int64) error })
	if n <= have || !ok || w.err != nil {
		return w.discard(n)
	}
	if err := s.skip(n - have); err != nil {
		return err
	}
	w.start, w.end = 0, 0
	w.offset += n
	w.ask = askAfterLeap
	return nil
}
