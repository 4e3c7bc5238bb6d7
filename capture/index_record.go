package capture

import (
	"slices"
	"time"
)

// minStretch is how many frames are worth a place in the index.
const minStretch = 4

// placed is a container that tells where its frames are: one that can be indexed.
type placed interface {
	// place tells where the record of the frame that next gave last is, and how long it is. It is
	// not plain where the record tells more than the frame, or is damaged.
	place() (at int64, size int, plain bool)
	// leap passes over so many bytes from the beginning of that record.
	leap(n int64) error
}

// indexer notes the stretches of a file while it is read.
type indexer struct {
	key     indexKey
	encoded []byte
	before  stretch // the one that was encoded last
	open    stretch // the one that may go on; no frames where none is open
	next    noted   // the last frame, while there is no verdict on it
}

// noted is what the index has to know of a frame.
type noted struct {
	at      int64
	size    int
	number  uint64 // 0 where there is no frame
	bytes   int
	time    int64 // ns since 1970
	snapped bool
}

// see takes note of a file's current frame, before it is accounted for. It ends the stretch unless unused is called.
func (x *indexer) see(f *file) {
	x.drop()
	c, _ := f.in.container.(placed)
	at, size, plain := c.place()
	t := f.frame.time
	ns := t.UnixNano()
	if !plain || f.frame.damaged || t.IsZero() || t.Before(f.last) || ns/1e9 != t.Unix() {
		x.end()
		return
	}
	n := len(f.frame.data)
	x.next = noted{at, size, f.number, n, ns, int64(f.frame.length) > int64(n)}
}

// drop ends the stretch where there was no verdict that the last frame is of no use.
func (x *indexer) drop() {
	if x.next.number > 0 {
		x.next.number = 0
		x.end()
	}
}

// unused adds the frame that was seen last to the stretch.
func (x *indexer) unused(why SkipReason) {
	n := &x.next
	if n.number == 0 {
		return
	}
	o := &x.open
	if o.frames > 0 && o.at+o.size != n.at {
		x.end()
	}
	if o.frames == 0 {
		*o = stretch{at: n.at, number: n.number, first: n.time, last: n.time, skips: o.skips[:0]}
	} else {
		o.pause(n.time-o.last, n.number)
	}
	o.size += int64(n.size)
	o.frames++
	o.bytes += uint64(n.bytes)
	o.last = n.time
	if n.snapped {
		if o.snapped == 0 {
			o.firstSnapped = n.number
		}
		o.snapped++
	}
	i := slices.IndexFunc(o.skips, func(s unused) bool { return s.why == why })
	if i < 0 {
		i = len(o.skips)
		o.skips = append(o.skips, unused{why: why, first: n.number})
	}
	o.skips[i].count++
	n.number = 0
}

// pause keeps the two longest of the stretch.
func (x *stretch) pause(by int64, number uint64) {
	p := &x.pauses
	switch least := min(p[0].by, p[1].by); {
	case by <= least:
	case p[1].by == 0, p[1].by == least && p[0].by != least:
		p[1] = gap{by, number}
	default:
		p[0], p[1] = p[1], gap{by, number}
	}
}

// end ends the stretch.
func (x *indexer) end() {
	o := &x.open
	if o.frames >= minStretch {
		x.encoded = o.appendTo(x.encoded, &x.before)
		x.before = *o
	}
	o.frames = 0
}

// fromUnixNano is a time as stretches have it.
func fromUnixNano(ns int64) time.Time { return unixTime(ns/1e9, ns%1e9) }
