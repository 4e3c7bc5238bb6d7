package callflow

import (
	"cmp"
	"math/bits"
	"slices"
)

// joinIndex finds legs by what they have in common: keys, which are hashes that nobody can foresee. It knows the
// legs that go on, and forgets those that are over on the way.
type joinIndex struct {
	buckets []int32 // 1 + the newest entry of the keys with the same lowest bits
	entries []joinEntry
	free    int32           // 1 + an entry that is not used any more, of which next is another one
	used    int             // entries
	passed  map[uint64]bool // media addresses that some INVITE has which is not from there
}

// joinEntry is a leg under a key, with what is asked of it; next is 1 + the entry of an older leg.
type joinEntry struct {
	key            uint64
	end            int64
	client, server uint32
	leg, next      int32
}

const (
	// candidateLimit is how many legs that are going on are looked at under one key, the newest.
	// What more of them have in common tells nothing.
	candidateLimit = 8
	// siblingLimit is how many from the same client as the leg are passed over: a group rings at
	// many phones at once.
	siblingLimit = 64
)

func (x *joinIndex) init(legs []joinLeg) {
	x.buckets = make([]int32, leastBuckets)
	x.passed = map[uint64]bool{}
	for i := range legs {
		if m := legs[i].facts().offered; m != 0 {
			x.passed[m] = true
		}
	}
}

const leastBuckets = 1 << 8

// tidy forgets all legs that are over before start, and makes room for twice as many as go on.
func (x *joinIndex) tidy(start int64) {
	var alive []joinEntry
	for _, newest := range x.buckets {
		for n := newest; n > 0; n = x.entries[n-1].next {
			if e := &x.entries[n-1]; e.end >= start {
				alive = append(alive, *e)
			}
		}
	}
	slices.SortFunc(alive, func(a, b joinEntry) int { return cmp.Compare(a.leg, b.leg) })
	x.buckets = make([]int32, max(1<<bits.Len(uint(len(alive))), leastBuckets))
	x.entries, x.used, x.free = slices.Grow(x.entries[:0], len(alive)), len(alive), 0
	for _, e := range alive {
		newest := x.bucket(e.key)
		e.next = *newest
		x.entries = append(x.entries, e)
		*newest = int32(len(x.entries))
	}
}

// bucket is that of a key.
func (x *joinIndex) bucket(key uint64) *int32 {
	return &x.buckets[(key^key>>32)&uint64(len(x.buckets)-1)]
}

// asks appends the keys under which leg i looks for others.
func (j *joiner) asks(i int32, keys []uint64) []uint64 {
	leg := &j.legs[i]
	for _, id := range leg.identifiers() {
		keys = append(keys, id.key)
		if joinHeaders[id.header].names {
			keys = append(keys, id.key*namingFactor)
		}
	}
	if j.named {
		keys = append(keys, callIDKey([]byte(leg.call.CallID()))*namingFactor)
	}
	f := leg.facts()
	if f.offered != 0 {
		keys = append(keys, f.offered)
	}
	return f.appendUsers(keys)
}

// answers appends the keys under which others find leg i.
func (j *joiner) answers(i int32, keys []uint64) []uint64 {
	leg := &j.legs[i]
	for _, id := range leg.identifiers() {
		if joinHeaders[id.header].names {
			keys = append(keys, id.key*namingFactor)
		} else {
			keys = append(keys, id.key)
		}
	}
	if j.named {
		keys = append(keys, callIDKey([]byte(leg.call.CallID())))
	}
	f := leg.facts()
	if f.arrived != 0 && len(j.index.passed) > 0 && j.index.passed[f.arrived] {
		keys = append(keys, f.arrived)
	}
	return f.appendUsers(keys)
}

// namingFactor keeps legs that name a Call-ID apart from the one that has it.
const namingFactor = 0xd6e8feb86659fd93

func (f *joinFacts) appendUsers(keys []uint64) []uint64 {
	for _, k := range [...]uint64{f.caller, f.called[0], f.called[1]} {
		if k != 0 {
			keys = append(keys, k)
		}
	}
	return keys
}

// add puts leg i under its keys.
func (x *joinIndex) add(keys []uint64, i int32, f *joinFacts) {
	if x.used > 2*len(x.buckets) {
		x.tidy(f.start)
	}
	for _, k := range keys {
		x.used++
		newest := x.bucket(k)
		e := joinEntry{key: k, end: f.end, client: f.client, server: f.server, leg: i, next: *newest}
		if n := x.free; n > 0 {
			*newest, x.free = n, x.entries[n-1].next
			x.entries[n-1] = e
			continue
		}
		x.entries = append(x.entries, e)
		*newest = int32(len(x.entries))
	}
}

// alive appends to found the legs that have a key in common with the leg of f and go on at its start,
// each once. Those that are over are forgotten on the way: legs are asked for in the order of their start.
func (x *joinIndex) alive(keys []uint64, f *joinFacts, found []int32) []int32 {
	for _, k := range keys {
		n, siblings := 0, 0
		for at := x.bucket(k); *at > 0 && n < candidateLimit && siblings < siblingLimit; {
			entry := &x.entries[*at-1]
			if entry.end < f.start {
				*at, entry.next, x.free = entry.next, x.free, *at
				x.used--
				continue
			}
			at = &entry.next
			switch {
			case entry.key != k:
			case entry.client == f.client && entry.server != f.client && entry.server != unknownHost: // mayReach
				siblings++
			default:
				n++
				if !contains(found, entry.leg) {
					found = append(found, entry.leg)
				}
			}
		}
	}
	return found
}

func contains(list []int32, v int32) bool {
	for _, w := range list {
		if w == v {
			return true
		}
	}
	return false
}
