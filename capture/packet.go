package capture

import (
	"cmp"
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

// compare orders the frames of a file; those of several have no order.
func (f FrameRef) compare(other FrameRef) int {
	if f.File != other.File {
		return 0
	}
	return cmp.Compare(f.Number, other.Number)
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
	// Path tells sightings at different places apart: it differs where link-layer addresses, VLANs or
	// tunnels do.
	Path uint64

	// Begin tells that the payload is the beginning of the stream.
	Begin bool
	// End tells that nothing more comes of the stream. Such a packet has no payload and no
	// frame. At the end of the input there is none.
	End bool

	// Stream is set where the payload is a piece of a byte stream: the next bytes of one
	// direction of a TCP connection. No byte is returned twice.
	Stream StreamID
	// Gap is how many bytes of the stream are missing before the payload, -1 where it is not
	// known how many, as where the stream began before the capture.
	Gap int64

	sum    uint16     // of a datagram, as its header has it
	shared bool       // an earlier packet had some of its frames
	own    []FrameRef // then, those that none had
}

// FrameCount returns how many frames the packet adds to the account: those that carried it, but
// for those that carried an earlier one too (SCTP), and none where it only tells the end of a
// stream.
func (p *Packet) FrameCount() uint64 {
	switch {
	case p.End:
		return 0
	case p.shared:
		return uint64(len(p.own))
	}
	return uint64(max(1, len(p.Frames)))
}

// InOneFrame tells whether Frame is the one frame that FrameCount counts, as it nearly always is.
func (p *Packet) InOneFrame() bool { return len(p.Frames) == 0 && !p.shared && !p.End }

// AppendFrames appends the frames that FrameCount counts.
func (p *Packet) AppendFrames(to []FrameRef) []FrameRef {
	switch {
	case p.End:
		return to
	case p.shared:
		return append(to, p.own...)
	case len(p.Frames) > 0:
		return append(to, p.Frames...)
	}
	return append(to, p.Frame)
}
