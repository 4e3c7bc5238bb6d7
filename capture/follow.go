package capture

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync"
	"time"
)

// Follow reads the captures of a directory as one, while they are written: the ring that tcpdump
// or dumpcap makes. They are read in the order of their first packets; the newest is read on as
// it grows, until one that begins later has its first packet. What holds of [OpenLive] holds of it:
// Next returns an *[Idle] when there is nothing for a while, and [Source.Stop] ends it.
//
// A file that is deleted while it is read is read to its end; one that is deleted before is told
// as damage. A name that is written anew is another file. Of more than 4,096 files, the later
// ones are told as one.
//
// An error is an *[Error]: dir is no directory, or cannot be read.
func Follow(cfg Config, dir string) (*Source, error) {
	cfg.MaxFrame = orDefault(cfg.MaxFrame, DefaultMaxFrame)
	s, err := newSource(cfg)
	if err != nil {
		return nil, err
	}
	if err := s.decoder.filter.check(); err != nil {
		return nil, err
	}
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = errNoDirectory
	}
	if err != nil {
		return nil, cannotOpen(dir, err)
	}
	stopped := make(chan struct{})
	s.follow = &follower{
		dir: dir, maxFrame: cfg.MaxFrame, known: make(map[string]followed),
		stopped: stopped, stop: sync.OnceFunc(func() { close(stopped) }),
	}
	if err := s.follow.look(); err != nil {
		return nil, cannotOpen(dir, err)
	}
	s.nextFollowed()
	return s, nil
}

const (
	followLook  = 500 * time.Millisecond // between looks into the directory
	followPoll  = 50 * time.Millisecond  // between looks at the end of the newest file
	maxFollowed = 4096                   // files that are told of by name
)

// follower finds the files of a directory in the order of their first packets.
type follower struct {
	dir      string
	maxFrame int
	known    map[string]followed // by path, of those that are in the directory
	queue    []beginning         // that are to be read, the earliest first
	begun    []time.Time         // the first packets of the files that were taken, the last ones
	refused  []string            // that may not be read, and were not told yet
	looked   time.Time
	stopped  chan struct{}
	stop     func()
	nothing  file // what there is while there is no file
}

// followed is a file as it was when it was last looked at.
type followed struct {
	info  fs.FileInfo
	first time.Time // of its packets; zero while it has none
}

// beginning is a file whose first packet is there.
type beginning struct {
	path       string
	first      time.Time
	compressed bool
}

// look looks for files that are new, or new under an old name.
func (w *follower) look() error {
	w.looked = time.Now()
	inputs, _, err := expand(w.dir)
	if err != nil {
		return err
	}
	known := make(map[string]followed, len(inputs))
	for _, in := range inputs {
		info, err := os.Stat(in.name)
		if err != nil {
			continue // it went away meanwhile
		}
		was, old := w.known[in.name]
		// Whether one that was written to was written anew, its first packet tells.
		if old && !was.first.IsZero() && os.SameFile(was.info, info) && info.Size() == was.info.Size() && info.ModTime().Equal(was.info.ModTime()) {
			known[in.name] = was
			continue
		}
		b, err := w.probe(in.name)
		if !old && errors.Is(err, fs.ErrPermission) {
			w.refused = append(w.refused, in.name)
		}
		if err != nil || old && b.first.Equal(was.first) {
			known[in.name] = followed{info, was.first}
			continue
		}
		known[in.name] = followed{info, b.first}
		// One that begins as one that was read is that again: compressed, or under another name.
		if !slices.ContainsFunc(w.begun, b.first.Equal) {
			w.queue = append(w.queue, b)
		}
	}
	w.known = known
	slices.SortStableFunc(w.queue, func(a, b beginning) int { return cmp.Or(a.first.Compare(b.first), cmp.Compare(a.path, b.path)) })
	w.queue = slices.CompactFunc(w.queue, func(a, b beginning) bool { return a.first.Equal(b.first) })
	return nil
}

// probe reads a file's first packet.
func (w *follower) probe(path string) (beginning, error) {
	h, err := os.Open(path)
	if err != nil {
		return beginning{}, err
	}
	defer h.Close()
	in, err := openContainer(h, w.maxFrame, nil)
	if err != nil {
		return beginning{}, err
	}
	defer in.close()
	var f frame
	if err := in.next(&f); err != nil {
		return beginning{}, err
	}
	return beginning{path, f.time, in.compression != plain}, nil
}

// newer tells whether there is a file to be read after the current one.
func (w *follower) newer() bool {
	if len(w.queue) == 0 && time.Since(w.looked) >= followLook {
		_ = w.look() // that the directory cannot be read for a while is no end
	}
	return len(w.queue) > 0
}

// isStopped tells whether Stop was called.
func (w *follower) isStopped() bool {
	select {
	case <-w.stopped:
		return true
	default:
		return false
	}
}

// pause waits for a moment, or until Stop is called.
func (w *follower) pause() {
	select {
	case <-w.stopped:
	case <-time.After(followPoll):
	}
}

// nextFollowed opens the next file of the directory that is followed, if there is one.
func (s *Source) nextFollowed() {
	w := s.follow
	for _, name := range w.refused {
		if len(s.files) < maxFollowed-1 {
			s.addUnreadable(name, cannotOpen(name, fs.ErrPermission))
		}
	}
	w.refused = nil
	for w.newer() && !w.isStopped() {
		b := w.queue[0]
		w.queue = w.queue[1:]
		if len(w.begun) == maxFollowed {
			w.begun = slices.Delete(w.begun, 0, maxFollowed/2)
		}
		w.begun = append(w.begun, b.first)
		f := s.followedFile(b.path)
		f.growing = !b.compressed
		if err := f.open(); err != nil {
			f.ended = true
			f.info.Truncated, f.info.Damage = true, "cannot be read any more: "+cannotOpen("", err).Err.Error()
			continue
		}
		s.decoder.filter.prepare(f.in.links())
		if !f.ended {
			s.merge.files = append(s.merge.files, f)
			return
		}
	}
}

// followedFile is the file to read next from. Where there were too many, it takes the place of the last.
func (s *Source) followedFile(path string) *file {
	if len(s.files) < maxFollowed {
		f := &file{index: uint32(len(s.files)), name: path, read: &s.read, waits: s.waiting, described: s.described, maxFrame: s.follow.maxFrame, follow: s.follow}
		s.files = append(s.files, f)
		return f
	}
	f := s.files[maxFollowed-1]
	f.name, f.ended, f.in = s.follow.dir+", later files", false, nil
	f.path = path
	return f
}

// nothingFollowed is what there is while no file is: nothing, for a while.
func (s *Source) nothingFollowed() *file {
	w := s.follow
	if w.isStopped() {
		return nil
	}
	s.waiting()
	w.pause()
	w.nothing.nothing, w.nothing.idle = true, &Idle{time.Now()}
	return &w.nothing
}

// growingFile reads a file that is followed. At its end it waits for more, until there is a newer file.
type growingFile struct {
	*os.File
	w *follower
}

func (g *growingFile) Read(p []byte) (int, error) {
	begun := time.Now()
	for {
		n, err := g.File.Read(p)
		if n > 0 || err != nil && err != io.EOF {
			return n, err
		}
		if g.w.newer() || g.w.isStopped() {
			return g.File.Read(p) // what was written before the newer one began
		}
		if time.Since(begun) >= DefaultIdle {
			return 0, &Idle{time.Now()}
		}
		g.w.pause()
	}
}
