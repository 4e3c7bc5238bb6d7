package callflow

// joinIndex finds legs by what they have in common.
type joinIndex struct {
	newest  map[uint64]int32 // 1 + the newest entry of each key
	entries []joinEntry
	passed  map[uint64]bool // media addresses that some INVITE has which is not from there
}

// joinEntry is a leg under a key; next is 1 + the entry of an older leg.
type joinEntry struct{ leg, next int32 }

// candidateLimit is how many legs that are going on are looked at under one key, the newest. What
// more of them have in common tells nothing.
const candidateLimit = 8

func (x *joinIndex) init(legs []joinLeg) {
	x.newest = make(map[uint64]int32, 2*len(legs))
	x.entries = make([]joinEntry, 0, 3*len(legs))
	x.passed = map[uint64]bool{}
	for i := range legs {
		if m := legs[i].offered; m != 0 {
			x.passed[m] = true
		}
	}
}

// appendKeys appends the keys under which a leg is known.
func (l *joinLeg) appendKeys(keys []uint64, named bool) []uint64 {
	for _, id := range l.identifiers() {
		keys = append(keys, id.key)
	}
	if named {
		keys = append(keys, callIDKey([]byte(l.call.CallID())))
	}
	for _, k := range [...]uint64{l.caller, l.called[0], l.called[1]} {
		if k != 0 {
			keys = append(keys, k)
		}
	}
	return keys
}

// add puts leg i under its keys.
func (x *joinIndex) add(keys []uint64, i int32) {
	for _, k := range keys {
		x.entries = append(x.entries, joinEntry{leg: i, next: x.newest[k]})
		x.newest[k] = int32(len(x.entries))
	}
}

// alive appends to found the legs that have a key in common with leg i and go on at its start,
// each once. Those that are over are forgotten on the way.
func (x *joinIndex) alive(keys []uint64, legs []joinLeg, i int32, found []int32) []int32 {
	now := legs[i].start
	for _, k := range keys {
		before := int32(0) // 1 + the entry that was looked at last
		n := 0
		for e := x.newest[k]; e > 0 && n < candidateLimit; e = x.entries[e-1].next {
			entry := &x.entries[e-1]
			if legs[entry.leg].end < now {
				if before == 0 {
					x.newest[k] = entry.next
				} else {
					x.entries[before-1].next = entry.next
				}
				continue
			}
			before = e
			n++
			if entry.leg != i && !contains(found, entry.leg) {
				found = append(found, entry.leg)
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
