package capture

import (
	"errors"
	"io"
	"slices"
	"sync/atomic"
	"time"
)

// The limits of Config's zero value.
const (
	DefaultMaxFrame = 16 << 20
	DefaultMaxOpen  = 64

	DefaultArchiveBytes = 256 << 20

	DefaultFragmentTimeout = 5 * time.Second
	DefaultFragmentBytes   = 16 << 20

	DefaultStreamWait  = 10 * time.Second
	DefaultStreamBytes = 1 << 20
	DefaultHeldBytes   = 64 << 20
	DefaultStreamIdle  = time.Hour
	DefaultStreams     = 1 << 16
)

// Config says how to read. The zero value means the defaults.
type Config struct {
	// Stdin is what the name "-" stands for; it is not closed.
	Stdin io.Reader
	// Again has a copy kept, in a temporary file, of what can be read only once, so that
	// [Source.Frames] can read it again.
	Again bool
	// Described has the frames of [Source.OnFrame] tell which interface a pcapng says they are of.
	Described bool
	// Frames ends the reading after so many frames, as if the input ended there; 0 means no end.
	// Frames that Filter leaves out do not count.
	Frames uint64
	// Filter is a capture filter in the syntax of pcap-filter(7), "" for none; only a build with
	// [HasFilters] can have one. Frames that do not match are skipped as [SkipFiltered], but for
	// those of an IP packet in fragments of which one matches. Names of hosts in it are looked up
	// by libpcap when it is compiled.
	Filter string
	// MaxFrame is the size in bytes above which a frame cannot be, so that the file is taken to
	// be damaged; 0 means DefaultMaxFrame. It costs memory only where such frames occur.
	MaxFrame int
	// MaxOpen is how many files stay open from the start; 0 means DefaultMaxOpen. The others
	// are closed after their first frame and opened again when its time has come.
	MaxOpen int

	// Index has reading pass over what an index beside the file (its name with [IndexSuffix] behind it) says to be of
	// no use, and has [Source.Indexes] give an index where there is none that is right. Nothing is written. It
	// does nothing where Frames or Filter is set.
	Index bool

	// ArchiveBytes is the memory for what is in archives. Captures in compressed tar archives that do not fit
	// are read more slowly, zip archives in other archives not at all: they are listed as not readable. 0 means
	// DefaultArchiveBytes.
	ArchiveBytes int

	// FragmentTimeout is how long, in packet time, the parts of an IP packet wait for the others;
	// 0 means DefaultFragmentTimeout. Senders send parts at once, and use identifications again
	// within seconds when they are busy.
	FragmentTimeout time.Duration
	// FragmentBytes is the memory for parts that wait; the oldest go when it is used up. 0 means
	// DefaultFragmentBytes.
	FragmentBytes int

	// StreamWait is how long, in packet time, TCP segments wait for bytes that are missing before
	// them; 0 means DefaultStreamWait. Where the other endpoint acknowledges those bytes, they
	// are known to be lost to the capture, and nothing waits.
	StreamWait time.Duration
	// StreamBytes is the memory for segments that wait, for one direction of one connection, and
	// HeldBytes for all. Where it is used up, the missing bytes are given up: those that were
	// missing longest. HeldBytes limits SCTP chunks that wait, too. 0 means DefaultStreamBytes and DefaultHeldBytes.
	StreamBytes, HeldBytes int
	// StreamIdle is after how much packet time without a segment a TCP connection is forgotten;
	// 0 means DefaultStreamIdle.
	StreamIdle time.Duration
	// Streams is how many TCP connections are followed at a time, above which the one that was
	// idle longest is forgotten, and how many SCTP associations; 0 means DefaultStreams.
	Streams int
}

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

// Open opens captures for reading as one. A name is a file, "-" for Config.Stdin, or a
// directory or an archive (zip or tar), which stands for the captures among its files; see the
// package comment for what is recognised. Every file is looked into before Open returns.
//
// An error is an *[Error]: a file that is not there or not to be read (fs.ErrNotExist,
// fs.ErrPermission), [ErrEmpty], [ErrNotCapture], [ErrNoCaptures] or [ErrNoInput]; of
// Config.Filter [ErrFilter] or [ErrNoFilters].
func Open(cfg Config, names ...string) (*Source, error) {
	cfg.MaxFrame = orDefault(cfg.MaxFrame, DefaultMaxFrame)
	cfg.MaxOpen = orDefault(cfg.MaxOpen, DefaultMaxOpen)
	if len(names) == 0 {
		return nil, &Error{Op: "open", Err: ErrNoInput}
	}
	s, err := newSource(cfg)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if err := s.add(cfg, name); err != nil {
			s.Close()
			return nil, err
		}
	}
	if err := s.decoder.filter.check(); err != nil {
		s.Close()
		return nil, err
	}
	for _, f := range s.files {
		if f.size == 0 {
			s.total = 0
			break
		}
		s.total += f.size
	}
	s.merge.init(s.files)
	return s, nil
}

// newSource is a source without inputs.
func newSource(cfg Config) (*Source, error) {
	s := &Source{described: cfg.Described, limit: cfg.Frames}
	s.Limit(cfg)
	if cfg.Filter != "" {
		if !HasFilters {
			return nil, &Error{Op: "compile", File: cfg.Filter, Err: ErrNoFilters}
		}
		s.decoder.filter = &filter{expression: cfg.Filter, programs: make(map[filterKey]*filterProgram)}
	}
	return s, nil
}

// Limit sets the limits of what is held anew: those of cfg from FragmentTimeout on. It must not be
// called while another goroutine is in Next.
func (s *Source) Limit(cfg Config) {
	s.decoder.reassembly.timeout = orDefault(cfg.FragmentTimeout, DefaultFragmentTimeout)
	s.decoder.reassembly.limit = orDefault(cfg.FragmentBytes, DefaultFragmentBytes)
	s.decoder.streams.limits = streamLimits{
		stream:      orDefault(cfg.StreamBytes, DefaultStreamBytes),
		bytes:       orDefault(cfg.HeldBytes, DefaultHeldBytes),
		connections: orDefault(cfg.Streams, DefaultStreams),
		wait:        orDefault(cfg.StreamWait, DefaultStreamWait),
		idle:        orDefault(cfg.StreamIdle, DefaultStreamIdle),
	}
	s.decoder.messages.associations = s.decoder.streams.limits.connections
	s.decoder.messages.bytes = s.decoder.streams.limits.bytes
}

func orDefault[T int | time.Duration](value, def T) T {
	if value <= 0 {
		return def
	}
	return value
}

// add opens what a name stands for.
func (s *Source) add(cfg Config, name string) error {
	if name == stdinName {
		if cfg.Stdin == nil {
			return &Error{Op: "open", File: name, Err: ErrNoInput}
		}
		return s.addFile(cfg, &file{name: name, stdin: cfg.Stdin})
	}
	inputs, directory, err := expand(name)
	if err != nil {
		return err
	}
	before := len(s.files)
	var denied error
	for _, in := range inputs {
		err := s.addFile(cfg, &file{name: in.name})
		if archive, ok := errors.AsType[*inArchive](err); ok {
			err = s.addArchive(cfg, in.name, onDisk(in.name), archive.kind, 1)
		}
		switch {
		case err == nil:
		case in.found && passOver(err):
		case in.found && unreadable(err):
			denied = err // told as the reason only where there is nothing else
			s.addUnreadable(in.name, err)
		default:
			return err
		}
	}
	switch {
	case !directory || len(s.files) > before && denied == nil:
		return nil
	case denied != nil && s.onlyUnreadable(before):
		return denied
	case len(s.files) == before:
		return cannotOpen(name, &noCaptures{"directory"})
	}
	return nil
}

func (s *Source) addFile(cfg Config, f *file) error { return s.addOpened(cfg, f, nil) }

// addOpened adds a file whose beginning is read from r, where that is not nil.
func (s *Source) addOpened(cfg Config, f *file, r io.Reader) (err error) {
	f.index = uint32(len(s.files))
	f.read, f.waits = &s.read, s.waiting
	f.maxFrame, f.keep = cfg.MaxFrame, cfg.Again
	f.described = cfg.Described
	if r != nil {
		err = f.openFrom(r)
	} else {
		err = f.open()
	}
	if err != nil {
		f.spool.close()
		return cannotOpen(f.name, err)
	}
	if f.in != nil { // else it has no frames
		s.decoder.filter.prepare(f.in.links())
	}
	if cfg.Index && cfg.Frames == 0 && cfg.Filter == "" && f.in != nil {
		f.beginIndex()
	}
	if len(s.files) >= cfg.MaxOpen {
		f.sleep()
	}
	s.files = append(s.files, f)
	return nil
}

// addUnreadable lists a file of a directory that may be a capture but could not be opened.
func (s *Source) addUnreadable(name string, err error) {
	s.files = append(s.files, &file{
		index: uint32(len(s.files)), name: name, ended: true,
		info: FileInfo{Truncated: true, Damage: "cannot be opened: " + errors.Unwrap(err).Error()},
	})
}

func (s *Source) onlyUnreadable(from int) bool {
	for _, f := range s.files[from:] {
		if f.info.Format != "" {
			return false
		}
	}
	return true
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
	case f == nil || parts.due(f.now()):
		s.again = f != nil // its turn is still to come
		return s.settle(s.decoder.giveUp())
	case streams.due(f.now()):
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
	s.notePause(f.frame.time, ref)
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
		f.used(held)
		s.account.add(held, ref)
		s.settle(v)
	} else {
		f.used(v)
		s.account.add(v, ref)
	}
	return v
}

// notePause remembers the longest time without a frame.
func (s *Source) notePause(t time.Time, ref FrameRef) {
	if s.last.IsZero() {
		s.last = t
		return
	}
	by := elapsed(s.last, t)
	if by <= 0 {
		return
	}
	s.last = t
	s.noteGap(by, ref)
}

func (s *Source) noteGap(by time.Duration, ref FrameRef) {
	if by > s.nextPause {
		if by > s.pause.By {
			s.pause, by = Step{by, ref}, s.pause.By
		}
		s.nextPause = by
	}
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
	if s.current != nil && !s.current.nothing {
		s.current.advance()
		s.merge.fix()
	}
	s.current = nil
	if s.limit != 0 && s.decoder.passed >= s.limit {
		return
	}
	for s.current = s.merge.first(); s.current != nil && s.passOver(s.current); {
		s.current = s.merge.first()
	}
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
