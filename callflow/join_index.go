package callflow

// joinIndex finds legs by what they have in common.
type joinIndex struct {
	newest  map[uint64]int32 // 1 + the newest entry of each key
	entries []joinEntry
	passed  map[uint64]bool // media addresses that some INVITE has which is not from there
}

// joinEntry is a leg under a key; next is 1 + the entry of an older leg.
type joinEntry struct{ leg, next int32 }

const (
	// candidateLimit is how many legs that are going on are looked at under one key, the newest.
	// What more of them have in common tells nothing.
	candidateLimit = 8
	// siblingLimit is how many from the same client as the leg are passed over: a group rings at
	// many phones at once.
	siblingLimit = 64
)

func (x *joinIndex) init(legs []joinLeg) {
	x.newest = make(map[uint64]int32, len(legs))
	x.entries = make([]joinEntry, 0, 2*len(legs))
	x.passed = map[uint64]bool{}
	for i := range legs {
		if m := legs[i].offered; m != 0 {
			x.passed[m] = true
		}
	}
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
	if leg.offered != 0 {
		keys = append(keys, leg.offered)
	}
	return leg.appendUsers(keys)
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
	if leg.arrived != 0 && j.index.passed[leg.arrived] {
		keys = append(keys, leg.arrived)
	}
	return leg.appendUsers(keys)
}

// namingFactor keeps legs that name a Call-ID apart from the one that has it.
const namingFactor = 0xd6e8feb86659fd93

func (l *joinLeg) appendUsers(keys []uint64) []uint64 {
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
	leg := &legs[i]
	for _, k := range keys {
		before := int32(0) // 1 + the entry that was looked at last
		n, siblings := 0, 0
		for e := x.newest[k]; e > 0 && n < candidateLimit && siblings < siblingLimit; e = x.entries[e-1].next {
			entry := &x.entries[e-1]
			other := &legs[entry.leg]
			if other.end < leg.start {
				if before == 0 {
					x.newest[k] = entry.next
				} else {
					x.entries[before-1].next = entry.next
				}
				continue
			}
			before = e
			if other.client == leg.client && !other.mayReach(leg.joinFacts) {
				siblings++
				continue
			}
			n++
			if !contains(found, entry.leg) {
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
