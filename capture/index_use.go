package capture

import (
	"errors"
	"os"
	"time"
)

// IndexInfo says of the index of a file whether it was used, and otherwise why not.
type IndexInfo struct {
	File string // the capture's name
	Used bool
	// Why there was none to use: "" where there was no index yet, else what is wrong with it, or with the
	// file: what is compressed, in an archive or a pipe has no index.
	Why string
	// New is the index of the file as it was read now, to be kept under the file's name with [IndexSuffix]
	// behind it; nil where one was used, where there can be none, or where the file was not read to its end.
	New []byte
}

// indexing is what Config.Index does for a file.
type indexing struct {
	why string // as IndexInfo has it

	// Where there is an index:
	used   bool
	rest   []byte  // encoded, behind ahead
	ahead  stretch // the next one; no frames where there is none
	record *indexer
}

// beginIndex looks for the index of a file that was opened.
func (f *file) beginIndex() {
	x := &indexing{}
	f.indexing = x
	h, regular := f.handle.(*os.File)
	if _, ok := f.in.container.(placed); !ok || !regular || !f.again || f.from != nil || f.in.compression != plain || f.size == 0 {
		x.why = "there is none for what is compressed, in an archive or a pipe, or not in pcap or pcapng"
		return
	}
	stretches, key, err := readIndex(f.name, h)
	if err == nil {
		x.used, x.rest = true, stretches
		x.next()
		return
	}
	if !errors.Is(err, errNoIndex) {
		x.why = cannotOpen("", err).Err.Error()
	}
	if key.size > 0 {
		x.record = &indexer{key: key}
	}
}

// next moves on by one stretch.
func (x *indexing) next() {
	before, ok := x.ahead, false
	x.ahead, x.rest, ok = decodeStretch(x.rest, &before, x.ahead.skips)
	if !ok {
		x.ahead.frames, x.rest = 0, nil
	}
}

// passOver passes over frames of the current file of which is known that none is of use, and reports whether
// there were any. It does so only where nothing else would have happened meanwhile, in another file or because
// something waited for long enough: what comes out is the same in any case.
func (s *Source) passOver(f *file) bool {
	x := f.indexing
	if x == nil || x.ahead.frames == 0 || f.idle != nil {
		return false
	}
	for x.ahead.frames > 0 && x.ahead.number < f.number {
		x.next()
	}
	a := &x.ahead
	if a.frames == 0 || a.number != f.number {
		return false
	}
	first := fromUnixNano(a.first)
	if at, _, _ := f.in.container.(placed).place(); at != a.at || !first.Equal(f.frame.time) || a.size > f.size-a.at {
		a.frames, x.rest = 0, nil // not what it says to be
		return false
	}
	if s.waits() || s.last.After(first) || !s.merge.alone(fromUnixNano(a.last)) {
		return false
	}
	if f.in.container.(placed).leap(a.size) != nil {
		a.frames, x.rest = 0, nil // it is read frame by frame, as far as that goes
		return false
	}
	s.addStretch(f, a)
	x.next()
	f.advance()
	s.merge.fix()
	return true
}

// addStretch accounts for a stretch as if its frames had been read.
func (s *Source) addStretch(f *file, a *stretch) {
	first, last := fromUnixNano(a.first), fromUnixNano(a.last)
	s.notePause(first, FrameRef{f.index, a.number})
	for _, p := range a.pauses {
		s.noteGap(time.Duration(p.by), FrameRef{f.index, p.number})
	}
	s.last = last
	s.decoder.passed += a.frames
	s.account.frames += a.frames
	f.account.frames += a.frames
	for _, u := range a.skips {
		ref := FrameRef{f.index, u.first}
		if v := verdictOf(u.why); v != delivered {
			s.account.addSkip(v, Skip{u.count, ref})
			f.account.addSkip(v, Skip{u.count, ref})
		} else if s.onUnused != nil {
			s.onUnused(u.why, u.count, ref)
		}
	}
	f.info.Bytes += a.bytes
	if a.snapped > 0 && f.info.Snapped == 0 {
		f.info.FirstSnapped = a.firstSnapped
	}
	f.info.Snapped += a.snapped
	if f.info.First.IsZero() {
		f.info.First = first
	}
	if last.After(f.info.Last) {
		f.info.Last = last
	}
	f.last = last
	f.number = a.number + a.frames - 1
}

// Unused tells that the last packet is of no use, and why, where the index of a file is made: nothing else came
// or will come of its frame. It is for a datagram of UDP in one frame; of another packet it takes no note.
func (s *Source) Unused(why SkipReason) {
	if x := s.recorded; x != nil {
		x.unused(why)
	}
}

// OnUnused has f called, from Next, for frames that are passed over because an index says that Unused was
// called for them.
func (s *Source) OnUnused(f func(why SkipReason, frames uint64, first FrameRef)) { s.onUnused = f }

// noteFrame takes note, for the index, of a frame and of what became of it.
func (s *Source) noteFrame(f *file, v verdict) {
	x := f.indexing.record
	switch v {
	case delivered:
		if len(s.decoder.frames) == 0 && s.decoder.pkt.Transport == UDP {
			s.recorded = x
		}
	case skipLinkType, skipNotIP, skipOtherProtocol, skipEmpty, skipTooDeep:
		if len(s.decoder.frames) == 0 {
			x.unused(reasons[v].Reason)
		}
	}
}

// Indexes says of each file what became of its index, in the order of [FrameRef].File; nil without
// Config.Index. It is for after io.EOF.
func (s *Source) Indexes() []IndexInfo {
	var list []IndexInfo
	for _, f := range s.files {
		x := f.indexing
		if x == nil {
			continue
		}
		info := IndexInfo{File: f.name, Used: x.used, Why: x.why}
		if x.record != nil && f.ended && f.unopened == nil && s.merge.first() == nil {
			if info.New = f.newIndex(); info.New == nil && info.Why == "" {
				info.Why = "it changed while it was read, or there is hardly anything in it to pass over"
			}
		}
		list = append(list, info)
	}
	return list
}

// newIndex is the index of a file that was read to its end, nil where the file changed meanwhile or has no stretches.
func (f *file) newIndex() []byte {
	h, err := os.Open(f.name)
	if err != nil {
		return nil
	}
	defer h.Close()
	x := f.indexing.record
	if key, err := keyOfFile(h); err != nil || key != x.key {
		return nil
	}
	x.drop()
	x.end()
	if len(x.encoded) == 0 {
		return nil
	}
	return encodeIndex(x.key, x.encoded)
}
