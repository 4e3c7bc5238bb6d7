package callflow

import (
	"net/netip"
	"slices"
	"sort"
	"time"

	"sipcap/sipmsg"
)

// Unreachable is an ICMP error that quotes a SIP message: somebody on its way says that it did
// not arrive.
type Unreachable struct {
	Time      time.Time
	Frame     FrameRef
	From      netip.Addr     // who says so: a router, or the host that the message was for
	Src, Dst  netip.AddrPort // of the message that is quoted
	Transport Transport
	// Type and Code are ICMP's, or ICMPv6's where Src is an IPv6 address.
	Type, Code uint8
	MTU        uint32 // that would fit, where the message was too big and the error tells
	// Message is the index of the message in its leg, -1 where that was not captured. A
	// [Builder] sets it.
	Message int
}

// maxUnreachable is how many errors a leg keeps, the first ones.
const maxUnreachable = 256

// AddUnreachable takes an error into the leg that the quoted message belongs to, and reports
// false where there is none. It is for after the messages that were captured before the error.
// Of a quotation little may be there; it needs a Call-ID. Nothing of m is kept.
func (b *Builder) AddUnreachable(u Unreachable, m *sipmsg.Message) bool {
	leg := b.legAt(m, u.Time.UnixNano())
	if leg == nil {
		return false
	}
	u.Message = leg.quoted(&u, m)
	b.attach(leg, u)
	return true
}

// AddUnreachableOf is AddUnreachable where nothing of the message is quoted, but it is known
// which one is meant: that which a frame carried, the only one with a Call-ID of that hash ([HashCallID]).
func (b *Builder) AddUnreachableOf(u Unreachable, callID uint64, sent FrameRef) bool {
	for leg := range b.legs.withHash(keptHash(callID)) {
		older := b.older[leg.CallID]
		for k := len(older); ; k-- {
			if u.Message = leg.carriedBy(packFrame(sent)); u.Message >= 0 {
				b.attach(leg, u)
				return true
			}
			if k == 0 || k < len(older)-sharerReach {
				break
			}
			leg = older[k-1]
		}
	}
	return false
}

// carriedBy is the message that a frame carried, the last of several, -1 for none.
func (l *Leg) carriedBy(frame packedFrame) int {
	for i := range slices.Backward(l.records) {
		if l.records[i].frame == frame {
			return i
		}
	}
	return -1
}

// attach adds an error to a leg.
func (b *Builder) attach(leg *Leg, u Unreachable) {
	r := leg.makeRare()
	if len(r.unreachable) == maxUnreachable {
		return
	}
	r.unreachable = append(r.unreachable, u)
	if b.open != nil {
		b.open.weigh(leg)
		b.makeRoom(leg)
	}
}

// legAt is the leg that a quoted message is of, nil for none: of several under its Call-ID the
// one with its tags, or, where the quotation lacks them, the one that was going on then.
func (b *Builder) legAt(m *sipmsg.Message, at int64) *Leg {
	leg := b.legs.find(keptHash(HashCallID(m.CallID())), m.CallID())
	if leg == nil {
		return nil
	}
	if leg.initial.shared {
		f := facts{id: registered(m.Method), fromTag: m.FromTag(), toTag: m.ToTag()}
		leg = b.sharer(leg, &f, m)
	}
	if leg.records[0].time <= at {
		return leg
	}
	older := b.older[leg.CallID]
	later := sort.Search(len(older), func(i int) bool { return older[i].records[0].time > at })
	if later == 0 {
		return nil
	}
	return older[later-1]
}

// quoted finds the message that an error quotes: the last one of its kind before the error
// that ran between the same endpoints.
func (l *Leg) quoted(u *Unreachable, m *sipmsg.Message) int {
	cseq, hasCSeq := m.CSeq()
	for i := range slices.Backward(l.records) {
		r := &l.records[i]
		if r.time > u.Time.UnixNano() || r.flags&flagDuplicate != 0 ||
			l.endpoints.at(r.src) != u.Src || l.endpoints.at(r.dst) != u.Dst || int(r.status) != m.Status {
			continue
		}
		if m.Method != "" && l.methodOf(r.method) != m.Method || hasCSeq && l.cseqOf(i) != cseq.Number {
			continue
		}
		return i
	}
	return -1
}

// Unreachable are the ICMP errors that quote messages of the leg, in the order of capture. The
// slice is the leg's own: read only.
func (l *Leg) Unreachable() []Unreachable { return l.rarities().unreachable }

// Reason says what the error says, in the words of RFC 792, RFC 1812 and RFC 4443.
func (u *Unreachable) Reason() string {
	codes := icmpReasons
	if u.Src.Addr().Is6() {
		codes = icmp6Reasons
	}
	for _, r := range codes {
		if r.kind == u.Type && (r.code == u.Code || r.code == anyCode) {
			return r.text
		}
	}
	return "not delivered"
}

const anyCode = 255

type icmpReason struct {
	kind, code uint8
	text       string
}

// The reasons; a row for any code stands behind those for one.
var (
	icmpReasons = []icmpReason{
		{3, 0, "network unreachable"}, {3, 1, "host unreachable"}, {3, 2, "protocol unreachable"},
		{3, 3, "port unreachable"}, {3, 4, "fragmentation needed"}, {3, 5, "source route failed"},
		{3, 6, "network unknown"}, {3, 7, "host unknown"}, {3, 9, "network administratively prohibited"},
		{3, 10, "host administratively prohibited"}, {3, 13, "communication administratively prohibited"},
		{3, anyCode, "destination unreachable"}, {4, anyCode, "source quench"},
		{11, 0, "time to live exceeded"}, {11, 1, "fragments missing"}, {12, anyCode, "parameter problem"},
	}
	icmp6Reasons = []icmpReason{
		{1, 0, "no route to destination"}, {1, 1, "communication administratively prohibited"},
		{1, 2, "beyond scope of source address"}, {1, 3, "address unreachable"}, {1, 4, "port unreachable"},
		{1, 5, "source address failed policy"}, {1, 6, "route rejected"}, {1, anyCode, "destination unreachable"},
		{2, anyCode, "packet too big"}, {3, 0, "hop limit exceeded"}, {3, 1, "fragments missing"}, {4, anyCode, "parameter problem"},
	}
)
