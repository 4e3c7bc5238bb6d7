package capture

import (
	"net/netip"
	"time"
)

// Transport is the protocol that carried a payload, by the name that sipcap prints.
type Transport string

// The transports of SIP (RFC 3261 §18, RFC 7118, RFC 4168).
const (
	UDP  Transport = "udp"
	TCP  Transport = "tcp"
	TLS  Transport = "tls"
	WS   Transport = "ws"
	WSS  Transport = "wss"
	SCTP Transport = "sctp"
)

// ICMP is the Transport of a packet that carries no payload but an error: see [Packet].ICMP.
const ICMP Transport = "icmp"

// FrameRef says where a frame is: the file's place in the list of inputs (from 0) and the
// frame's number in that file (from 1, as Wireshark counts).
type FrameRef struct {
	File   uint32
	Number uint64
}

// Packet is a transport payload with where and when it was seen.
//
// A Packet and all that it points to are valid until the next call of [Source.Next];
// who keeps something copies it.
type Packet struct {
	Time      time.Time // capture time of the frame that completed the payload, UTC
	Src, Dst  netip.AddrPort
	Transport Transport
	VLAN      []uint16 // VLAN ids, outermost first, those outside of tunnels too
	Payload   []byte
	// Truncated tells that the snap length cut the payload: the packet was longer on the wire.
	Truncated bool
	Frame     FrameRef   // the frame, or the last of several, that carried the payload
	Frames    []FrameRef // all frames in the order seen, only where there were several

	// ICMP is not nil where the packet is an ICMP error, which says that another packet did
	// not arrive. Then Src and Dst, with port 0, are who says so and to whom; there is no Payload.
	ICMP *ICMPError

	// IPID (0 for IPv6) and TTL (hop limit) tell a second sighting of the same
	// packet from a second packet of the same content; see [Deduper].
	IPID uint16
	TTL  uint8
}
