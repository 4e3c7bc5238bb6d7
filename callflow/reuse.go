package callflow

import (
	"slices"

	"sipcap/sipmsg"
)

// A Call-ID is to be used once, but load generators and simple devices use theirs again, for
// one call after the other or for several at a time, and for a registration besides; and a user
// agent registers all its addresses-of-record under one (RFC 3261 §10.2). Each call, by the
// caller's tag, and each address-of-record is a leg then.

// reuseKey tells the legs of one Call-ID apart: by the caller's tag, or by the URI in To of a
// registration.
type reuseKey struct {
	callID, word string
	registration bool
}

// legOf finds the leg of a message, or makes it.
func (b *Builder) legOf(id []byte, f *facts, e *Event) *Leg {
	hash := hashOf(e, id)
	newest := b.legs.find(hash, id)
	if newest == nil {
		return b.begin(b.newLeg(b.text.copy(id), hash))
	}
	leg := newest
	if leg.initial.shared {
		leg = b.sharer(leg, f, e.Message)
	}
	if !e.Duplicate && (leg.begunAnew(f, e) || leg.otherRegistration(f, e.Message)) {
		leg = b.newLeg(newest.CallID, hash)
		b.share(newest, leg, f, e.Message)
		return b.begin(leg)
	}
	return leg
}

// begin notes a leg as the newest of its Call-ID.
func (b *Builder) begin(leg *Leg) *Leg {
	b.legs.put(leg)
	return leg
}

// sharer is the one that a message belongs to of the legs that share leg's Call-ID: the newest
// that fits. It is leg, the newest of all, where none does.
func (b *Builder) sharer(leg *Leg, f *facts, m *sipmsg.Message) *Leg {
	if f.id == methodREGISTER {
		if o := b.shared[reuseKey{leg.CallID, string(m.ToURI()), true}]; o != nil {
			return o
		}
		return leg
	}
	for _, tag := range [...][]byte{f.fromTag, f.toTag} {
		if len(tag) == 0 {
			continue
		}
		if o := b.shared[reuseKey{leg.CallID, string(tag), false}]; o != nil {
			return o
		}
	}
	older := b.older[leg.CallID]
	for k := len(older) - 1; leg.registers() && k >= 0 && k >= len(older)-sharerReach; k-- {
		leg = older[k]
	}
	return leg
}

// sharerReach is how many registrations under a Call-ID are passed over for what is none.
const sharerReach = 64

// share notes that a Call-ID stands for several legs, of which leg is the newest and has no
// message yet.
func (b *Builder) share(older, leg *Leg, f *facts, m *sipmsg.Message) {
	if b.shared == nil {
		b.shared = make(map[reuseKey]*Leg)
		b.older = make(map[string][]*Leg)
	}
	b.older[older.CallID] = append(b.older[older.CallID], older)
	if in := &older.initial; !in.shared {
		b.shareAs(older, reuseKey{older.CallID, in.parties.toURI(), true}, older.registers())
		b.shareAs(older, reuseKey{older.CallID, older.tagOf(in.fromTag), false}, !older.registers())
	}
	register := f.id == methodREGISTER
	b.shareAs(leg, reuseKey{older.CallID, b.text.copy(m.ToURI()), true}, register)
	b.shareAs(leg, reuseKey{older.CallID, b.text.copy(f.fromTag), false}, !register)
}

// shareAs notes what tells a leg from others under its Call-ID, where ok.
func (b *Builder) shareAs(leg *Leg, key reuseKey, ok bool) {
	leg.initial.shared = true
	if ok && key.word != "" {
		b.shared[key] = leg
		leg.makeRare().reuse = &key
	}
}

// forget takes a leg from those that messages are for.
func (b *Builder) forget(leg *Leg) {
	older := b.older[leg.CallID]
	if b.legs.find(leg.initial.hash, []byte(leg.CallID)) == leg {
		if n := len(older); n > 0 {
			b.legs.put(older[n-1])
			older = older[:n-1]
		} else {
			b.legs.take(leg)
		}
	} else if i := slices.Index(older, leg); i == 0 {
		older[0], older = nil, older[1:] // mostly the one that is silent longest
	} else if i > 0 {
		older = slices.Delete(older, i, i+1)
	}
	if len(older) == 0 {
		delete(b.older, leg.CallID)
	} else {
		b.older[leg.CallID] = older
	}
	if !leg.initial.shared {
		return
	}
	if key := leg.rarities().reuse; key != nil && b.shared[*key] == leg {
		delete(b.shared, *key)
	}
}

// begunAnew tells whether a message begins another call under the Call-ID of the leg's: an
// INVITE outside any dialog that can be no attempt of the same call, or the response to one
// that was not captured.
func (l *Leg) begunAnew(f *facts, e *Event) bool {
	if f.id != methodINVITE || len(f.fromTag) == 0 || f.request && len(f.toTag) != 0 {
		return false
	}
	in := &l.initial
	if in.over() || in.shared {
		tag, known := l.findTag(f.fromTag)
		return !known || in.end == release && int(in.fromTag) == tag+1 && l.newAttempt(f, e)
	}
	// A caller takes another tag for another call; a B2BUA that keeps the Call-ID calls from
	// where the call before went to.
	if !f.request || in.end != pending || in.rank != rankInvite ||
		l.endpoints.at(in.client) != e.Src || l.endpoints.at(in.server) != e.Dst {
		return false
	}
	_, known := l.findTag(f.fromTag)
	return !known
}

// newAttempt tells whether an INVITE, or a response to one, after the end of a call is none that
// the call had: its number is new, or so much time has passed that all of the call comes again.
func (l *Leg) newAttempt(f *facts, e *Event) bool {
	last := len(l.records) - 1
	for last > 0 && l.records[last].flags&flagDuplicate != 0 {
		last--
	}
	if e.Time.UnixNano()-l.records[last].time > int64(inviteLimit) {
		return true
	}
	if f.request || f.cseq <= l.initial.cseq {
		return f.cseq > l.initial.cseq
	}
	// A response may come after the BYE that it crossed; it has the tags of the dialog.
	_, known := l.findTag(f.toTag)
	return !known && len(f.toTag) > 0
}

// otherRegistration tells whether a message registers another address-of-record than the leg
// does, or one of the two is no registration at all.
func (l *Leg) otherRegistration(f *facts, m *sipmsg.Message) bool {
	registers := l.registers()
	if f.id != methodREGISTER || !registers {
		return f.id == methodREGISTER != registers && f.id != noMethod && len(l.transactions) > 0
	}
	to := m.ToURI()
	return len(to) > 0 && l.initial.parties.toURI() != string(to)
}

// registers tells whether the leg is a registration.
func (l *Leg) registers() bool {
	return len(l.transactions) > 0 && l.transactions[0].method == methodREGISTER
}
