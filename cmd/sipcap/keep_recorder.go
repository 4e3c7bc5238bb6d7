package main

import (
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"sipcap/capture"
)

// recorder writes frames to a file, or to one after the other. It runs in a goroutine of its own, which may
// wait for the disk. What is wrong there is told once, until it is over; frames are lost meanwhile, and
// counted.
type recorder struct {
	name    string                                      // as -w has it
	open    func(first time.Time) (*captureFile, error) // the file that begins with a frame of that time
	prepare func()                                      // nil, or what is to be done first

	plain bool          // there is one file, which is opened anew on request alone
	size  int64         // after which comes the next file, 0 for none
	every time.Duration // likewise
	note  func(text string, hints ...string)
	log   *slog.Logger

	file   *captureFile // nil before the first frame, and while it cannot be written
	lost   *lostFile    // what would be in a file that cannot be written; nil while all is well
	unfit  bool         // it was told that the format has no place for a frame
	behind sync.WaitGroup
	slots  chan struct{} // as many files as are finished at a time

	kept, dropped atomic.Uint64 // frames
}

// lostFile is what a file would have, if it could be written.
type lostFile struct {
	began   time.Time
	size    int64
	frames  uint64
	renewed bool // it is to be tried again with the next frame
}

// maxFinishing is how many closed files are on their way to the disk, before the next one waits for them.
const maxFinishing = 4

// record writes frames.
func (r *recorder) record(frames []capture.Frame) {
	for i := range frames {
		r.frame(&frames[i])
	}
	r.flush()
}

func (r *recorder) frame(f *capture.Frame) {
	if r.due(f.Time) {
		r.rotate()
	}
	if r.file == nil && !r.begin(f.Time) {
		r.lose(f)
		return
	}
	if r.file.frames+r.file.waiting == 0 {
		r.file.began = f.Time
	}
	if err := r.file.add(f); err != nil {
		r.dropped.Add(1)
		if !r.unfit {
			r.unfit = true
			r.note(fmt.Sprintf("cannot write all packets to %s: %v", r.file.name, err), "pcapng holds them: "+asPcapng(r.name))
		}
	}
}

// due tells whether a frame of that time begins another file. A clock that was set back is no reason to
// go on with one for ever.
func (r *recorder) due(t time.Time) bool {
	var began time.Time
	var size int64
	switch {
	case r.file != nil:
		if r.file.frames+r.file.waiting == 0 {
			return false
		}
		began, size = r.file.began, r.file.length()
	case r.lost != nil:
		began, size = r.lost.began, r.lost.size
	default:
		return false
	}
	return r.size > 0 && size >= r.size || r.every > 0 && t.Sub(began).Abs() >= r.every
}

// rotate ends a file; the next frame begins another.
func (r *recorder) rotate() {
	if r.lost != nil {
		r.lost.renewed = true
	}
	if f := r.file; f != nil && r.flush() {
		r.file = nil
		r.retire(f)
	}
}

// begin opens a file, unless that was in vain and it is not yet time to try again.
func (r *recorder) begin(t time.Time) bool {
	if r.lost != nil && !r.lost.renewed {
		return false
	}
	f, err := r.open(t)
	if err != nil {
		r.fail(r.name, err)
		return false
	}
	r.file = f
	return true
}

// flush writes what the file has to write, and reports whether it did.
func (r *recorder) flush() bool {
	f := r.file
	if f == nil {
		return true
	}
	n := f.waiting
	if err := f.flush(); err != nil {
		r.dropped.Add(n)
		r.file = nil
		r.fail(f.name, err)
		r.lost.began, r.lost.size, r.lost.frames = f.began, f.length(), r.lost.frames+n
		f.abandon()
		return false
	}
	r.kept.Add(n)
	if n > 0 && r.lost != nil {
		r.log.Info("writing again", "file", f.name, "frames_lost", r.lost.frames)
		r.note(fmt.Sprintf("writing again, to %s: %s were not kept", f.name, plural(r.lost.frames, "packet")))
		r.lost = nil
	}
	return true
}

// fail notes that a file cannot be written, and tells it unless that is known.
func (r *recorder) fail(name string, err error) {
	if r.lost != nil {
		*r.lost = lostFile{frames: r.lost.frames}
		return
	}
	r.lost = &lostFile{}
	hints := []string{"the capture goes on, and the next file of the ring is tried"}
	if r.plain {
		hints = []string{"the capture goes on without; SIGHUP has the file opened anew"}
	}
	r.note(cannotWriteOn(name, err), hints...)
}

// lose counts a frame that cannot be written.
func (r *recorder) lose(f *capture.Frame) {
	r.dropped.Add(1)
	if r.lost.frames++; r.lost.began.IsZero() {
		r.lost.began = f.Time
	}
	r.lost.size += int64(len(f.Data))
}

// reopen ends a file of a ring. One that is alone is opened anew if another has its name by now,
// or none, as logrotate moves it away; else it goes on.
func (r *recorder) reopen() {
	if !r.plain {
		r.rotate()
		return
	}
	if f := r.file; f != nil && (!r.flush() || f.isAt()) {
		return
	}
	f, err := r.open(time.Time{})
	if err != nil {
		r.note(fmt.Sprintf("cannot open %s anew: %s", r.name, plainCause(err)))
		return
	}
	old := r.file
	r.file = f
	if old != nil {
		r.retire(old)
	}
}

// retire has a file that is complete reach the disk, which nobody waits for.
func (r *recorder) retire(f *captureFile) {
	r.log.Info("file rotated", "file", f.name, "bytes", f.size, "frames", f.frames)
	r.finish(f)
}

func (r *recorder) finish(f *captureFile) {
	r.slots <- struct{}{}
	r.behind.Go(func() {
		defer func() { <-r.slots }()
		if err := f.finish(); err != nil {
			r.note(cannotWriteOn(f.name, err))
		}
	})
}

// end writes what is left, and waits until it is on the disk.
func (r *recorder) end() {
	if r.flush() && r.file != nil {
		r.finish(r.file)
		r.file = nil
	}
	r.behind.Wait()
}
