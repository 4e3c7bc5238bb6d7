package capture

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
)

// archiveKind is a kind of file that holds others.
type archiveKind string

const (
	zipArchive archiveKind = "zip archive"
	tarArchive archiveKind = "tar archive" // compressed or not
)

// archiveOf looks at the first bytes; "" is none.
func archiveOf(head []byte) archiveKind {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")): // an empty one
		return zipArchive
	case len(head) > 262 && string(head[257:262]) == "ustar":
		return tarArchive
	}
	return ""
}

// maxNesting is how many archives within each other are looked into: a bundle in a ticket's
// attachment.
const maxNesting = 3

// opener opens a file in an archive, from its beginning, as often as it is asked to.
type opener interface {
	open() (io.ReadCloser, error)
}

// onDisk is a file that is in no archive: its name.
type onDisk string

func (name onDisk) open() (io.ReadCloser, error) { return os.Open(string(name)) }

func (name onDisk) openZip() (*zip.Reader, func(), error) {
	z, err := zip.OpenReader(string(name))
	if err != nil {
		return nil, nil, err
	}
	return &z.Reader, func() { z.Close() }, nil
}

// loaded is a zip archive in memory, as what is in the middle of one cannot be reached without
// reading its end: one that is in another archive.
type loaded []byte

func (b loaded) openZip() (*zip.Reader, func(), error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	return z, func() {}, err
}

// zipOpener opens a zip archive, as often as it is asked to, with what closes it.
type zipOpener interface {
	openZip() (*zip.Reader, func(), error)
}

// inZip is a file in a zip archive.
type inZip struct {
	archive zipOpener
	index   int // in the archive's directory
}

func (m inZip) open() (io.ReadCloser, error) {
	z, done, err := m.archive.openZip()
	if err != nil {
		return nil, err
	}
	if m.index >= len(z.File) { // another file by now
		done()
		return nil, io.ErrUnexpectedEOF
	}
	r, err := z.File[m.index].Open()
	if err != nil {
		done()
		return nil, err
	}
	return &closing{Reader: r, close: []func(){func() { r.Close() }, done}}, nil
}

// inTar is a file in a tar archive, which may be in another archive.
type inTar struct {
	archive opener
	index   int // in the order of the archive
}

func (m inTar) open() (io.ReadCloser, error) {
	t, done, err := openTar(m.archive)
	if err != nil {
		return nil, err
	}
	for range m.index + 1 {
		if _, err := t.Next(); err != nil {
			done.Close()
			return nil, err
		}
	}
	done.Reader = t
	return done, nil
}

// openTar opens a tar archive, and returns what closes it.
func openTar(archive opener) (*tar.Reader, *closing, error) {
	r, err := archive.open()
	if err != nil {
		return nil, nil, err
	}
	done := &closing{close: []func(){func() { r.Close() }}}
	w, _, free, err := decompress(&window{r: r})
	if err != nil {
		done.Close()
		return nil, nil, err
	}
	done.close = append(done.close, free)
	return tar.NewReader(w), done, nil
}

// closing is a reader with what is to be closed when it is done with.
type closing struct {
	io.Reader
	close []func()
}

func (c *closing) Close() error {
	for _, f := range c.close {
		f()
	}
	return nil
}

// addArchive adds the captures in an archive. Files in it that are none are passed over, as
// in a directory; one that may be a capture but cannot be read is listed with what is wrong.
func (s *Source) addArchive(cfg Config, name string, from opener, kind archiveKind, depth int) error {
	before := len(s.files)
	var err error
	disk, onDisk := from.(onDisk)
	switch {
	case depth > maxNesting:
		err = &unreadableArchive{"it is a " + string(kind) + " within too many archives; unpack it first"}
	case kind == tarArchive:
		err = s.addTar(cfg, name, from, depth)
	case onDisk:
		err = s.addZip(cfg, name, disk, depth)
	default:
		var content loaded
		if content, err = s.load(cfg, from); err != nil {
			break
		}
		if err = s.addZip(cfg, name, content, depth); err != nil { // it may hold captures all the same
			err = &unreadableArchive{"it is a damaged zip archive"}
		}
	}
	switch {
	case len(s.files) > before && !s.onlyUnreadable(before):
		if err != nil {
			s.addUnreadable(name, cannotOpen(name, err))
		}
		return nil
	case err != nil:
	case len(s.files) > before:
		err = &unreadableArchive{s.files[before].name + " " + s.files[before].info.Damage}
	default:
		err = &noCaptures{string(kind)}
	}
	s.files = s.files[:before]
	return cannotOpen(name, err)
}

// unreadableArchive: there may be captures inside, but they cannot be read.
type unreadableArchive struct{ why string }

func (e *unreadableArchive) Error() string { return e.why }

// load reads a zip archive that is in another.
func (s *Source) load(cfg Config, from opener) (loaded, error) {
	r, err := from.open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	room := orDefault(cfg.ArchiveBytes, DefaultArchiveBytes) - s.loaded
	content, err := io.ReadAll(io.LimitReader(r, int64(room)+1))
	switch {
	case err != nil:
		return nil, &unreadableArchive{err.Error()}
	case len(content) > room:
		return nil, &unreadableArchive{"it is a zip archive within an archive, and too large for that; unpack it first"}
	}
	s.loaded += len(content)
	return content, nil
}

// addZip adds what is in a zip archive.
func (s *Source) addZip(cfg Config, name string, archive zipOpener, depth int) error {
	z, done, err := archive.openZip()
	if err != nil {
		return &notCapture{"a damaged zip archive"}
	}
	defer done()
	for i, f := range z.File {
		const encrypted = 1
		if f.FileInfo().Mode().IsRegular() && f.UncompressedSize64 > 0 && !hidden(f.Name) {
			m := &file{name: name + "/" + f.Name, from: inZip{archive, i}, size: int64(min(f.UncompressedSize64, 1<<62)), again: true}
			if f.Flags&encrypted != 0 {
				s.addUnreadable(m.name, cannotOpen(m.name, errors.New("it is encrypted")))
				continue
			}
			s.addMember(cfg, m, nil, depth)
		}
	}
	return nil
}

// addTar adds what is in a tar archive, in one pass over it. What cannot be read is the
// archive's end.
func (s *Source) addTar(cfg Config, name string, from opener, depth int) error {
	t, done, err := openTar(from)
	if err != nil {
		return err
	}
	defer done.Close()
	for i := 0; ; i++ {
		h, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			if i == 0 {
				return &notCapture{"a damaged tar archive"}
			}
			return fmt.Errorf("the archive cannot be read on: %w", err)
		}
		if h.FileInfo().Mode().IsRegular() && h.Size > 0 && !hidden(h.Name) {
			m := &file{name: name + "/" + h.Name, from: inTar{from, i}, size: h.Size, again: true}
			s.addMember(cfg, m, t, depth)
		}
	}
}

// addMember adds a file in an archive, and closes it until its time has come. Its beginning is
// read from r where that is not nil.
func (s *Source) addMember(cfg Config, f *file, r io.Reader, depth int) {
	err := s.addOpened(cfg, f, r)
	if archive, ok := errors.AsType[*inArchive](err); ok {
		err = s.addArchive(cfg, f.name, f.from, archive.kind, depth+1)
	}
	switch {
	case err == nil:
		f.sleep()
	case !passOver(err):
		s.addUnreadable(f.name, err)
	}
}

// hidden tells of files that programs keep for themselves.
func hidden(name string) bool {
	return strings.HasPrefix(path.Base(strings.ReplaceAll(name, `\`, "/")), ".")
}
