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

// inZip is a file in a zip archive that is a file itself: what is in the middle of a zip archive
// cannot be reached without reading its end.
type inZip struct {
	archive string
	index   int // in the archive's directory
}

func (m inZip) open() (io.ReadCloser, error) {
	z, err := zip.OpenReader(m.archive)
	if err != nil {
		return nil, err
	}
	if m.index >= len(z.File) { // another file by now
		z.Close()
		return nil, io.ErrUnexpectedEOF
	}
	r, err := z.File[m.index].Open()
	if err != nil {
		z.Close()
		return nil, err
	}
	return &closing{Reader: r, close: []func(){func() { r.Close() }, func() { z.Close() }}}, nil
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
	case depth <= maxNesting && kind == tarArchive:
		err = s.addTar(cfg, name, from, depth)
	case depth <= maxNesting && onDisk:
		err = s.addZip(cfg, string(disk), depth)
	default:
		err = &unreadableArchive{"it is a " + string(kind) + " within an archive; unpack it first"}
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

// addZip adds what is in a zip archive.
func (s *Source) addZip(cfg Config, name string, depth int) error {
	z, err := zip.OpenReader(name)
	if err != nil {
		return &notCapture{"a damaged zip archive"}
	}
	defer z.Close()
	for i, f := range z.File {
		const encrypted = 1
		if f.FileInfo().Mode().IsRegular() && f.UncompressedSize64 > 0 && !hidden(f.Name) {
			m := &file{name: name + "/" + f.Name, from: inZip{name, i}, size: int64(min(f.UncompressedSize64, 1<<62)), again: true}
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
