package capture

import (
	"io"
	"slices"
	"sync/atomic"
	"time"
)

// Source reads packets from captures, merged by time.
type Source struct {
	files     []*file
	merge     merge
	current   *file // whose frame was returned last
	again     bool  // that frame is not yet decoded
	decoder   decoder
	account   account
	limit     uint64 // of frames that pass the filter, 0 for none
	read      atomic.Int64
	total     int64
	loaded    int // bytes of archives in memory
	tars      []*tarFile
	onWait    func()
	onFrame   func(f *Frame, skipped bool)
	described bool
	origins   map[*linkLayer]*Origin // of what onFrame is called with
	follow    *follower              // not nil where a directory is followed
	ports     openPorts              // of a live source

	recorded *indexer // the last packet's, where it is for an index
	onUnused func(SkipReason, uint64, FrameRef)

	last      time.Time // of the frames read
	pause     Step
	nextPause time.Duration
}

// Next returns the next packet, in the order of time; see the package comment for the
// exceptions. It is valid until the next call. At the end of the input the error is io.EOF; a
// live source may return *[Idle] before; there is no other. What could not be used is in
// [Source.Info].
func (s *Source) Next() (*Packet, error) {
	for {
		switch s.step() {
		case delivered:
			return &s.decoder.pkt, nil
		case ended:
			return nil, io.EOF
		case idle:
			return nil, s.current.idle
		}
	}
}

// step takes the next frame, or lets something come out that was held. The verdict is held
// where there is nothing to return yet.
func (s *Source) step() verdict {
	parts, streams := &s.decoder.reassembly, &s.decoder.streams
	s.recorded = nil
	switch {
	case len(streams.queue) > 0:
		return s.settle(streams.release(&s.decoder))
	case s.decoder.messages.pending():
		return s.settle(s.decoder.messages.come(&s.decoder))
	}
	if !s.again {
		s.nextFrame()
	}
	s.again = false
	f := s.current
	switch {
	case f == nil && parts.oldest == nil:
		if !streams.flush() && !s.decoder.messages.flush() {
			return ended
		}
		return held
	case f == nil || parts.oldest != nil && parts.due(f.now()):
		s.again = f != nil // its turn is still to come
		return s.settle(s.decoder.giveUp())
	case streams.firstWaiting != nil && streams.due(f.now()):
		s.again = true
		streams.giveUp()
		return held
	case f.idle != nil:
		return idle
	}
	return s.frame(f)
}

// frame takes a file's current frame apart, and accounts for it.
func (s *Source) frame(f *file) verdict {
	ref := FrameRef{File: f.index, Number: f.number}
	newest := s.notePause(f.frame.time, ref)
	indexed := f.indexing != nil && f.indexing.record != nil
	if indexed {
		f.indexing.record.see(f)
	}
	v := s.decoder.decode(&f.frame, ref)
	if indexed {
		s.noteFrame(f, v)
	}
	if s.onFrame != nil && v != skipFiltered && !f.frame.damaged {
		s.onFrame(s.kept(f, ref), v != delivered && v != held)
	}
	if frames := s.decoder.frames; len(frames) > 0 && v != held {
		f.used(held, newest)
		s.account.add(held, ref)
		s.settle(v)
	} else {
		f.used(v, newest)
		s.account.add(v, ref)
	}
	return v
}

// notePause remembers the longest time without a frame, and reports whether no frame had a time as late as this one.
func (s *Source) notePause(t time.Time, ref FrameRef) (newest bool) {
	by := elapsed(s.last, t)
	if by <= 0 {
		return false
	}
	if by > s.nextPause && !s.last.IsZero() {
		s.noteGap(by, ref)
	}
	s.last = t
	return true
}

// noteGap keeps the two longest times.
func (s *Source) noteGap(by time.Duration, ref FrameRef) {
	if by > s.pause.By {
		s.pause, by = Step{by, ref}, s.pause.By
	}
	s.nextPause = max(s.nextPause, by)
}

// settle accounts for frames that were held, on which there is a verdict now, and hands it on.
func (s *Source) settle(v verdict) verdict {
	for _, ref := range s.decoder.frames {
		s.account.settle(v, ref)
		s.files[ref.File].account.settle(v, ref)
	}
	return v
}

// nextFrame moves on by one frame, which is the current file's; at the end there is none.
func (s *Source) nextFrame() {
	if f := s.current; f != nil && !f.nothing {
		f.advance()
		s.merge.fix()
	}
	if s.limit != 0 && s.decoder.passed >= s.limit {
		s.current = nil
		return
	}
	f := s.merge.first()
	for f != nil && s.passOver(f) {
		f = s.merge.first()
	}
	s.current = f
	if s.current == nil && s.follow != nil {
		if s.nextFollowed(); len(s.merge.files) > 0 {
			s.current = s.merge.first()
		} else {
			s.current = s.nothingFollowed()
		}
	}
}

// waits tells whether something is held that time brings out.
func (s *Source) waits() bool {
	return s.decoder.reassembly.oldest != nil || s.decoder.streams.firstWaiting != nil || len(s.decoder.streams.queue) > 0 || s.decoder.messages.pending()
}

// Ignore has nothing more returned of a stream: that of the last packet, or its other
// direction. The rest of it costs little, and its frames are counted as [SkipTCP].
func (s *Source) Ignore(id StreamID) { s.decoder.streams.ignore(id) }

// OnWait has f called, from Next, before more is read of an input that may keep one waiting: a
// pipe, or whatever else is no regular file. Who keeps packets back then hands them on.
func (s *Source) OnWait(f func()) { s.onWait = f }

func (s *Source) waiting() {
	if s.onWait != nil {
		s.onWait()
	}
}

// Live reports whether an input may keep one waiting; see OnWait.
func (s *Source) Live() bool {
	return s.follow != nil || slices.ContainsFunc(s.files, func(f *file) bool { return f.live })
}

// Opening returns the frames that opened the connection of a stream, that of the last packet or its
// other direction: those with SYN, as far as they were captured, in no order.
func (s *Source) Opening(id StreamID) []FrameRef { return s.decoder.streams.opening(id) }

// Secrets returns the keys that the captures carry for what is encrypted in them (pcapng's
// Decryption Secrets Blocks), as far as they were read, in their order.
func (s *Source) Secrets() []Secret {
	var all []Secret
	for _, f := range s.files {
		all = append(all, f.secrets()...)
	}
	return all
}

// NewSecrets returns those of Secrets that it has not returned before.
func (s *Source) NewSecrets() []Secret {
	var fresh []Secret
	for _, f := range s.files {
		all := f.secrets()
		fresh = append(fresh, all[min(f.keysGiven, len(all)):]...)
		f.keysGiven = max(f.keysGiven, len(all))
	}
	return fresh
}

// Progress returns how many bytes were read of how many, both as stored (compressed). The
// total is 0 when it is not known. It may be called from any goroutine.
func (s *Source) Progress() (read, total int64) {
	return s.read.Load(), s.total
}

// Close closes all files, and drops the copies of [Config].Again. Info stays as it is.
func (s *Source) Close() error {
	for _, f := range s.files {
		f.close()
		f.spool.close()
		f.ended = true
	}
	for _, t := range s.tars {
		t.keep(nil)
	}
	s.merge.files = nil
	s.decoder.reassembly.oldest = nil
	s.decoder.streams, s.decoder.messages = streams{}, userMessages{}
	s.decoder.filter.close()
	s.current = nil
	return nil
}
