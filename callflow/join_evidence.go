package callflow

import (
	"net/netip"
	"slices"
	"time"
)

// Evidence is what speaks for two legs being one conversation.
type Evidence uint8

// The evidence.
const (
	ByHeader         Evidence = 1 << iota // both have the same identifier in a header
	ByCallID                              // a header of one names the other's Call-ID
	Through                               // the host that the one went to made the other
	SameCaller                            // From tells the same user
	SameCalled                            // To or the Request-URI tells the same user
	SameOrigin                            // the SDP's o= line was passed on
	SameMedia                             // the SDP's media address was passed on
	SameRegistration                      // the address-of-record, the registrar and the host that registers
)

// What evidence counts.
const (
	pointsHeader  = 100
	pointsOther   = 40 // for a header that names a Call-ID without being known for it
	pointsMedia   = 40
	pointsThrough = 30
	pointsCaller  = 30
	pointsCalled  = 30
	pointsOrigin  = 30

	// scoreEnough is from what score on legs are joined: two kinds of evidence at least.
	scoreEnough = 60
	// scoreLate is what it takes where the first leg was answered before the second began, or
	// was answered: it may as well be another call of the same people.
	scoreLate = 90
	// scoreMargin is by how much a leg must fit better than those of other calls.
	scoreMargin = 20
)

// evidenceTable has each sort of evidence, what counts most first.
var evidenceTable = [...]struct {
	evidence Evidence
	name     string
	points   int
	doc      string
}{
	{ByHeader, "header", pointsHeader, "both INVITEs have the same value in a header that is made for this"},
	{ByCallID, "call-id", pointsHeader, "a header of the one INVITE has the other's Call-ID as its value; 40 where the header is not one that is known for it"},
	{SameRegistration, "registration", pointsHeader, "two REGISTERs are of the same address-of-record, from the same host to the same registrar"},
	{SameMedia, "media", pointsMedia, "the SDP has the same address and port for the first stream, and it is not the sender's own"},
	{Through, "through", pointsThrough, "the host that the one leg went to in the end is the one that the other comes from"},
	{SameCaller, "caller", pointsCaller, "the user in From is the same, or telephone numbers of at least 7 digits end alike; where From tells nobody, P-Asserted-Identity"},
	{SameCalled, "called", pointsCalled, "likewise the user in To or in the Request-URI"},
	{SameOrigin, "origin", pointsOrigin, "the SDP's o= line has the same user name, session and version"},
}

// candidate is a leg that another one may go on from.
type candidate struct {
	leg, group int32
	evidence   Evidence
	score      int
	header     *identifier // that says so
}

// better orders candidates: by score, of two in one call the one that it came through, then
// the one nearer the callee.
func (c *candidate) better(o *candidate) bool {
	if c.score != o.score {
		return c.score > o.score
	}
	if c.evidence&Through != o.evidence&Through {
		return c.evidence&Through != 0
	}
	return c.leg > o.leg
}

// weigh tells what speaks for leg i going on from leg a, and false where it cannot, or where it
// is not enough to be looked at.
func (j *joiner) weigh(a, i int32) (candidate, bool) {
	c := candidate{leg: a}
	from, leg := &j.legs[a], &j.legs[i]
	x, y := from.call, leg.call
	f, g := from.facts(), leg.facts()
	c.matchHeaders(from, leg)
	if c.header == nil && (a > i || f.atMost(g) < scoreEnough) {
		return c, false
	}
	if f.client == g.client && sameHost(x.Src(), y.Src(), x.Dst()) {
		return c, false // the caller makes another call
	}
	if f.mayReach(g) && x.goesThrough(y.Src()) {
		c.evidence |= Through
	} else if a > i || g.mayReach(f) && y.goesThrough(x.Src()) {
		return c, false // it is the other way round
	}
	if f.caller != 0 && f.caller == g.caller && sameUser(callerOf(x), callerOf(y)) {
		c.evidence |= SameCaller
	}
	if f.sameCalled(g) && sameCalled(x, y) {
		c.evidence |= SameCalled
	}
	if f.origin != 0 && f.origin == g.origin {
		c.evidence |= SameOrigin
	}
	if f.arrived != 0 && f.arrived == g.offered {
		c.evidence |= SameMedia
	}
	for _, e := range evidenceTable {
		if c.evidence&e.evidence != 0 {
			c.score += e.points
		}
	}
	if c.evidence&ByCallID != 0 && joinHeaders[c.header.header].name == "" {
		c.score -= pointsHeader - pointsOther
	}
	return c, true
}

// matchHeaders compares identifiers. That of the higher row counts.
func (c *candidate) matchHeaders(a, b *joinLeg) {
	x, y := a.identifiers(), b.identifiers()
	if len(x)+len(y) == 0 {
		return
	}
	note := func(id *identifier, e Evidence) {
		if c.header == nil || id.header < c.header.header {
			c.header, c.evidence = id, e
		}
	}
	own := callIDKey([]byte(a.call.CallID()))
	for k := range y {
		switch {
		case joinHeaders[y[k].header].names && y[k].key == own:
			note(&y[k], ByCallID)
		case joinHeaders[y[k].header].name != "" && slices.ContainsFunc(x, func(o identifier) bool { return o.key == y[k].key && o.header == y[k].header }):
			note(&y[k], ByHeader)
		}
	}
	own = callIDKey([]byte(b.call.CallID()))
	for k := range x {
		if joinHeaders[x[k].header].names && x[k].key == own {
			note(&x[k], ByCallID)
		}
	}
}

// enough tells whether what speaks for leg i going on from a candidate suffices.
func (j *joiner) enough(c *candidate, i int32) bool {
	if c.score < scoreEnough {
		return false
	}
	if c.header != nil {
		return true
	}
	if c.evidence&(SameCaller|SameCalled|SameMedia) == 0 {
		return false
	}
	from, leg := &j.legs[c.leg], &j.legs[i]
	x, y := from.call, leg.call
	numbers := c.evidence&(SameCaller|SameCalled) == SameCaller|SameCalled && isLongNumber(callerOf(y)) && isLongNumber(calledOf(y))
	sdp := c.evidence&SameMedia != 0 || c.evidence&(SameOrigin|SameCalled) == SameOrigin|SameCalled && isLongNumber(calledOf(y))
	if c.evidence&Through == 0 || sameHost(y.Dst(), x.Src(), x.Dst()) {
		// It may as well be a call of others, or back: names and extensions as everybody has them do not
		// tell.
		if !numbers && !sdp {
			return false
		}
	}
	switch f, g := from.facts(), leg.facts(); {
	case f.final == 0:
	case y.Outcome == OutcomeSuccess && x.Outcome != OutcomeSuccess:
		// The caller was refused while this one was answered: it is released at once. Where he gave
		// up, the CANCEL crossed the answer.
		return x.Status == 487 || y.State == Completed && g.end-f.final < int64(time.Second)
	case x.Outcome == OutcomeSuccess && (f.final < g.start || y.Outcome == OutcomeSuccess && g.final > f.final):
		return c.score >= scoreLate && from.answered < 0
	case g.final > f.final && y.State != Cancelled:
		return g.final-f.final < int64(time.Second) // it crossed the caller's giving up
	}
	return true
}

// backwards tells whether leg i, which began before the one that it goes on from, does so all the
// same: a header and the hosts say so, and the clock of one capture point is behind.
func (j *joiner) backwards(c *candidate, i int32) bool {
	return c.header != nil && j.legs[i].up < 0 && j.legs[c.leg].facts().start-j.legs[i].facts().start <= int64(skewMax)
}

// skewMax is by how much the clocks of two capture points may differ.
const skewMax = 2 * time.Second

// sameHost tells whether two calls have the same client. Where client and server share an
// address, as in a test on one host, ports tell them apart.
func sameHost(a, b, server netip.AddrPort) bool {
	return a.Addr() == b.Addr() && (a == b || a.Addr() != server.Addr())
}

// goesThrough tells whether a leg ends at the host that another one comes from. A proxy that
// passes the leg on is not its end.
func (c *Call) goesThrough(client netip.AddrPort) bool {
	l := c.Leg()
	reached, passed := -1, -1
	for t := range l.initialInvites() {
		if a := l.endpoints.at(t.Server); a.Addr() == client.Addr() && (a == client || a.Addr() != c.Src().Addr()) {
			reached = max(reached, int(t.Vias))
		}
		if a := l.endpoints.at(t.Client); a.Addr() == client.Addr() && a.Addr() != c.Src().Addr() {
			passed = max(passed, int(t.Vias))
		}
	}
	return reached > passed
}

// callerOf is the user that calls.
func callerOf(c *Call) string {
	if user := userOf(c.From()); !nameless(user) {
		return user
	}
	return userOf(c.Leg().rarities().asserted)
}

// calledOf is the user that is called.
func calledOf(c *Call) string {
	if user := userOf(c.RequestURI()); user != "" {
		return user
	}
	return userOf(c.To())
}

func sameCalled(x, y *Call) bool {
	for _, a := range [...]string{x.RequestURI(), x.To()} {
		for _, b := range [...]string{y.RequestURI(), y.To()} {
			if sameUser(userOf(a), userOf(b)) {
				return true
			}
		}
	}
	return false
}
