package capture

import (
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"time"
	"unsafe"
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
// it passed within a short window of packet time.
//
// Where the identification says nothing, it is the place that does. Many stacks send none (0, as Linux
// does from sockets that serve several peers, or IPv6), some always the same. Such a packet
// that was seen at another place, with other link-layer addresses, in another VLAN, tunnel or file, or with a
// smaller TTL, is the same packet; what comes again at the same place is so within a much shorter window.
// At the same place the TTL of a copy is never greater: a router only counts down. At another place
// it says nothing, as the later sighting may be captured first.
//
// A SIP retransmission is another packet: it has another identification, and comes no sooner
// than T1 (500 ms, RFC 3261 §17.1.1.1) after the first.
//
// The zero value works. It holds at most Entries packets, the oldest go first; a packet that
// comes after more than that is not recognised. It allocates on first use only. It is for one
// goroutine. TCP needs no deduper: to a stream a copy is a retransmission.
type Deduper struct {
	Window     time.Duration // for packets with an IP identification, or seen at another place; 0 means DefaultDedupWindow
	WindowNoID time.Duration // for those without at the same place; 0 means DefaultDedupWindowNoID
	Entries    int           // packets held, rounded up to a power of two; 0 means DefaultDedupEntries

	window, windowNoID, longest time.Duration // once there is something
	longestMilli                int64         // more than the longest, however times are rounded

	seed    maphash.Seed
	ring    []sighting    // the packet number n is at n modulo the length
	buckets []dedupBucket // by hash
	next    uint64        // number of the next packet
	senders [dedupSenders]sender
}

// dedupBucket is where the packets begin that share a place by their hash. It has the time, so that most often those
// need not be looked at, each of which is a miss of the cache.
type dedupBucket struct {
	newest uint64 // 1 + its number; 0: none
	milli  int64  // its time, in ms since 1970
}

// sighting is a packet seen for the first time. Its hash stands for addresses, ports, IP
// identification and bytes: with 64 bits two packets within a window do not share one by chance.
type sighting struct {
	hash     uint64
	path     uint64
	previous uint64 // 1 + the number of the packet before it in its bucket
	frame    uint64 // its number
	time     instant
	file     uint32 // of the frame
	ttl      uint8
}

// Seen reports whether the packet is a copy, and if so which frame was the first and how
// long ago; the delay is negative where the copy's clock is behind. A packet that is no copy
// is kept for those to come.
func (d *Deduper) Seen(p *Packet) (first FrameRef, delay time.Duration, dup bool) {
	return d.SeenOn(HashWay(p.Src, p.Dst), p)
}

// SeenOn is Seen for who has [HashWay] of the packet's Src and Dst at hand.
func (d *Deduper) SeenOn(way uint64, p *Packet) (first FrameRef, delay time.Duration, dup bool) {
	if d.ring == nil {
		d.init()
	}
	hash, bytes := d.hash(way, p)
	told := d.senders[p.sender()].tells(p, bytes)
	bucket, milli := &d.buckets[hash&uint64(len(d.buckets)-1)], p.Time.UnixMilli()
	n := bucket.newest
	if milli-bucket.milli > d.longestMilli {
		n = 0
	}
	for range maxDedupChain {
		if n == 0 || n+uint64(len(d.ring)) <= d.next { // none, or its place was taken since
			break
		}
		s := &d.ring[(n-1)&uint64(len(d.ring)-1)]
		delay := elapsed(s.time.Time(), p.Time)
		if delay > d.longest { // and so are all that came before it
			break
		}
		window := d.window
		if !told && s.here(p) {
			window = d.windowNoID
		}
		if s.hash == hash && delay.Abs() <= window && (told || p.TTL <= s.ttl || s.path != p.Path || s.file != p.Frame.File) {
			return FrameRef{s.file, s.frame}, delay, true
		}
		n = s.previous
	}
	s := &d.ring[d.next&uint64(len(d.ring)-1)]
	*s = sighting{hash, p.Path, bucket.newest, p.Frame.Number, instantOf(p.Time), p.Frame.File, p.TTL}
	d.next++
	bucket.newest, bucket.milli = d.next, milli
	return FrameRef{}, 0, false
}

// here tells whether a packet was seen at the same place.
func (s *sighting) here(p *Packet) bool {
	return s.path == p.Path && s.ttl == p.TTL && s.file == p.Frame.File
}

// dedupSenders is how many senders are told apart; those that share a place know less of each other.
const dedupSenders = 1 << 9

// sender is what is known of the identifications that a host sends.
type sender struct {
	bytes uint64 // hash of its last packet
	id    uint16 // of that
	same  bool   // the one before it had other bytes and the same
}

// tells reports whether a packet's identification tells it from others, and takes note of it.
func (s *sender) tells(p *Packet, bytes uint64) bool {
	switch {
	case p.IPID == 0:
		return false
	case p.IPID != s.id:
		*s = sender{bytes: bytes, id: p.IPID}
	case bytes != s.bytes:
		s.bytes, s.same = bytes, true
	}
	return !s.same
}

// sender is the place of a packet's sender.
func (p *Packet) sender() uint64 {
	b := p.Src.Addr().As16()
	h := binary.LittleEndian.Uint64(b[:8]) ^ binary.LittleEndian.Uint64(b[8:])
	return h * 0x9e3779b97f4a7c15 >> 32 % dedupSenders
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
	d.window, d.windowNoID = cmp.Or(d.Window, DefaultDedupWindow), cmp.Or(d.WindowNoID, DefaultDedupWindowNoID)
	d.longest = max(d.window, d.windowNoID)
	d.longestMilli = d.longest.Milliseconds() + 1
	d.seed = maphash.MakeSeed()
	d.ring = make([]sighting, size)
	d.buckets = make([]dedupBucket, size)
}

// hash is of everything that makes the packet this packet, but for its TTL and where it was seen; bytes
// is of its payload.
func (d *Deduper) hash(way uint64, p *Packet) (all, bytes uint64) {
	payload, rest := p.Payload, uint64(p.IPID)
	if e := p.ICMP; e != nil {
		way ^= HashWay(e.Src, e.Dst) // it has no ports itself
		payload = e.Payload
		rest |= uint64(e.IPID)<<32 | uint64(e.Sum)<<16
	}
	// As a string, as maphash.Bytes goes 128 bytes at a time, which takes twice as long.
	bytes = maphash.Comparable(d.seed, unsafe.String(unsafe.SliceData(payload), len(payload)))
	return stir(way^bytes, rest^salt[6]), bytes
}
