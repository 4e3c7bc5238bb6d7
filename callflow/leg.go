package callflow

import (
	"cmp"
	"iter"
	"net/netip"
	"slices"
	"time"

	"sipcap/sipmsg"
)

// Leg is everything under one Call-ID.
type Leg struct {
	CallID string

	lists
	tags tags // records have 1 + the place of theirs, 0 for none
	rare *rare

	initial initial // the initial request, as the hop nearest the caller tells it
}

// lists are what a leg grows.
type lists struct {
	records      []record
	transactions []Transaction
	sdps         []SDP
	kept         []kept
	*sides
}

// rare is what few legs have. Its zero value is what the others have.
type rare struct {
	unknown []sipmsg.Method // methods that are not registered
	tags    manyTags
	frames  map[int32][]FrameRef // of the messages that had several
	records recordRest
	issues  map[sipmsg.IssueCode]int
	gravest map[int32]Flaw   // of each malformed message
	txIndex map[txKey]int32  // where transactions are many
	uris    map[int32]string // Request-URIs of transactions whose branch is not unique
	reuse   *reuseKey        // where other legs have the Call-ID too
	auths   []Auth
	named   []Named
	lengths []LengthMismatch

	asked        *asked
	registration *Registration
	subscription *Subscription

	identifiers []identifier
	asserted    string // URI of P-Asserted-Identity, where From tells nobody
	unreachable []Unreachable
}

var noRarities rare

// rarities are the leg's, for reading.
func (l *Leg) rarities() *rare {
	if l.rare == nil {
		return &noRarities
	}
	return l.rare
}

// makeRare are the leg's rarities, for writing.
func (l *Leg) makeRare() *rare {
	if l.rare == nil {
		l.rare = &rare{}
	}
	return l.rare
}

// Hop is one pair of IP addresses that messages of a leg run between, ports aside, the lower
// one first: the same in both directions.
type Hop struct{ A, B netip.Addr }

// kept is a header of a message that rules and views may ask for.
type kept struct {
	message int32
	id      sipmsg.HeaderID
	value   string
}

// agent is how an endpoint names itself in User-Agent or Server.
type agent struct {
	endpoint uint16
	vias     uint8
	response bool // told by Server or User-Agent of a response
	name     string
}

// Len is the number of messages, duplicates included.
func (l *Leg) Len() int { return len(l.records) }

// Message tells message i, in the order of capture.
func (l *Leg) Message(i int) Message {
	r := &l.records[i]
	m := Message{
		Time:           time.Unix(0, r.time).UTC(),
		Frame:          r.frame.ref(),
		Src:            l.endpoints.at(r.src),
		Dst:            l.endpoints.at(r.dst),
		Transport:      r.transp,
		Status:         int(r.status),
		CSeq:           l.cseqOf(i),
		CSeqMethod:     l.methodOf(r.method),
		FromTag:        l.tagOf(r.fromTag),
		ToTag:          l.tagOf(r.toTag),
		Length:         l.lengthOf(i),
		Vias:           int(l.viasOf(r)),
		Transaction:    int(r.tx),
		Original:       int(l.originalOf(i)),
		Retransmission: r.flags&flagRetransmission != 0,
		Duplicate:      r.flags&flagDuplicate != 0,
		Truncated:      r.flags&flagTruncated != 0,
		Malformed:      r.flags&flagMalformed != 0,
	}
	if r.flags&flagRequest != 0 {
		m.Method = m.CSeqMethod
	}
	if r.sdp != 0 {
		m.SDP = &l.sdps[r.sdp-1]
	}
	return m
}

// Messages runs over all messages in the order of capture.
func (l *Leg) Messages() iter.Seq2[int, Message] {
	return func(yield func(int, Message) bool) {
		for i := range l.records {
			if !yield(i, l.Message(i)) {
				return
			}
		}
	}
}

// Header is the value of a header of message i, "" where the message had none or where it is
// not one of those that a leg keeps (see keep.go).
func (l *Leg) Header(i int, id sipmsg.HeaderID) string {
	// kept is in the order of messages.
	k, _ := slices.BinarySearchFunc(l.kept, int32(i), func(k kept, i int32) int { return cmp.Compare(k.message, i) })
	for ; k < len(l.kept) && l.kept[k].message == int32(i); k++ {
		if l.kept[k].id == id {
			return l.kept[k].value
		}
	}
	return ""
}

// Frames are all frames that carried message i.
func (l *Leg) Frames(i int) []FrameRef {
	if f, ok := l.rarities().frames[int32(i)]; ok {
		return f
	}
	return []FrameRef{l.records[i].frame.ref()}
}

// AppendFrames appends [Leg.Frames] to a list.
func (l *Leg) AppendFrames(list []FrameRef, i int) []FrameRef {
	if f, ok := l.rarities().frames[int32(i)]; ok {
		return append(list, f...)
	}
	return append(list, l.records[i].frame.ref())
}

// Truncated tells whether of any message only the beginning was captured.
func (l *Leg) Truncated() bool { return l.initial.flags&flagTruncated != 0 }

// Fragmented tells whether any message came over UDP in several frames: its datagram was above
// the path's MTU, and [Leg.Frames] are its fragments.
func (l *Leg) Fragmented() bool { return l.initial.flags&flagFragmented != 0 }

// Malformed tells whether any message has an issue of error grade.
func (l *Leg) Malformed() bool { return l.initial.flags&flagMalformed != 0 }

// Transactions are the leg's transactions in the order of their first message. The slice is
// the leg's own: read only.
func (l *Leg) Transactions() []Transaction { return l.transactions }

// Endpoints are the addresses of the leg, to which Transaction.Client and Server are indexes.
func (l *Leg) Endpoints() []netip.AddrPort { return l.endpoints.list }

// HopCount is how many hops the leg has.
func (l *Leg) HopCount() int {
	if l.hops != nil {
		return len(l.hops.list)
	}
	return min(len(l.transactions), 1)
}

// Hop is hop i of HopCount, which Transaction.Hop names, in the order of their first messages.
func (l *Leg) Hop(i int) Hop {
	if l.hops != nil {
		return l.hops.list[i]
	}
	first := &l.transactions[0]
	return hopOf(l.endpoints.at(first.Client).Addr(), l.endpoints.at(first.Server).Addr())
}

// Agent is how the endpoint at addr names itself in User-Agent or Server, "" where it does not.
func (l *Leg) Agent(addr netip.AddrPort) string {
	for _, a := range l.agents {
		if l.endpoints.at(a.endpoint) == addr {
			return a.name
		}
	}
	return ""
}

// HasMethod tells whether a request of method m is in the leg.
func (l *Leg) HasMethod(m sipmsg.Method) bool {
	for i := range l.records {
		if r := &l.records[i]; r.flags&flagRequest != 0 && l.methodOf(r.method) == m {
			return true
		}
	}
	return false
}

// Reason is the reason phrase of response i: its own, or the standard one of its code.
func (l *Leg) Reason(i int) string {
	if own := l.Header(i, headerReasonPhrase); own != "" {
		return own
	}
	return sipmsg.StatusPhrase(int(l.records[i].status))
}
