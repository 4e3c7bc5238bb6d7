package capture

import (
	"errors"
	"io"
	"maps"
	"slices"
	"sync/atomic"
)

// Frames reads frames of a [Source] a second time, as they stand in the files and not decoded:
// in the order in which the source had them, with the same [FrameRef].
type Frames struct {
	files   []*file // by their index; nil for those that nothing is wanted of
	merge   merge
	current *file
	want    map[uint32][]uint64 // numbers still to come, in their order; nil for all frames
	frame   Frame
	read    atomic.Int64
	total   int64
	limit   uint64 // of frames, 0 for none
	count   uint64
}

// Frames reads the wanted frames again, or all that the source read where want is nil. What can
// be read only once, a pipe, must have been opened with [Config].Again. Files of which nothing is wanted are
// not opened, and reading ends with the last wanted frame of each.
//
// It is for after the last call of [Source.Next], and before [Source.Close].
func (s *Source) Frames(want *FrameSet) (*Frames, error) {
	r := &Frames{files: make([]*file, len(s.files))}
	if want != nil {
		r.want = make(map[uint32][]uint64, len(want.files))
		for index, numbers := range want.files {
			slices.Sort(numbers)
			r.want[index] = slices.Compact(numbers)
			want.files[index] = r.want[index]
		}
	} else {
		r.limit = s.account.frames
	}
	known := true
	for i, f := range s.files {
		if !f.begun || r.want != nil && len(r.want[f.index]) == 0 {
			continue
		}
		again, err := f.second(&r.read)
		if err != nil {
			return nil, &Error{Op: "read again", File: f.name, Err: err}
		}
		r.files[i] = again
		known = known && f.size > 0
		r.total += f.size
	}
	if !known {
		r.total = 0
	}
	r.merge.init(slices.DeleteFunc(slices.Clone(r.files), func(f *file) bool { return f == nil }))
	return r, nil
}

// Next returns the next wanted frame, which is valid until the next call, and io.EOF after the
// last. The error is an *[Error] where a file cannot be read again, or is not what it was
// ([ErrChanged]).
func (r *Frames) Next() (*Frame, error) {
	for {
		r.advance()
		f := r.current
		if f == nil {
			return nil, r.end()
		}
		r.count++
		if f.frame.damaged || !r.wanted(f) {
			continue
		}
		r.fill(f)
		return &r.frame, nil
	}
}

// advance moves on by one frame.
func (r *Frames) advance() {
	if f := r.current; f != nil {
		if !f.frame.time.IsZero() {
			f.last = f.frame.time
		}
		if r.want != nil && len(r.want[f.index]) == 0 {
			f.close()
			f.in, f.ended = nil, true
		} else {
			f.advance()
		}
		r.merge.fix()
	}
	r.current = nil
	if r.limit == 0 || r.count < r.limit {
		r.current = r.merge.first()
	}
}

// wanted tells whether a file's frame is wanted, and no longer waits for it.
func (r *Frames) wanted(f *file) bool {
	if r.want == nil {
		return true
	}
	next := r.want[f.index]
	if next[0] != f.number {
		return false
	}
	r.want[f.index] = next[1:]
	return true
}

// fill makes a file's frame the current one.
func (r *Frames) fill(f *file) {
	r.frame = Frame{
		Ref:  FrameRef{f.index, f.number},
		Time: f.frame.time, Data: f.frame.data, Length: f.frame.length,
	}
	if c, ok := f.in.container.(completer); ok {
		c.complete(&r.frame)
	}
}

// completer is a container of frames that can be written again: every file's.
type completer interface {
	// complete adds to the frame that next gave last what the container knows of it.
	complete(f *Frame)
}

// end is the error at the end: that of the first file of which frames were not found.
func (r *Frames) end() error {
	for _, index := range slices.Sorted(maps.Keys(r.want)) {
		if len(r.want[index]) == 0 {
			continue
		}
		if int(index) >= len(r.files) || r.files[index] == nil {
			return &Error{Op: "read again", Err: ErrChanged}
		}
		f, err := r.files[index], ErrChanged
		if f.unopened != nil {
			err = f.unopened
		}
		return &Error{Op: "read again", File: f.name, Err: err}
	}
	return io.EOF
}

// Progress is that of [Source.Progress]. It may be called from any goroutine.
func (r *Frames) Progress() (read, total int64) { return r.read.Load(), r.total }

// Close closes all files.
func (r *Frames) Close() error {
	for _, f := range r.files {
		if f != nil {
			f.close()
			f.ended = true
		}
	}
	r.merge.files, r.current = nil, nil
	return nil
}

// second returns the file to be read again from its beginning. It is not yet opened.
func (f *file) second(read *atomic.Int64) (*file, error) {
	again := &file{
		index: f.index, name: f.name, from: f.from, again: true, size: f.size, read: read,
		maxFrame: f.maxFrame, live: f.live, described: true, frame: frame{time: f.begin},
	}
	switch {
	case f.spool != nil:
		again.from = f.spool
		return again, f.spool.err
	case !f.again:
		return nil, errors.New("it can be read only once")
	}
	return again, nil
}
