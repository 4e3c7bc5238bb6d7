package callflow

import "encoding/binary"

// latestLegs finds the legs that had messages last. Few calls go on at a time beside all that there
// were: the map of those is spread over more memory than a processor keeps at hand.
type latestLegs [latestSlots]*Leg

const latestSlots = 1 << 13

// slot is where the leg of a Call-ID is, if it is here. What is random stands at either end of one.
func (t *latestLegs) slot(id []byte) **Leg {
	h := uint64(len(id))
	for i := 0; i+8 <= len(id) && i < 16; i += 8 {
		h = mix(h ^ binary.LittleEndian.Uint64(id[i:]))
	}
	if len(id) >= 8 {
		h = mix(h ^ binary.LittleEndian.Uint64(id[len(id)-8:]))
	}
	return &t[h%latestSlots]
}

func mix(h uint64) uint64 {
	h *= 0x9e3779b97f4a7c15
	return h ^ h>>32
}

// find is the newest leg of a Call-ID, nil where it is not here.
func (t *latestLegs) find(id []byte) *Leg {
	if l := *t.slot(id); l != nil && l.CallID == string(id) {
		return l
	}
	return nil
}

// put notes the newest leg of its Call-ID.
func (t *latestLegs) put(l *Leg) { *t.slot([]byte(l.CallID)) = l }

// take takes a leg out.
func (t *latestLegs) take(l *Leg) {
	if s := t.slot([]byte(l.CallID)); *s == l {
		*s = nil
	}
}
