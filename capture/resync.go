package capture

import (
	"fmt"
	"io"
)

// damages collects what was wrong on the way through a file: the first in words, the others
// as a count.
type damages struct {
	first string
	more  int
}

func (d *damages) add(what string, offset int64) {
	if d.first != "" {
		d.more++
		return
	}
	d.first = fmt.Sprintf("%s at offset %d", what, offset)
}

func (d *damages) String() string {
	if d.more == 0 {
		return d.first
	}
	return fmt.Sprintf("%s, and %d more", d.first, d.more)
}

// resyncBlock is the longest block that a search believes in, and so how far it looks ahead.
const resyncBlock = 320 << 10

// resynchronise is called where the block at the window's start cannot be. It moves the
// window to the next place that looks like a block of a known kind: its length is possible
// and stands again at its end. Where there is none, the file ends here, with the damage.
func (r *pcapngReader) resynchronise(what string) error {
	found := &damage{what, r.w.offset}
	if err := r.w.discard(1); err != nil {
		return found
	}
	for {
		// Twice what a candidate may span: each place in the first half can be judged.
		ahead, err := r.w.peek(2 * resyncBlock)
		places := len(ahead) - blockOverhead + 1
		if err == nil {
			places = resyncBlock
		}
		for at := range max(places, 0) {
			if r.looksLikeBlock(ahead[at:]) {
				r.damages.add(what, found.offset)
				return r.w.discard(int64(at))
			}
		}
		if err != nil {
			if err != io.EOF && err != io.ErrUnexpectedEOF {
				return r.endOfStream(err)
			}
			return found
		}
		if err := r.w.discard(resyncBlock); err != nil {
			return found
		}
	}
}

func (r *pcapngReader) looksLikeBlock(b []byte) bool {
	order := r.order
	switch kind := order.u32(b); {
	case kind == blockSection:
		var ok bool
		if order, ok = byteOrderOf(b[8:]); !ok {
			return false
		}
	case !isKnown(kind):
		return false
	}
	length := order.u32(b[4:])
	return length > blockOverhead && length%4 == 0 && int(min(length, resyncBlock)) == int(length) &&
		int(length) <= len(b) && order.u32(b[length-4:]) == length
}
