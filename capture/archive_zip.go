package capture

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
)

func (name onDisk) openZip() (*zip.Reader, func(), error) {
	z, err := zip.OpenReader(string(name))
	if err != nil {
		return nil, nil, err
	}
	return &z.Reader, func() { z.Close() }, nil
}

func (b inMemory) openZip() (*zip.Reader, func(), error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	return z, func() {}, err
}

// zipOpener opens a zip archive, as often as it is asked to, with what closes it. What is in the middle of
// one cannot be reached without reading its end, so that it is a file or in memory.
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

// load reads a zip archive that is in another.
func (s *Source) load(cfg Config, from opener) (inMemory, error) {
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
			s.addMember(cfg, m, nil, nil, depth)
		}
	}
	return nil
}
