package callflow

import (
	"cmp"
	"slices"
	"time"
)

// delays are delays of several groups, in no order. There are as many as transactions, so that most take
// 8 bytes, in blocks that are never moved.
type delays struct {
	n      int // how many in blocks
	blocks [][]shortDelay
	others []delay
}

// delay is one that is no shortDelay.
type delay struct {
	time  time.Duration
	group int32  // or what the group is told by
	more  uint32 // others that this one stands for, besides itself
}

// n is how many delays d stands for.
func (d *delay) n() int { return 1 + int(d.more) }

// shortDelay is a delay below half a year of one of the first groups, which its lowest bits name.
type shortDelay uint64

const (
	groupBits  = 10
	delayBlock = 1 << 12 // in a block
)

func (d shortDelay) time() time.Duration { return time.Duration(d >> groupBits) }
func (d shortDelay) group() int          { return int(d & (1<<groupBits - 1)) }

// add takes a delay that was measured.
func (d *delays) add(t time.Duration, group int) {
	switch {
	case t < 0:
		return
	case uint64(t)>>(64-groupBits) != 0 || group>>groupBits != 0:
		d.others = append(d.others, delay{time: t, group: int32(group)})
		return
	}
	last := len(d.blocks) - 1
	if last < 0 || len(d.blocks[last]) == cap(d.blocks[last]) {
		d.blocks = append(d.blocks, make([]shortDelay, 0, min(16<<(2*len(d.blocks)), delayBlock)))
		last++
	}
	d.blocks[last] = append(d.blocks[last], shortDelay(t)<<groupBits|shortDelay(group))
	d.n++
}

// len is how many there are, of which some may stand for more.
func (d *delays) len() int { return d.n + len(d.others) }

// loosen makes all of them ones that are no shortDelay, and gives them.
func (d *delays) loosen() []delay {
	d.others = slices.Grow(d.others, d.n)
	for _, block := range d.blocks {
		for _, s := range block {
			d.others = append(d.others, delay{time: s.time(), group: int32(s.group())})
		}
	}
	d.blocks, d.n = nil, 0
	return d.others
}

// anyGroup is no group's number.
const anyGroup = -1

// one is the first delay of a group, or of all where it is anyGroup; Unmeasured where there is none.
func (d *delays) one(group int) time.Duration {
	for _, o := range d.loosen() {
		if group == anyGroup || int(o.group) == group {
			return o.time
		}
	}
	return Unmeasured
}

// times are all delays, in ascending order.
func (d *delays) times() []time.Duration {
	var list []time.Duration
	for _, o := range d.loosen() {
		list = append(list, o.time)
	}
	slices.Sort(list)
	return list
}

// byGroup orders delays by their group, then by time.
func byGroup(a, b delay) int {
	return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.time, b.time))
}
