package callflow

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
	"time"
	"unsafe"

	"sipcap/sipmsg"
)

// openLegs are the legs that a builder which streams holds, by what they wait for, and in each
// list by the time of their last message.
type openLegs struct {
	limits   Limits
	done     func(*Call)
	progress func(Progress, int)
	now      int64 // the latest time there was, ns since 1970
	places   map[*Leg]*place
	lists    [waits]placeList
	bytes    int64
	shed     uint64
}

// wait is what a leg waits for, which decides how long it may be silent.
type wait uint8

const (
	waitsForNothing wait = iota // it is over: only stragglers can come
	waitsForAnswer              // to a request that is pending
	waitsForParties             // its dialog is up until one of them ends it
	waits                       // how many there are
)

// place is where a leg is among the open ones.
type place struct {
	leg          *Leg
	older, newer *place
	last         int64 // when its last message came
	wait         wait
	bytes        int64
	strings      int64 // of bytes
	told         [CallReleased + 1]bool
}

// placeList has the leg that is silent longest first.
type placeList struct {
	oldest, newest *place
	n              int
}

// silence is how long a leg may be silent.
func (o *openLegs) silence(w wait) time.Duration {
	return [waits]time.Duration{o.limits.Linger, o.limits.Pending, o.limits.Idle}[w]
}

// waits is what a leg waited for so far.
func (o *openLegs) waits(leg *Leg) wait {
	if p := o.places[leg]; p != nil {
		return p.wait
	}
	return waitsForNothing
}

// put notes that a leg got a message at a time, of which copied bytes of strings are kept. Where
// the clock went back, the leg counts as heard of now: it is only in the order of arrival that
// the lists are in order.
func (o *openLegs) put(leg *Leg, w wait, at, copied int64) {
	p := o.places[leg]
	if p == nil {
		p = &place{leg: leg}
		o.places[leg] = p
	} else {
		o.lists[p.wait].remove(p)
	}
	o.now = max(o.now, at)
	p.last, p.wait = o.now, w
	p.strings += copied
	o.lists[w].add(p)
	o.weigh(leg)
}

// weigh notes what a leg takes now.
func (o *openLegs) weigh(leg *Leg) {
	p := o.places[leg]
	o.bytes -= p.bytes
	p.bytes = leg.size() + p.strings
	o.bytes += p.bytes
}

// step tells the steps of a call that its leg shows now, and did not before.
func (o *openLegs) step(p *place) {
	l := p.leg
	r := &l.records[len(l.records)-1]
	if o.progress == nil || r.flags&flagDuplicate != 0 || r.tx < 0 {
		return
	}
	t := &l.transactions[r.tx]
	answered := p.told[CallAnswered]
	switch l.MethodOf(t) {
	case sipmsg.INVITE:
		o.tell(p, CallBegan, 0)
		switch {
		case t.Status/100 == 2 || t.InDialog:
			o.tell(p, CallAnswered, 0)
		case t.Status >= 300 && l.initial.over() && !answered:
			o.tell(p, CallRefused, int(t.Status))
		}
	case sipmsg.ACK, sipmsg.BYE:
		o.tell(p, CallBegan, 0)
		o.tell(p, CallAnswered, 0)
		if t.method == methodBYE && l.initial.over() {
			o.tell(p, CallReleased, 0)
		}
	}
}

func (o *openLegs) tell(p *place, step Progress, status int) {
	if !p.told[step] {
		p.told[step] = true
		o.progress(step, status)
	}
}

// take takes a leg out.
func (o *openLegs) take(leg *Leg) {
	p := o.places[leg]
	o.lists[p.wait].remove(p)
	o.bytes -= p.bytes
	delete(o.places, leg)
}

// clear takes all legs out, and gives them in the order of their first message.
func (o *openLegs) clear() []*Leg {
	legs := slices.SortedFunc(maps.Keys(o.places), func(a, b *Leg) int {
		x, y := &a.records[0], &b.records[0]
		return cmp.Or(cmp.Compare(x.time, y.time), cmp.Compare(x.frame, y.frame), cmp.Compare(a.CallID, b.CallID))
	})
	o.places, o.lists, o.bytes = make(map[*Leg]*place), [waits]placeList{}, 0
	return legs
}

// due is a leg that has been silent for too long, nil where there is none.
func (o *openLegs) due() *Leg {
	for w := range o.lists {
		if p := o.lists[w].oldest; p != nil && o.now-p.last > int64(o.silence(wait(w))) {
			return p.leg
		}
	}
	return nil
}

// silentLongest is the leg to give up for lack of room: one that is over, else the one that
// is silent longest; but not the one in hand, unless it is alone.
func (o *openLegs) silentLongest(inHand *Leg) *Leg {
	var longest *place
	for w := range o.lists {
		p := o.lists[w].oldest
		if p != nil && p.leg == inHand {
			p = p.newer
		}
		switch {
		case p == nil:
		case wait(w) == waitsForNothing:
			return p.leg
		case longest == nil || p.last < longest.last:
			longest = p
		}
	}
	if longest == nil {
		return inHand
	}
	return longest.leg
}

// mapEntry is about what an entry of a map takes.
const mapEntry = 64

// size is about what a leg takes in memory, without its strings.
func (l *Leg) size() int64 {
	n := int64(unsafe.Sizeof(legBlock{}) + unsafe.Sizeof(place{}) + unsafe.Sizeof(Call{}))
	n += int64(cap(l.records)) * int64(unsafe.Sizeof(record{}))
	n += int64(cap(l.transactions)) * int64(unsafe.Sizeof(Transaction{}))
	n += int64(cap(l.sdps)) * int64(unsafe.Sizeof(SDP{}))
	n += int64(cap(l.kept)) * int64(unsafe.Sizeof(kept{}))
	n += int64(cap(l.endpoints.list)) * int64(unsafe.Sizeof(netip.AddrPort{}))
	n += int64(len(l.endpoints.index)) * mapEntry
	if l.hops != nil {
		n += int64(cap(l.hops.list))*int64(unsafe.Sizeof(Hop{})) + int64(len(l.hops.index))*mapEntry
	}
	if r := l.rare; r != nil {
		n += int64(unsafe.Sizeof(*r)) + int64(len(r.frames)+len(r.tags.numbers)+len(r.issues)+len(r.gravest)+len(r.txIndex)+len(r.uris))*mapEntry +
			int64(cap(r.tags.list))*int64(unsafe.Sizeof("")) + int64(cap(r.unreachable))*int64(unsafe.Sizeof(Unreachable{})) + int64(cap(r.auths))*int64(unsafe.Sizeof(Auth{})) +
			int64(cap(r.named))*int64(unsafe.Sizeof(Named{})) + int64(cap(r.lengths))*int64(unsafe.Sizeof(LengthMismatch{})) +
			r.records.size() + int64(cap(r.identifiers))*int64(unsafe.Sizeof(identifier{}))
		if r.registration != nil {
			n += int64(cap(r.registration.Bindings)) * int64(unsafe.Sizeof(Binding{}))
		}
	}
	return n
}

func (l *placeList) add(p *place) {
	p.older, p.newer = l.newest, nil
	if l.newest != nil {
		l.newest.newer = p
	} else {
		l.oldest = p
	}
	l.newest = p
	l.n++
}

func (l *placeList) remove(p *place) {
	if p.older != nil {
		p.older.newer = p.newer
	} else {
		l.oldest = p.newer
	}
	if p.newer != nil {
		p.newer.older = p.older
	} else {
		l.newest = p.older
	}
	p.older, p.newer = nil, nil
	l.n--
}
