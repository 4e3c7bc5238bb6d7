package callflow

import (
	"cmp"
	"time"

	"sipcap/sipmsg"
)

// Limits says when a builder that streams lets go of a leg. A zero field means its default.
// All times are of the events.
type Limits struct {
	// Linger is how long a leg that is over waits for stragglers: a BYE that is sent again, the
	// next attempt after a challenge. The default is 32 s, 64·T1 (RFC 3261 §17.1.1.2).
	Linger time.Duration
	// Pending is how long a leg that waits for a final response may be silent. The default is
	// 5 minutes, more than Timer C (RFC 3261 §16.6) and what an impatient caller waits.
	Pending time.Duration
	// Idle is how long a leg with a dialog that is up may be silent. The default is 2 hours.
	Idle time.Duration
	// Bytes is the memory for legs, about; where it is used up, the leg goes that was silent
	// longest, over or not. The default is 64 MiB.
	Bytes int64
	// Messages is the length from which a leg does not linger, once it is over: keep-alives
	// that never end have one Call-ID for weeks. The default is 1024.
	Messages int
}

// The defaults of Limits.
const (
	DefaultLinger      = 32 * time.Second
	DefaultPending     = 5 * time.Minute
	DefaultIdle        = 2 * time.Hour
	DefaultLegBytes    = 64 << 20
	DefaultLegMessages = 1024
)

// Standing counts what a builder that streams holds, and what it had to give up.
type Standing struct {
	Legs  int   // held, those that linger too
	Up    int   // of those, with a dialog that is up
	Bytes int64 // that they take, about
	// Shed counts the legs that were let go before their time for lack of room. What came of
	// them is told from what had been seen.
	Shed uint64
}

// Progress is a step of a call that is still open.
type Progress uint8

// The steps of a call, as its leg shows them.
const (
	CallBegan    Progress = iota // its first INVITE, or what shows that there was one
	CallAnswered                 // by a 2xx, or by what proves one
	CallRefused                  // by a final response after which no attempt follows
	CallReleased                 // a call that was answered, by BYE
)

// Streaming says what a builder that streams tells, from within [Builder.Add], [Builder.AddUnreachable] and
// [Builder.Advance].
type Streaming struct {
	Limits Limits
	// Done is called with the call of each leg that is let go of, in that order; it may keep it.
	Done func(*Call)
	// Progress, where it is not nil, is called at each step of a leg that is a call's, once for
	// each. status is that of the refusal.
	Progress func(step Progress, status int)
}

// Stream has the builder let go of legs when they are over, or silent for too long, or too
// many, so that its memory follows the calls that are open. Finish gives the calls that are left.
// Stream is called before the first Add.
//
// Messages that come for a leg after it was let go begin another one, which is told from there.
func (b *Builder) Stream(s Streaming) {
	l := s.Limits
	l.Linger = cmp.Or(l.Linger, DefaultLinger)
	l.Pending = cmp.Or(l.Pending, DefaultPending)
	l.Idle = cmp.Or(l.Idle, DefaultIdle)
	l.Bytes = cmp.Or(l.Bytes, DefaultLegBytes)
	l.Messages = cmp.Or(l.Messages, DefaultLegMessages)
	b.open = &openLegs{limits: l, places: make(map[*Leg]*place), done: s.Done, progress: s.Progress}
	b.text.size = streamBlock
	b.packing.nothing()
	b.words.text = &text{} // what all calls share does not keep the strings of one
}

// Advance tells a builder that streams what time it is, in the time of the events. It is for
// when no messages come: [Builder.Add] does the same.
func (b *Builder) Advance(now time.Time) {
	if b.open == nil {
		return
	}
	o := b.open
	o.now = max(o.now, now.UnixNano())
	for leg := o.due(); leg != nil; leg = o.due() {
		b.letGo(leg)
	}
}

// Standing tells what a builder that streams holds.
func (b *Builder) Standing() Standing {
	if b.open == nil {
		return Standing{}
	}
	o := b.open
	return Standing{Legs: len(o.places), Up: o.lists[waitsForParties].n, Bytes: o.bytes, Shed: o.shed}
}

// touch notes that a leg got a message, and lets go of what has to go.
func (b *Builder) touch(leg *Leg, e *Event, copied int64) {
	o := b.open
	o.put(leg, leg.waitsFor(o.waits(leg), e.Message), e.Time.UnixNano(), copied)
	o.step(o.places[leg])
	b.Advance(e.Time)
	if o.places[leg] != nil && leg.Len() >= o.limits.Messages && o.waits(leg) == waitsForNothing {
		b.letGo(leg)
	}
	b.makeRoom(leg)
}

// makeRoom gives up legs where there is no room for all, but for the one in hand.
func (b *Builder) makeRoom(inHand *Leg) {
	o := b.open
	for o.bytes > o.limits.Bytes && len(o.places) > 1 {
		o.shed++
		b.letGo(o.silentLongest(inHand))
	}
}

// letGo gives the call of a leg away.
func (b *Builder) letGo(leg *Leg) {
	b.open.take(leg)
	b.forget(leg)
	b.open.done(b.resolve(leg))
}

// waitsFor is what a leg waits for after message m, its last; before is what it waited for until
// then.
func (l *Leg) waitsFor(before wait, m *sipmsg.Message) wait {
	r := &l.records[len(l.records)-1]
	if r.flags&flagDuplicate != 0 || r.tx < 0 {
		return before
	}
	t := &l.transactions[r.tx]
	switch {
	case l.initial.over():
		return waitsForNothing
	case before == waitsForParties && !l.unsubscribed(m),
		t.Status/100 == 2 && (t.method == methodINVITE || t.method == methodSUBSCRIBE),
		t.InDialog && t.method != methodNOTIFY:
		return waitsForParties
	case t.Status == 0 && t.method != methodACK:
		return waitsForAnswer
	}
	return waitsForNothing
}

// unsubscribed tells whether m is the NOTIFY that ends the subscription which the leg is
// (RFC 6665 §4.1.3). One within a call ends a REFER's subscription alone.
func (l *Leg) unsubscribed(m *sipmsg.Message) bool {
	if m.Method != sipmsg.NOTIFY {
		return false
	}
	if first := &l.transactions[0]; first.method != methodSUBSCRIBE && first.method != methodNOTIFY {
		return false
	}
	s, ok := m.SubscriptionState()
	return ok && s.IsTerminated()
}
