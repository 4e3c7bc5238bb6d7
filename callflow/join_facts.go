package callflow

import (
	"encoding/binary"
	"net/netip"
	"time"
)

// joinFacts are what joining asks of every leg: numbers that lie together, to be compared, where the
// leg itself is spread over all memory. 0 stands for nothing. A builder makes them while it has
// the leg at hand.
type joinFacts struct {
	// Calls are in the order of their first messages.
	start int64

	end     int64 // until when it can have legs beyond it
	final   int64 // when the INVITE got its final response
	caller  uint64
	called  [2]uint64 // in To and in the Request-URI
	origin  uint64
	offered uint64 // media address that the initial INVITE had on its first hop, unless the client's own
	arrived uint64 // and on its last
	client  uint32 // host that it came from
	server  uint32 // host that it went to in the end; unknownHost where there are several

	named     bool // it has identifiers
	transfers bool // it has a REFER, or an INVITE that one caused
}

// unknownHost is a host that may be any.
const unknownHost = 1

// unfinished is how long an INVITE without a final response can still have legs beyond it
// after its last message (RFC 3261 §17.1.1.2, Timer B).
const unfinished = 32 * time.Second

// find finds the facts of a call of one leg; f is empty.
func (f *joinFacts) find(c *Call) {
	l := c.Leg()
	f.start, f.transfers = l.records[0].time, l.initial.flags&flagTransfer != 0
	if !c.joinable() {
		return
	}
	f.named = len(l.rarities().identifiers) > 0
	f.end = c.end
	switch c.State {
	case Ringing, Proceeding, NoResponse, UnknownState:
		f.end += int64(unfinished)
	default:
		f.final = l.records[c.Proof()[0]].time
		if c.Outcome != OutcomeSuccess {
			f.end = f.final
		}
	}
	f.caller = userKey(callerOf(c)) * callerFactor
	to := userOf(c.To())
	f.called[0] = userKey(to)
	if uri := userOf(c.RequestURI()); uri != to { // most often it is the same
		if k := userKey(uri); k != f.called[0] {
			f.called[1] = k
		}
	}
	f.client, f.server = hostKey(c.Src().Addr()), l.endOfPath()
	near, far := l.offers()
	if near == nil {
		return
	}
	f.origin = near.origin
	if m := near.firstMedia(); m.IsValid() && m.Addr() != c.Src().Addr() {
		f.offered = mediaKey(m)
	}
	if m := far.firstMedia(); m.IsValid() {
		f.arrived = mediaKey(m)
	}
}

// callerFactor keeps the keys of callers apart from those of the called.
const callerFactor = 0x9e3779b97f4a7c15

// joinable tells whether a call can be joined with others: it is one of which an INVITE or
// its answers were captured.
func (c *Call) joinable() bool { return c.Kind == KindCall && c.Attempts > 0 && len(c.Legs()) == 1 }

// endOfPath is the host that the initial INVITE went to in the end.
func (l *Leg) endOfPath() uint32 {
	var far *Transaction
	for t := range l.initialInvites() {
		if far != nil && l.endpoints.at(far.Server).Addr() != l.endpoints.at(t.Server).Addr() {
			return unknownHost // which one it is, goesThrough tells
		}
		far = t
	}
	if far == nil {
		return unknownHost
	}
	return hostKey(l.endpoints.at(far.Server).Addr())
}

// offers are the session descriptions of the initial INVITE on the hop nearest the caller
// and on the one farthest from him; a proxy that relays media changes it. Both are nil where
// it has none.
func (l *Leg) offers() (near, far *SDP) {
	var first, last *Transaction
	for t := range l.initialInvites() {
		if t.Request < 0 || l.records[t.Request].sdp == 0 {
			continue
		}
		if first == nil || t.Vias < first.Vias {
			first = t
		}
		if last == nil || t.Vias > last.Vias {
			last = t
		}
	}
	if first == nil {
		return nil, nil
	}
	return &l.sdps[l.records[first.Request].sdp-1], &l.sdps[l.records[last.Request].sdp-1]
}

// initialInvites runs over the transactions of the leg's initial INVITEs: the first of them, which
// tell the path.
func (l *Leg) initialInvites() func(yield func(*Transaction) bool) {
	return func(yield func(*Transaction) bool) {
		for k := range l.transactions[:min(len(l.transactions), indexTransactions)] {
			if t := &l.transactions[k]; t.initialInvite() && !yield(t) {
				return
			}
		}
	}
}

func (t *Transaction) initialInvite() bool { return t.method == methodINVITE && !t.InDialog }

func hostKey(a netip.Addr) uint32 {
	return uint32(addrKey(a)) | 2
}

func mediaKey(a netip.AddrPort) uint64 {
	return addrKey(a.Addr()) ^ uint64(a.Port())*callerFactor
}

func addrKey(a netip.Addr) uint64 {
	b := a.As16()
	return joinHash.of(binary.LittleEndian.Uint64(b[:]), binary.LittleEndian.Uint64(b[8:]))
}

// mayReach tells whether g may come from where f went to.
func (f *joinFacts) mayReach(g *joinFacts) bool {
	return f.server == g.client || f.server == unknownHost
}

// sameCalled tells whether f and g may be to the same user.
func (f *joinFacts) sameCalled(g *joinFacts) bool {
	for _, k := range f.called {
		if k != 0 && (k == g.called[0] || k == g.called[1]) {
			return true
		}
	}
	return false
}

// atMost is the most that can speak for g going on from f, without a header that says so.
func (f *joinFacts) atMost(g *joinFacts) (score int) {
	if f.mayReach(g) {
		score += pointsThrough
	}
	if f.caller != 0 && f.caller == g.caller {
		score += pointsCaller
	}
	if f.sameCalled(g) {
		score += pointsCalled
	}
	if f.origin != 0 && f.origin == g.origin {
		score += pointsOrigin
	}
	if f.arrived != 0 && f.arrived == g.offered {
		score += pointsMedia
	}
	return score
}
