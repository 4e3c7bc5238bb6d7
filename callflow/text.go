package callflow

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// textBlock is the size of the blocks that strings are copied into.
const textBlock = 1 << 15

// streamBlock is the size where calls are let go one by one: a block lives as long as the last
// call that has a string in it.
const streamBlock = 1 << 10

// text copies what is kept of messages: many short strings go into one block, which costs
// one allocation for hundreds of them.
type text struct {
	block  strings.Builder
	size   int   // of a block; 0 means textBlock
	copied int64 // bytes in all
}

// copy is b as a string that stays.
func (t *text) copy(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	block := t.room(len(b))
	start := block.Len()
	block.Write(b)
	return block.String()[start:]
}

// parties are copies of three URIs, which stay.
func (t *text) parties(from, to, uri []byte) parties {
	block := t.room(len(from) + len(to) + len(uri))
	start := block.Len()
	block.Write(from)
	block.Write(to)
	block.Write(uri)
	return parties{block.String()[start:], uint32(len(from)), uint32(len(from) + len(to))}
}

// room is a block with room for n more bytes, which are counted.
func (t *text) room(n int) *strings.Builder {
	t.copied += int64(n)
	size := cmp.Or(t.size, textBlock)
	switch {
	case n > size/8:
		alone := new(strings.Builder)
		alone.Grow(n)
		return alone
	case t.block.Cap()-t.block.Len() < n:
		// The old block lives on in the strings that were cut from it.
		t.block = strings.Builder{}
		t.block.Grow(size)
	}
	return &t.block
}

// words keeps one copy of strings that come again and again over many calls: User-Agents,
// codec names, unusual methods.
type words struct {
	seen   map[string]string
	recent [64]string // of those: comparing costs less than looking up
	text   *text
}

// wordLimit bounds how many different ones are remembered; more are copied each time.
const wordLimit = 1 << 14

func (w *words) intern(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	n := len(b)
	recent := &w.recent[(n+3*int(b[0])+5*int(b[n-1])+7*int(b[n/2]))%len(w.recent)]
	if *recent == string(b) {
		return *recent
	}
	if s, ok := w.seen[string(b)]; ok {
		*recent = s
		return s
	}
	s := w.text.copy(b)
	if len(w.seen) < wordLimit {
		if w.seen == nil {
			w.seen = make(map[string]string)
		}
		w.seen[s] = s
		*recent = s
	}
	return s
}

// sharedList is the list that b.list spells, each entry ended by a NUL. It is made of names the
// first time and is the same slice each time: not to be changed.
func (b *Builder) sharedList(names iter.Seq[string]) []string {
	if list, ok := b.lists[string(b.list)]; ok || len(b.list) == 0 {
		return list
	}
	list := slices.Clip(slices.Collect(names))
	if len(b.lists) < wordLimit {
		b.lists[string(b.list)] = list
	}
	return list
}
