package callflow

import (
	"hash/maphash"

	"sipcap/sipmsg"
	"sipcap/sipmsg/sdp"
)

// Builder makes calls of messages. It takes them in the order of capture with [Builder.Add]
// and gives the calls with [Builder.Finish]. It is not safe for use by several goroutines;
// builders that each take other Call-IDs can run side by side.
type Builder struct {
	legs  map[string]*Leg   // by Call-ID, the newest of each
	order []*Leg            // in order of first message
	older map[string][]*Leg // by Call-ID, those before the newest where it was used again
	open  *openLegs         // where it streams: then order is not used
	stray Tally

	seed     maphash.Seed // of branches
	text     text
	words    words
	sdp      sdp.Session // storage for parsing
	list     []byte      // for a list of codecs
	addrText []byte      // and for an address
	lists    map[string][]string
}

// NewBuilder returns a builder that has seen nothing.
func NewBuilder() *Builder {
	b := &Builder{seed: maphash.MakeSeed(), legs: make(map[string]*Leg), lists: make(map[string][]string)}
	b.words.text = &b.text
	return b
}

// Sighting says where a message went. Leg is nil for a message without a Call-ID, which
// belongs to no call.
type Sighting struct {
	Leg   *Leg
	Index int // of the message in the leg
}

// Add takes a message into its leg. It keeps nothing of e.
func (b *Builder) Add(e *Event) Sighting {
	m := e.Message
	id := m.CallID()
	if len(id) == 0 {
		b.stray.add(e)
		return Sighting{}
	}
	f := factsOf(b.seed, e)
	leg := b.legs[string(id)]
	if leg == nil || leg.initial.over && leg.begunAnew(&f) {
		var callID string
		if leg == nil {
			callID = b.text.copy(id)
		} else {
			callID = leg.CallID
			if b.older == nil {
				b.older = make(map[string][]*Leg)
			}
			b.older[callID] = append(b.older[callID], leg)
		}
		leg = newLeg(callID)
		b.legs[callID] = leg
		if b.open == nil {
			b.order = append(b.order, leg)
		}
	}
	before := b.text.copied
	i := leg.add(b, e, &f)
	if b.open != nil {
		b.touch(leg, e, b.text.copied-before)
	}
	return Sighting{Leg: leg, Index: i}
}

// Stray counts the messages that had no Call-ID.
func (b *Builder) Stray() Tally { return b.stray }

// Finish gives the calls, a leg each, in the order of their first message, and forgets them.
// Where the builder streams, they are those that it has not yet let go of.
func (b *Builder) Finish() []*Call {
	b.legs, b.older = make(map[string]*Leg), nil
	if b.open != nil {
		b.order = b.open.clear()
	}
	calls := make([]*Call, len(b.order))
	facts := make([]joinFacts, len(b.order))
	for i, leg := range b.order {
		calls[i] = b.resolve(leg)
		facts[i] = joinFactsOf(calls[i])
		calls[i].facts = &facts[i]
	}
	b.order = nil
	return calls
}

// facts are what matching needs of a message, taken from it once.
type facts struct {
	request  bool
	method   sipmsg.Method // of the request, or that a response answers
	cseq     uint32
	fromTag  []byte
	toTag    []byte
	from, to []byte // URIs
	branch   Branch
}

func factsOf(seed maphash.Seed, e *Event) facts {
	m := e.Message
	f := facts{request: m.Method != ""}
	if c, ok := m.CSeq(); ok {
		f.cseq, f.method = c.Number, c.Method
	}
	if f.request {
		// The start line decides where CSeq says another method (RFC 3261 §8.1.1.5 forbids that).
		f.method = m.Method
	}
	if a, ok := m.From(); ok {
		f.from, f.fromTag = a.URI, a.Tag()
	}
	if a, ok := m.To(); ok {
		f.to, f.toTag = a.URI, a.Tag()
	}
	if v, ok := m.Via(); ok {
		f.branch = branchOf(seed, v.Branch())
	}
	return f
}
