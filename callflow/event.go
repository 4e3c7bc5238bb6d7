package callflow

import (
	"net/netip"
	"time"

	"sipcap/sipmsg"
)

// FrameRef says where a message was seen: the file's place in the list of inputs (from 0)
// and the frame's number in that file (from 1, as Wireshark counts).
type FrameRef struct {
	File   uint32
	Number uint64
}

// Transport is what carried a message.
type Transport uint8

// The transports of SIP (RFC 3261 §18, RFC 7118, RFC 4168).
const (
	UnknownTransport Transport = iota
	UDP
	TCP
	TLS
	WS
	WSS
	SCTP
)

var transportNames = [...]string{"unknown", "udp", "tcp", "tls", "ws", "wss", "sctp"}

func (t Transport) String() string {
	if int(t) < len(transportNames) {
		return transportNames[t]
	}
	return transportNames[0]
}

// TransportOf is the transport of a printed name, UnknownTransport for any other.
func TransportOf(name string) Transport {
	for i, n := range transportNames {
		if n == name {
			return Transport(i)
		}
	}
	return UnknownTransport
}

// Event is one sighting of one SIP message: all that a [Builder] needs to know of it.
//
// The builder copies what it keeps: an Event, its Message and the bytes behind it may be
// used again when [Builder.Add] has returned.
type Event struct {
	Time      time.Time // when it was captured
	Src, Dst  netip.AddrPort
	Transport Transport
	VLAN      []uint16   // outermost first
	Frame     FrameRef   // the last frame that carried it
	Frames    []FrameRef // all of them, where there were several
	// Duplicate tells that the capture saw the same packet before: not traffic, only
	// another look at it.
	Duplicate bool
	// Truncated tells that the capture holds only the message's beginning.
	Truncated bool
	Message   *sipmsg.Message
	// CallIDHash is [HashCallID] of the message's Call-ID where the source has it at hand; 0 where it has not.
	CallIDHash uint64
}

// HashCallID is a hash of a Call-ID, never 0. It is of use within a process only: the next one has others.
func HashCallID(id []byte) uint64 { return max(callIDSeed.hash(id), 1) }

var callIDSeed = newHashSeed()
