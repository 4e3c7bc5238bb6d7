package capture

import (
	"errors"
	"io"
	"time"
)

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
