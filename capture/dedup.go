package capture

import (
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"time"
)

// The windows and the memory of Deduper's zero value.
const (
	DefaultDedupWindow     = 100 * time.Millisecond
	DefaultDedupWindowNoID = 5 * time.Millisecond
	DefaultDedupEntries    = 4096
)

// maxDedupChain limits the search where times go back, so that packets made to share a bucket
// cost no more than others.
const maxDedupChain = 64

// Deduper tells whether a packet was captured before: by a mirror port that gives both
// directions of two ports, by "any" on the way in and on the way out, outside of a tunnel and
// within, by files that overlap.
// It is the same packet when addresses, ports, IP identification and every byte agree, and
// it passed within a short window of packet time. Where a stack sends no identification (0,
// or IPv6) the window is much shorter, and a copy may not have a greater TTL than the first:
// a router only counts down. With an identification the TTL says nothing more, as the clocks
// of two files may show the later sighting first.
//
// A SIP retransmission is another packet: it has another identification, and comes no sooner
// than T1 (500 ms, RFC 3261 §17.1.1.1) after the first.
//
// The zero value works. It holds at most Entries packets, the oldest go first; a packet that
// comes after more than that is not recognised. It allocates on first use only. It is for one
// goroutine. TCP needs no deduper: to a stream a copy is a retransmission.
type Deduper struct {
	Window     time.Duration // for packets with an IP identification; 0 means DefaultDedupWindow
	WindowNoID time.Duration // for those without; 0 means DefaultDedupWindowNoID
	Entries    int           // packets held, rounded up to a power of two; 0 means DefaultDedupEntries

	seed    maphash.Seed
	ring    []sighting // the packet number n is at n modulo the length
	buckets []uint64   // by hash: 1 + the number of the newest packet; 0: none
	next    uint64     // number of the next packet
}

// sighting is a packet seen for the first time. Its hash stands for addresses, ports, IP
// identification and bytes: with 64 bits two packets within a window do not share one by chance.
type sighting struct {
	hash     uint64
	previous uint64 // 1 + the number of the packet before it in its bucket
	time     time.Time
	frame    FrameRef
	ttl      uint8
}

// Seen reports whether the packet is a copy, and if so which frame was the first and how
// long ago; the delay is negative where the copy's clock is behind. A packet that is no copy
// is kept for those to come.
func (d *Deduper) Seen(p *Packet) (first FrameRef, delay time.Duration, dup bool) {
	if d.ring == nil {
		d.init()
	}
	window := cmp.Or(d.Window, DefaultDedupWindow)
	if p.IPID == 0 {
		window = cmp.Or(d.WindowNoID, DefaultDedupWindowNoID)
	}
	hash := d.hash(p)
	bucket := &d.buckets[hash&uint64(len(d.buckets)-1)]
	n := *bucket
	for range maxDedupChain {
		if n == 0 || n+uint64(len(d.ring)) <= d.next { // none, or its place was taken since
			break
		}
		s := &d.ring[(n-1)&uint64(len(d.ring)-1)]
		delay := p.Time.Sub(s.time)
		if delay > window { // and so are all that came before it
			break
		}
		if s.hash == hash && delay.Abs() <= window && (p.IPID != 0 || p.TTL <= s.ttl) {
			return s.frame, delay, true
		}
		n = s.previous
	}
	d.ring[d.next&uint64(len(d.ring)-1)] = sighting{hash, *bucket, p.Time, p.Frame, p.TTL}
	d.next++
	*bucket = d.next
	return FrameRef{}, 0, false
}

func (d *Deduper) init() {
	entries := d.Entries
	if entries <= 0 {
		entries = DefaultDedupEntries
	}
	size := 1
	for size < entries {
		size *= 2
	}
	d.seed = maphash.MakeSeed()
	d.ring = make([]sighting, size)
	d.buckets = make([]uint64, size)
}

// hash is of everything that makes the packet this packet, but for its TTL.
func (d *Deduper) hash(p *Packet) uint64 {
	var key [16 + 16 + 2 + 2 + 2 + 8 + 4]byte
	src, dst := p.Src.Addr().As16(), p.Dst.Addr().As16()
	copy(key[0:], src[:])
	copy(key[16:], dst[:])
	binary.LittleEndian.PutUint16(key[32:], p.Src.Port())
	binary.LittleEndian.PutUint16(key[34:], p.Dst.Port())
	binary.LittleEndian.PutUint16(key[36:], p.IPID)
	payload := p.Payload
	if e := p.ICMP; e != nil { // which has no ports either
		binary.LittleEndian.PutUint16(key[32:], e.Src.Port())
		binary.LittleEndian.PutUint16(key[34:], e.Dst.Port())
		payload = e.Payload
		binary.LittleEndian.PutUint32(key[46:], uint32(e.IPID)<<16|uint32(e.Sum))
	}
	binary.LittleEndian.PutUint64(key[38:], maphash.Bytes(d.seed, payload))
	return maphash.Bytes(d.seed, key[:])
}
