package capture

import (
	"slices"
	"time"

	"github.com/google/gopacket/layers"
)

// maxParts limits the parts of a packet: 64 kB in fragments of 576 bytes are 120.
const maxParts = 256

// partialCost is what a packet in parts counts for beside its bytes, against the limit.
const partialCost = 512

// reassembly holds IP packets in parts until they are whole, or too old, or too many. It has
// no clock: time is that of the frames. It has no part in what is behind IP.
//
// A part that is there already begins a copy of the packet: mirrors give every fragment
// twice, and both packets are to be found. Where parts overlap otherwise, the bytes that
// came first stay.
type reassembly struct {
	timeout time.Duration
	limit   int // bytes held

	byKey          map[fragmentKey]*partial // the newest of a key, which leads to the others
	oldest, newest *partial                 // in the order in which they began
	held           int                      // bytes, against the limit
	free           []*partial               // to be used again
	buffers        [][]byte                 // likewise
	stats          FragmentInfo
}

// FragmentInfo counts IP packets that came in fragments, without those that a capture filter left out.
type FragmentInfo struct {
	Completed  uint64 // put together
	Incomplete uint64 // given up, as a part never came
	Lost       uint64 // of those, the ones of which no copy was put together either
	Evicted    uint64 // of those, the ones given up for lack of room
}

// partial is a packet in parts. Once whole it stays, without its bytes, to tell that what
// comes later under its key is a copy.
type partial struct {
	key            fragmentKey
	older, newer   *partial // all, in the order of beginning
	elder, younger *partial // those of the key, likewise

	pkt      Packet // as the first part, or the last that came, shows it
	vlans    [maxDepth]uint16
	protocol layers.IPProtocol // from the first part
	began    time.Time

	buf    []byte
	have   []span // of buf; sorted, not touching
	total  int    // length of the whole; 0 while not known
	frames []FrameRef

	passed bool // the capture filter lets a part through; else it is put together to be left out
	copied bool // another packet of its key has all that this one began with
	done   bool
}

// span is a range of bytes.
type span struct{ start, end int }

func (p *partial) whole() bool {
	return p.total > 0 && len(p.have) == 1 && p.have[0] == span{0, p.total}
}

// prefix returns how many bytes there are from the start on.
func (p *partial) prefix() int {
	if len(p.have) == 0 || p.have[0].start > 0 {
		return 0
	}
	return p.have[0].end
}

// fits tells whether a part can belong to this packet: it has bytes that are not there, and
// agrees about where the end is.
func (p *partial) fits(s span, more bool) bool {
	if p.done || len(p.frames) >= maxParts || p.total > 0 && (s.end > p.total || !more && s.end != p.total) {
		return false
	}
	return !p.contains(s) && (more || len(p.have) == 0 || p.have[len(p.have)-1].end <= s.end)
}

func (p *partial) contains(s span) bool {
	return slices.ContainsFunc(p.have, func(h span) bool { return h.start <= s.start && s.end <= h.end })
}

// put adds the bytes of a span that are not there yet.
func (p *partial) put(s span, b []byte) {
	if s.end > len(p.buf) {
		p.buf = slices.Grow(p.buf, s.end-len(p.buf))[:s.end]
	}
	merged := s
	at := s.start // up to here the span's bytes are in place
	for _, h := range p.have {
		if at < h.start && at < s.end {
			copy(p.buf[at:min(h.start, s.end)], b[at-s.start:])
		}
		if h.start <= s.end && s.start <= h.end { // touching or overlapping
			merged = span{min(merged.start, h.start), max(merged.end, h.end)}
		}
		at = max(at, h.end)
	}
	if at < s.end {
		copy(p.buf[at:s.end], b[at-s.start:])
	}
	p.have = slices.DeleteFunc(p.have, func(h span) bool { return merged.start <= h.start && h.end <= merged.end })
	i, _ := slices.BinarySearchFunc(p.have, merged.start, func(h span, start int) int { return h.start - start })
	p.have = slices.Insert(p.have, i, merged)
}
