package callflow

import (
	"net/netip"
	"time"

	"sipcap/sipmsg"
)

// Ladder is a call drawn: a column an endpoint, a row an arrow or a remark. It is a pure
// model; callflow/report and others draw it.
type Ladder struct {
	Call    *Call
	Columns []Column
	Rows    []Rung
}

// Column is an endpoint of a ladder, the caller's first, then along the path.
type Column struct {
	Addrs []netip.AddrPort // the addresses that it used; at least one
	Name  string           // its User-Agent or Server, where it told one
}

// RungKind tells what a row of a ladder is.
type RungKind uint8

// The kinds of rows.
const (
	Arrow    RungKind = iota // a message
	Inferred                 // a message that was not captured but that a later one proves
	Gap                      // time passed: only Delta is set, to the time passed
	Bounced                  // an ICMP error came back for a message, or several of one kind
)

// SDPRole is what a session description is in its exchange (RFC 3264).
type SDPRole string

// The roles.
const (
	NoSDP  SDPRole = ""
	Offer  SDPRole = "offer"
	Answer SDPRole = "answer"
)

// Rung is a row of a ladder.
type Rung struct {
	Kind     RungKind
	Time     time.Time     // zero of an inferred message
	Delta    time.Duration // since the ladder's first message; of an inferred one that of the next to it
	From, To int           // columns; of an ICMP error those of the message, the other way round
	Message  int           // index into the leg's messages, -1 for none; of an ICMP error the message that it quotes
	Src, Dst netip.AddrPort
	Leg      int // index into Call.Legs
	Frame    FrameRef

	Method sipmsg.Method // of a request
	Status int           // of a response
	Codes  string        // of an inferred response what can be told of its code: 2xx
	Reason string        // its phrase; of an ICMP error what it says
	CSeq   uint32
	// CSeqMethod is the method that a response answers.
	CSeqMethod sipmsg.Method

	Role SDPRole
	SDP  *SDP

	Repeats    int           // how often it was sent again
	RepeatSpan time.Duration // from the first to the last time
	Duplicates int           // how often it was seen again
	Truncated  bool
	Malformed  bool
	By         netip.Addr // who sent an ICMP error

	Note     string   // a remark about it: why an inferred message is there
	Proof    FrameRef // of the message that proves an inferred one
	Findings []*Finding
}
