package callflow

import "unsafe"

// slabBytes is the size of the blocks that a slab cuts lists from.
const slabBytes = 1 << 15

// slab cuts short lists from blocks, each with just the room that it needs.
type slab[T any] struct {
	free  []T
	apart bool // each list has a block of its own
}

// keep is a list with the same elements. Where again, one without room for more is here already.
func (s *slab[T]) keep(list []T, again bool) []T {
	n := len(list)
	switch {
	case n == 0:
		return nil
	case again && n == cap(list):
		return list
	}
	out := s.cut(n)
	copy(out, list)
	return out
}

// cut is a list of n zero values.
func (s *slab[T]) cut(n int) []T {
	var zero T
	block := slabBytes / int(unsafe.Sizeof(zero))
	if s.apart || n > block/8 {
		return make([]T, n)
	}
	if n > len(s.free) {
		s.free = make([]T, block)
	}
	out := s.free[:n:n]
	s.free = s.free[n:]
	return out
}

// legBlocks has legs in blocks, in the order in which they began.
type legBlocks struct {
	full [][]Leg
	last []Leg
}

// next is a new leg.
func (s *legBlocks) next() *Leg {
	if len(s.last) == cap(s.last) {
		if s.last != nil {
			s.full = append(s.full, s.last)
		}
		s.last = make([]Leg, 0, slabBytes/int(unsafe.Sizeof(Leg{})))
	}
	s.last = s.last[:len(s.last)+1]
	return &s.last[len(s.last)-1]
}

// list has all of them.
func (s *legBlocks) list() []*Leg {
	out := make([]*Leg, 0, len(s.full)*cap(s.last)+len(s.last))
	for _, block := range append(s.full, s.last) {
		for i := range block {
			out = append(out, &block[i])
		}
	}
	return out
}
