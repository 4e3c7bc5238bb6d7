package callflow

import (
	"sipcap/sipmsg"
	"sipcap/sipmsg/sdp"
)

// Builder makes calls of messages. It takes them in the order of capture with [Builder.Add]
// and gives the calls with [Builder.Finish]. It is not safe for use by several goroutines;
// builders that each take other Call-IDs can run side by side.
type Builder struct {
	legs  legTable
	open  *openLegs // where it streams
	stray Tally

	older  map[string][]*Leg // by Call-ID, those before the newest where several have it
	shared map[reuseKey]*Leg // and all of these, by what tells them apart

	seed      hashSeed // of branches
	text      text
	words     words
	sdp       sdp.Session // storage for parsing
	list      []byte      // for a list of codecs
	titles    []string    // of codecs
	tries     tries       // of a call
	packing   packing
	lists     map[string][]string
	described map[string]*streams // session descriptions, see description.go
	familiar  sdp.Memo[*streams]
}

// NewBuilder returns a builder that has seen nothing.
func NewBuilder() *Builder {
	b := &Builder{seed: newHashSeed(), lists: make(map[string][]string), described: make(map[string]*streams)}
	b.words.text = &b.text
	return b
}

// Sighting says where a message went. Leg is nil for a message without a Call-ID, which
// belongs to no call.
type Sighting struct {
	Leg   *Leg
	Index int // of the message in the leg
}

// Retransmission tells whether its sender sent the message again.
func (s Sighting) Retransmission() bool {
	return s.Leg != nil && s.Leg.records[s.Index].flags&flagRetransmission != 0
}

// Add takes a message into its leg. It keeps nothing of e.
func (b *Builder) Add(e *Event) Sighting {
	m := e.Message
	id := m.CallID()
	if len(id) == 0 {
		b.stray.add(e)
		if b.open != nil {
			b.stray.bound()
		}
		return Sighting{}
	}
	var f facts
	b.find(m, &f)
	leg := b.legOf(id, &f, e)
	before := b.text.copied
	i := leg.add(b, e, &f)
	if b.open != nil {
		b.touch(leg, e, b.text.copied-before)
	} else if leg.initial.over() && leg.initial.pack == inRoom {
		b.packing.ended(leg)
	}
	return Sighting{Leg: leg, Index: i}
}

// Stray counts the messages that had no Call-ID.
func (b *Builder) Stray() Tally { return b.stray }

// Finish gives the calls, a leg each, in the order of their first message, and forgets them.
// Where the builder streams, they are those that it has not yet let go of.
func (b *Builder) Finish() []*Call {
	b.legs, b.older, b.shared = legTable{}, nil, nil
	var legs []*Leg
	if b.open != nil {
		legs = b.open.clear()
	} else {
		legs = b.packing.legs.list()
	}
	calls := make([]*Call, len(legs))
	facts := make([]joinFacts, len(legs))
	for i, leg := range legs {
		if b.open == nil {
			b.packing.pack(leg)
		}
		calls[i] = b.resolve(leg)
		facts[i].find(calls[i])
		calls[i].facts = &facts[i]
	}
	if b.open == nil {
		b.packing = packing{}
	}
	return calls
}

// facts are what matching needs of a message, taken from it once.
type facts struct {
	request bool
	id      methodID // registered(method)
	sentBy  uint16   // see sentByOf
	cseq    uint32
	method  sipmsg.Method // of the request, or that a response answers
	fromTag []byte
	toTag   []byte
	via     *sipmsg.Via // the topmost, nil without
	written []byte      // its branch
	branch  Branch      // likewise
}

// find takes the facts of a message into f, which is empty.
func (b *Builder) find(m *sipmsg.Message, f *facts) {
	f.request = m.Method != ""
	if c, ok := m.CSeq(); ok {
		f.cseq, f.method = c.Number, c.Method
	}
	if f.request {
		// The start line decides where CSeq says another method (RFC 3261 §8.1.1.5 forbids that).
		f.method = m.Method
	}
	f.id = registered(f.method)
	f.fromTag, f.toTag = m.FromTag(), m.ToTag()
	if f.via = m.TopVia(); f.via != nil {
		f.written = m.TopBranch()
		f.branch, f.sentBy = branchOf(&b.seed, f.written), sentByOf(f.via.Host, f.via.Port)
	}
}
