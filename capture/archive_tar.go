package capture

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
)

// inTar is a file in a tar archive, which may be in another archive. It is found by reading the archive up to
// it.
type inTar struct {
	archive *tarFile
	index   int // in the order of the archive
}

// tarFile is a tar archive, with a place in it where reading may go on: files are mostly asked for
// in the order in which they stand.
type tarFile struct {
	opener
	at *tarPlace // nil where there is none, or it is in use
}

// tarPlace is a tar archive that was read up to a file.
type tarPlace struct {
	*tar.Reader
	next int // index of the file that the next call of Next gives
	done *closing
}

func (m inTar) open() (io.ReadCloser, error) {
	p := m.archive.at
	m.archive.at = nil
	if p != nil && p.next > m.index {
		p.done.Close()
		p = nil
	}
	if p == nil {
		t, done, _, err := openTar(m.archive)
		if err != nil {
			return nil, err
		}
		p = &tarPlace{Reader: t, done: done}
	}
	for ; p.next <= m.index; p.next++ {
		if _, err := p.Next(); err != nil {
			p.done.Close()
			return nil, err
		}
	}
	return &closing{Reader: p, close: []func(){func() { m.archive.keep(p) }}}, nil
}

// keep keeps a place to go on at; one at a time.
func (a *tarFile) keep(p *tarPlace) {
	if a.at != nil {
		a.at.done.Close()
	}
	a.at = p
}

// openTar opens a tar archive, and returns what closes it. It tells whether reading passes over files
// without reading them.
func openTar(archive opener) (t *tar.Reader, done *closing, seeks bool, err error) {
	r, err := archive.open()
	if err != nil {
		return nil, nil, false, err
	}
	done = &closing{close: []func(){func() { r.Close() }}}
	w, c, free, err := decompress(&window{r: r})
	if err != nil {
		done.Close()
		return nil, nil, false, err
	}
	done.close = append(done.close, free)
	if f, ok := r.(io.Seeker); ok && c == plain {
		if _, err := f.Seek(0, io.SeekStart); err == nil {
			return tar.NewReader(r), done, true, nil
		}
	}
	return tar.NewReader(w), done, false, nil
}

// inMemory is a file in an archive that is kept: to find it again in a compressed archive takes as long
// as to read all before it.
type inMemory []byte

func (b inMemory) open() (io.ReadCloser, error) {
	return struct {
		io.ReadSeeker
		io.Closer
	}{bytes.NewReader(b), &closing{}}, nil
}

// addTar adds what is in a tar archive, in one pass over it. What cannot be read is the
// archive's end.
func (s *Source) addTar(cfg Config, name string, from opener, depth int) error {
	t, done, seeks, err := openTar(from)
	if err != nil {
		return err
	}
	defer done.Close()
	archive := &tarFile{opener: from}
	s.tars = append(s.tars, archive)
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
		if !h.FileInfo().Mode().IsRegular() || h.Size <= 0 || hidden(h.Name) {
			continue
		}
		m := &file{name: name + "/" + h.Name, from: inTar{archive, i}, size: h.Size, again: true}
		if seeks {
			s.addMember(cfg, m, t, nil, depth)
			continue
		}
		var head bytes.Buffer
		s.addMember(cfg, m, io.TeeReader(t, &head), func() {
			if content := s.keep(cfg, &head, t, h.Size); content != nil {
				m.from = content
			}
		}, depth)
	}
}

// keep reads on from where a file's head ends, where there is room in memory for all of it.
func (s *Source) keep(cfg Config, head *bytes.Buffer, rest io.Reader, size int64) opener {
	if size > int64(orDefault(cfg.ArchiveBytes, DefaultArchiveBytes)-s.loaded) {
		return nil
	}
	s.loaded += int(size)
	content := make(inMemory, size)
	if _, err := io.ReadFull(rest, content[copy(content, head.Bytes()):]); err != nil {
		return nil // what can be read of it is told when its time has come
	}
	return content
}
