package callflow

import (
	"net/netip"
	"slices"
	"time"
)

// Unmeasured is the value of a duration of which the capture lacks an end.
const Unmeasured time.Duration = -1

// Call is a conversation, or a registration, subscription or other exchange: its legs and
// what became of it, told from the hop nearest the caller. The legs of a registration are those
// that one host made one after the other, and the last tells what became of it.
//
// A Call is made by [Builder.Finish], of one leg; [Join] adds to it those that belong to the same
// conversation. It is not changed afterwards, but for ID, which [Number] sets, and the findings, which
// diagnose sets.
//
// A capture has many, so that a Call holds only what its legs cannot tell at once.
type Call struct {
	ID      int // its number in the list, from 1
	Status  int // the final response's code, 0 where there is none
	Kind    Kind
	State   State
	Outcome Outcome
	EndedBy Party // who sent the BYE

	// Counts over all hops and legs.
	Messages        int32 // sightings less duplicates
	Retransmissions int32
	Duplicates      int32
	Attempts        int32 // initial requests, counted with their last try
	Hops            int32 // pairs of IP addresses that the messages ran between

	PostDialDelay time.Duration // initial INVITE to the first 18x or the last final response; or Unmeasured, as all four
	Setup         time.Duration // initial INVITE to its 2xx
	RingTime      time.Duration // first 18x to the final response
	TalkTime      time.Duration // 2xx to BYE

	start, end int64      // ns since 1970
	src, dst   uint16     // endpoints of the leg nearest the caller
	told       uint16     // the leg that State, Outcome, Status and proof are of
	proved     uint16     // how many of proof there are; beyond them extra has all
	proof      [2]int32   // messages
	leg        [1]*Leg    // nearest the caller; where there are several, extra has all
	extra      *extra     // nil for most
	facts      *joinFacts // until they are joined
}

// extra is what few calls have.
type extra struct {
	findings []*Finding
	*further // never nil
}

// further is what still fewer have.
type further struct {
	legs    []*Leg
	proof   []int32
	joined  []Joined
	related []Relation
	first   *Call // the leg nearest the caller as a call of its own, where others were joined to it
}

// nothingFurther is what the others have: it is never written to.
var nothingFurther further

// ownExtra is the call's extra, for writing: a new one, as that before may be that of a copy of the
// call, too.
func (c *Call) ownExtra() *extra {
	x := extra{further: new(further)}
	if c.extra != nil {
		x.findings, *x.further = c.extra.findings, *c.extra.further
	}
	c.extra = &x
	return c.extra
}

// Legs are the call's legs, the one nearest the caller first. The slice is the call's own: read
// only.
func (c *Call) Legs() []*Leg {
	if c.extra != nil && len(c.extra.legs) > 0 {
		return c.extra.legs
	}
	return c.leg[:]
}

// Leg is the leg nearest the caller.
func (c *Call) Leg() *Leg { return c.leg[0] }

// CallID is the Call-ID of the leg nearest the caller.
func (c *Call) CallID() string { return c.leg[0].CallID }

// From is the URI of From in the initial request.
func (c *Call) From() string { return c.leg[0].initial.parties.fromURI() }

// To is the URI of To in the initial request.
func (c *Call) To() string { return c.leg[0].initial.parties.toURI() }

// RequestURI is that of the initial request, "" where it was not captured.
func (c *Call) RequestURI() string { return c.leg[0].initial.parties.requestURI() }

// Src is where the initial request came from.
func (c *Call) Src() netip.AddrPort { return c.leg[0].endpoints.at(c.src) }

// Dst is where the initial request ran to.
func (c *Call) Dst() netip.AddrPort { return c.leg[0].endpoints.at(c.dst) }

// Start is the time of the first message, in UTC.
func (c *Call) Start() time.Time { return time.Unix(0, c.start).UTC() }

// End is the time of the last message, in UTC.
func (c *Call) End() time.Time { return time.Unix(0, c.end).UTC() }

// Span is the time of the first and the last message of calls, in UTC; both zero without calls.
func Span(calls []*Call) (first, last time.Time) {
	if len(calls) == 0 {
		return first, last
	}
	start, end := calls[0].start, calls[0].end
	for _, c := range calls {
		start, end = min(start, c.start), max(end, c.end)
	}
	return time.Unix(0, start).UTC(), time.Unix(0, end).UTC()
}

// Reason is the phrase of the final response that Status is of: its own, or else the standard one of
// the code.
func (c *Call) Reason() string {
	if c.Status == 0 || c.proved == 0 {
		return ""
	}
	return c.ProofLeg().Reason(int(c.proof[0]))
}

// Codecs are the codecs that the parties agreed on, or that were offered where there was no answer.
// They are worked out each time.
func (c *Call) Codecs() []string {
	if c.Kind != KindCall {
		return nil
	}
	return c.leg[0].codecs(c)
}

// UserAgents are how the endpoints name themselves in User-Agent and Server, each name once, in order
// of appearance.
func (c *Call) UserAgents() []string {
	var names []string
	for _, l := range c.Legs() {
		for i := range l.agents {
			if name := l.agents[i].name; !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// ProofLeg is the leg that State, Outcome, Status and Proof are of: the one nearest the caller, but of
// a registration the one with the last attempt.
func (c *Call) ProofLeg() *Leg { return c.Legs()[c.told] }

// Proof are the messages of ProofLeg that State and Outcome rest on, the final response first where there
// is one. The slice is the call's own: read only.
func (c *Call) Proof() []int32 {
	if n := int(c.proved); n <= len(c.proof) {
		return c.proof[:n:n]
	}
	return c.extra.proof
}

// prove adds a message to what State and Outcome rest on.
func (c *Call) prove(message int) {
	if n := int(c.proved); n < len(c.proof) {
		c.proof[n] = int32(message)
	} else {
		if n == len(c.proof) {
			c.ownExtra().proof = slices.Clone(c.proof[:])
		}
		c.extra.proof = append(c.extra.proof, int32(message))
	}
	c.proved++
}

// ProofFrames are the frames of [Call.Proof].
func (c *Call) ProofFrames() []FrameRef {
	var frames []FrameRef
	for _, i := range c.Proof() {
		frames = append(frames, c.ProofLeg().Frames(int(i))...)
	}
	return frames
}

// Findings are what diagnose found, the worst first. The slice is the call's own: read only.
func (c *Call) Findings() []*Finding {
	if c.extra == nil {
		return nil
	}
	return c.extra.findings
}

// SetFindings sets the findings of c alone, not of calls that were copied from it or to it.
func (c *Call) SetFindings(list []*Finding) {
	if len(c.Findings()) == 0 && len(list) == 0 {
		return
	}
	rest := &nothingFurther
	if c.extra != nil {
		rest = c.extra.further
	}
	c.extra = &extra{list, rest}
}

// Bad tells whether the call ended in a failure, or in nothing: what a person who looks for
// trouble wants to see. A call that was busy, declined or cancelled by a person is not bad.
func (c *Call) Bad() bool {
	switch c.State {
	case NoResponse, Unauthorized, Failed:
		return true
	}
	return false
}
