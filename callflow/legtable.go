package callflow

import "iter"

// legTable finds the newest leg of each Call-ID by the hash of that, which comes with the message. A Call-ID is
// compared with one alone whose hash is the same, and a table that grows hashes none again.
type legTable struct {
	latest [latestSlots]legSlot // of each hash's upper bits the leg that had a message last
	hashes []uint32             // 0 where there is none; looked for from the place that they name on
	legs   []*Leg               // at the same places
	n      int
}

type legSlot struct {
	leg  *Leg
	hash uint32 // 0 where there is no leg
}

// latestSlots is how many legs are found at once. Few calls go on at a time beside all that there were: the
// table of those is spread over more memory than a processor keeps at hand.
const latestSlots = 1 << latestBits

const latestBits = 13

// tableStart is how many places a table begins with. It grows when three quarters of them are taken.
const tableStart = 1 << 8

// hashOf is as much of the hash of a message's Call-ID as is kept, never 0. The lower bits of that tell
// which builder has the Call-ID.
func hashOf(e *Event, id []byte) uint32 {
	h := e.CallIDHash
	if h == 0 {
		h = HashCallID(id)
	}
	return keptHash(h)
}

func keptHash(h uint64) uint32 { return uint32(h>>32) | 1 }

// find is the newest leg of a Call-ID with this hash, nil where there is none.
func (t *legTable) find(hash uint32, id []byte) *Leg {
	slot := &t.latest[hash>>(32-latestBits)]
	if slot.hash == hash && slot.leg.CallID == string(id) {
		return slot.leg
	}
	if t.n == 0 {
		return nil
	}
	i := t.place(hash, id)
	if t.hashes[i] == 0 {
		return nil
	}
	*slot = legSlot{t.legs[i], hash}
	return t.legs[i]
}

// withHash gives the newest legs of the Call-IDs with a hash: one, or by chance more.
func (t *legTable) withHash(hash uint32) iter.Seq[*Leg] {
	return func(yield func(*Leg) bool) {
		if t.n == 0 {
			return
		}
		for i := t.first(hash); t.hashes[i] != 0; i = (i + 1) & (len(t.hashes) - 1) {
			if t.hashes[i] == hash && !yield(t.legs[i]) {
				return
			}
		}
	}
}

// put notes the newest leg of its Call-ID.
func (t *legTable) put(l *Leg) {
	if 4*t.n >= 3*len(t.hashes) {
		t.grow()
	}
	i := t.place(l.initial.hash, []byte(l.CallID))
	if t.hashes[i] == 0 {
		t.hashes[i] = l.initial.hash
		t.n++
	}
	t.legs[i] = l
	t.latest[l.initial.hash>>(32-latestBits)] = legSlot{l, l.initial.hash}
}

// take takes a Call-ID out, whose newest leg is l.
func (t *legTable) take(l *Leg) {
	if slot := &t.latest[l.initial.hash>>(32-latestBits)]; slot.leg == l {
		*slot = legSlot{}
	}
	hole := t.place(l.initial.hash, []byte(l.CallID))
	last := len(t.hashes) - 1
	// What is behind moves up, so that it is found from the place that it is looked for.
	for i := (hole + 1) & last; t.hashes[i] != 0; i = (i + 1) & last {
		if first := t.first(t.hashes[i]); (i-first)&last >= (i-hole)&last {
			t.hashes[hole], t.legs[hole] = t.hashes[i], t.legs[i]
			hole = i
		}
	}
	t.hashes[hole], t.legs[hole] = 0, nil
	t.n--
}

// place is where a Call-ID is, or would be.
func (t *legTable) place(hash uint32, id []byte) int {
	last := len(t.hashes) - 1
	i := t.first(hash)
	for t.hashes[i] != 0 && (t.hashes[i] != hash || t.legs[i].CallID != string(id)) {
		i = (i + 1) & last
	}
	return i
}

// first is the place from which a hash is looked for.
func (t *legTable) first(hash uint32) int { return int(uint64(hash) * uint64(len(t.hashes)) >> 32) }

func (t *legTable) grow() {
	hashes, legs := t.hashes, t.legs
	n := max(2*len(hashes), tableStart)
	t.hashes, t.legs = make([]uint32, n), make([]*Leg, n)
	for i, hash := range hashes {
		if hash == 0 {
			continue
		}
		k := t.first(hash)
		for t.hashes[k] != 0 {
			k = (k + 1) & (n - 1)
		}
		t.hashes[k], t.legs[k] = hash, legs[i]
	}
}
