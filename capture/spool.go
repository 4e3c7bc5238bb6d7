package capture

import (
	"fmt"
	"io"
	"math"
	"os"
)

// spool keeps what is read of an input that can be read only once, a pipe, in a temporary file.
// What goes wrong with that is no reason to stop reading: err tells it when the copy is asked for.
type spool struct {
	r    io.Reader
	file *os.File
	name string // to be removed at the end; "" where it is already
	size int64
	err  error
}

func newSpool(r io.Reader) *spool {
	s := &spool{r: r}
	s.file, s.err = os.CreateTemp("", "sipcap-*")
	if s.err != nil {
		s.err = fmt.Errorf("%w: %w", ErrNotKept, s.err)
		return s
	}
	// Without a name it goes with the program, however that ends. Not every system has that.
	if os.Remove(s.file.Name()) != nil {
		s.name = s.file.Name()
	}
	return s
}

// Read reads, and keeps what it read.
func (s *spool) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if n > 0 && s.err == nil {
		kept, e := s.file.Write(p[:n])
		s.size += int64(kept)
		if e != nil {
			s.err = fmt.Errorf("%w: %w", ErrNotKept, e)
		}
	}
	return n, err
}

// open opens the copy of what was read so far.
func (s *spool) open() (io.ReadCloser, error) {
	return io.NopCloser(io.NewSectionReader(s.file, 0, s.size)), s.err
}

// close drops the copy; s may be nil.
func (s *spool) close() {
	if s == nil {
		return
	}
	if s.file != nil {
		s.file.Close()
	}
	if s.name != "" {
		_ = os.Remove(s.name)
	}
	s.file, s.name = nil, ""
}

// fromHere is a reader that can go back, as standard input can where it is a file: from where it stood.
type fromHere struct {
	r      io.ReaderAt
	offset int64
}

// here reports false where r cannot go back.
func here(r io.Reader) (fromHere, bool) {
	s, ok := r.(interface {
		io.ReaderAt
		io.Seeker
	})
	if !ok {
		return fromHere{}, false
	}
	offset, err := s.Seek(0, io.SeekCurrent)
	return fromHere{s, offset}, err == nil
}

func (h fromHere) open() (io.ReadCloser, error) {
	return io.NopCloser(io.NewSectionReader(h.r, h.offset, math.MaxInt64-h.offset)), nil
}
