package main

import (
	"io"
	"os"
)

// spill holds the beginnings of many files at a time: in memory, and what is above its limit in one
// temporary file. So there are never more files open than that and one more.
type spill struct {
	limit, held int
	parts       []*spillPart // with something in memory
	file        *os.File
	end         int64
}

// spillPart is a file to be.
type spillPart struct {
	spill   *spill
	memory  []byte // what comes behind extents
	extents []extent
	size    uint64
}

// extent is a part of the temporary file.
type extent struct{ offset, length int64 }

// defaultSpill is the memory for files to be.
const defaultSpill = 64 << 20

func (s *spill) part() *spillPart { return &spillPart{spill: s} }

func (p *spillPart) Write(b []byte) (int, error) {
	if len(p.memory) == 0 {
		p.spill.parts = append(p.spill.parts, p)
	}
	p.memory = append(p.memory, b...)
	p.size += uint64(len(b))
	if p.spill.held += len(b); p.spill.held > p.spill.limit {
		return len(b), p.spill.overflow()
	}
	return len(b), nil
}

// overflow moves what is in memory to the temporary file.
func (s *spill) overflow() error {
	if s.file == nil {
		f, err := os.CreateTemp("", "sipcap-*")
		if err != nil {
			return err
		}
		s.file = f
		_ = os.Remove(f.Name()) // where that is possible, it goes with the program, however that ends
	}
	for _, p := range s.parts {
		if len(p.memory) == 0 { // it was taken meanwhile
			continue
		}
		n, err := s.file.Write(p.memory)
		if err != nil {
			return err
		}
		p.extents = append(p.extents, extent{s.end, int64(n)})
		s.end += int64(n)
		p.memory = nil
	}
	s.parts, s.held = nil, 0
	return nil
}

// take writes the part to w and lets go of it.
func (p *spillPart) take(w io.Writer) error {
	for _, e := range p.extents {
		if _, err := io.Copy(w, io.NewSectionReader(p.spill.file, e.offset, e.length)); err != nil {
			return err
		}
	}
	_, err := w.Write(p.memory)
	p.spill.held -= len(p.memory)
	p.memory, p.extents = nil, nil
	return err
}

func (s *spill) close() {
	if s.file != nil {
		s.file.Close()
		_ = os.Remove(s.file.Name()) // where it was not possible before
	}
}
