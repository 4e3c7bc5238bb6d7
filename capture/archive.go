package capture

import (
	"bytes"
	"errors"
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
	zipped, isZip := from.(zipOpener)
	switch {
	case depth > maxNesting:
		err = &unreadableArchive{"it is a " + string(kind) + " within too many archives; unpack it first"}
	case kind == tarArchive:
		err = s.addTar(cfg, name, from, depth)
	case isZip:
		err = s.addZip(cfg, name, zipped, depth)
	default:
		var content inMemory
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

// addMember adds a file in an archive, and closes it until its time has come. Its beginning is
// read from r where that is not nil; found is called, where not nil, when it is a capture or may hold some.
func (s *Source) addMember(cfg Config, f *file, r io.Reader, found func(), depth int) {
	err := s.addOpened(cfg, f, r)
	archive, isArchive := errors.AsType[*inArchive](err)
	if found != nil && (err == nil || isArchive) {
		found()
	}
	if isArchive {
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
