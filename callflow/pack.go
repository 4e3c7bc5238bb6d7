package callflow

import (
	"net/netip"
	"slices"
)

// A leg grows in a room that nearly all fit into. When it is over, and many others have ended
// after it, what it holds moves close together with that of other legs, and the next leg grows
// in its room: memory holds messages, not space for more of them. A builder that streams packs
// nothing, because what lies together is let go of together.

// packing is what a builder packs legs with.
type packing struct {
	legs         legBlocks
	records      slab[record]
	transactions slab[Transaction]
	sdps         slab[SDP]
	kept         slab[kept]
	calls        slab[Call]

	sides  sidesTable
	blocks slab[sidesBlock]
	agents agentsTable
	over   []*Leg   // the last that ended, a ring
	next   int      // in over, the one that ended first
	rooms  []lists  // in which legs grow, empty
	free   []uint32 // of those, by their number from 1 on
}

// nothing leaves everything where it is.
func (p *packing) nothing() {
	p.calls.apart = true
}

// room is what a leg grows in. A list that outgrows it moves out.
type room struct {
	records      [8]record
	transactions [3]Transaction
	sdps         [2]SDP
	kept         [3]kept
	sides        sidesRoom
}

// legBlock is a leg with its room, in one allocation, where the two stay together.
type legBlock struct {
	leg  Leg
	room room
}

// packState is what a leg lies in.
type packState uint8

const (
	inRoom    packState = iota
	endedRoom           // likewise, but it is over
	packed
	loose // it was packed, and grew again
)

// packAfter is how many legs end before one that is over is packed: stragglers, such as the
// answer to its BYE, find it as it was.
const packAfter = 128

// newLeg makes a leg of a Call-ID with this hash.
func (b *Builder) newLeg(callID string, hash uint32) *Leg {
	if b.open != nil {
		block := new(legBlock)
		block.leg.CallID, block.leg.initial.hash = callID, hash
		block.leg.lists = block.room.lists()
		return &block.leg
	}
	p := &b.packing
	l := p.legs.next()
	l.CallID, l.initial.hash = callID, hash
	if n := len(p.free); n > 0 {
		l.initial.room, p.free = p.free[n-1], p.free[:n-1]
	} else {
		p.rooms = append(p.rooms, newRoom())
		l.initial.room = uint32(len(p.rooms))
	}
	l.lists = p.rooms[l.initial.room-1]
	return l
}

// lists are those of a new room.
func (r *room) lists() lists {
	return lists{r.records[:0], r.transactions[:0], r.sdps[:0], r.kept[:0], r.sides.empty()}
}

// newRoom is a room for one leg after the other, with space for an attempt more than others have.
func newRoom() lists {
	r := new(struct {
		records      [12]record
		transactions [5]Transaction
		sdps         [3]SDP
		kept         [5]kept
		sides        sidesRoom
	})
	return lists{r.records[:0], r.transactions[:0], r.sdps[:0], r.kept[:0], r.sides.empty()}
}

// sidesRoom is what the sides of a leg grow in.
type sidesRoom struct {
	sides     sides
	endpoints [2]netip.AddrPort
	agents    [2]agent
}

func (r *sidesRoom) empty() *sides {
	r.sides.endpoints.list, r.sides.agents = r.endpoints[:0], r.agents[:0]
	return &r.sides
}

// leave makes room n free.
func (p *packing) leave(n uint32) {
	if s := p.rooms[n-1].sides; len(s.endpoints.list) > 2 || len(s.agents) > 2 || s.hops != nil {
		p.rooms[n-1].sides = new(sidesRoom).empty() // what a leg with more has had is not kept
	} else {
		s.endpoints.list, s.agents = s.endpoints.list[:0], s.agents[:0]
	}
	p.free = append(p.free, n)
}

// ended notes that a leg is over, and packs the one that is so for longest.
func (p *packing) ended(l *Leg) {
	l.initial.pack = endedRoom
	if len(p.over) < packAfter {
		p.over = append(p.over, l)
		return
	}
	p.pack(p.over[p.next])
	p.over[p.next] = l
	p.next = (p.next + 1) % packAfter
}

// unpack lets a leg that is packed grow again: its sides may be others' too.
func (l *Leg) unpack() {
	agents := l.agents
	l.sides = l.sides.copyTo(new(sidesBlock))
	l.agents = slices.Clip(slices.Clone(agents))
	l.initial.pack = loose
}

// pack moves what a leg holds close together.
func (p *packing) pack(l *Leg) {
	if l.initial.pack == packed {
		return
	}
	again := l.initial.pack == loose
	l.records = p.records.keep(l.records, again)
	l.transactions = p.transactions.keep(l.transactions, again)
	l.sdps = p.sdps.keep(l.sdps, again)
	l.kept = p.kept.keep(l.kept, again)
	l.sides = p.shared(l.sides)
	l.initial.pack = packed
	if n := l.initial.room; n != 0 {
		p.leave(n)
		l.initial.room = 0
	}
}
