package capturetest

import (
	"net"
	"net/netip"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

const (
	etherTypeIPv4 = 0x0800
	etherTypeIPv6 = 0x86dd
)

// Frame is a frame of a capture file.
type Frame struct {
	Time   time.Time
	Data   []byte
	Length int // on the wire; 0 means len(Data)

	// For pcapng.
	Interface int  // its place in PcapNG.Interfaces
	Simple    bool // in a Simple Packet Block, which has no time
	Obsolete  bool // in the Packet Block of early files
	Flags     uint32
	Comments  []string
}

// Cut returns the frame as a snap length of n bytes leaves it.
func (f Frame) Cut(n int) Frame {
	if f.Length == 0 {
		f.Length = len(f.Data)
	}
	f.Data = f.Data[:min(n, len(f.Data))]
	return f
}

// Datagram is a UDP datagram, and what is around it. The addresses' family decides between
// IPv4 and IPv6.
type Datagram struct {
	Time time.Time

	Link      Link
	VLAN      []uint16 // outermost first
	OuterType uint16   // EtherType of all tags but the innermost; 0 means 0x88a8

	Src, Dst     string // "10.0.0.1:5060", "[2001:db8::1]:5060"
	ID           uint16 // IPv4's identification, or IPv6's where there are fragments
	TTL          uint8  // or hop limit; 0 means 64
	DontFragment bool
	Options      []byte      // IPv4's, filled up to a multiple of 4
	Extensions   []Extension // IPv6's

	Payload string
	Trailer []byte // behind the IP packet
}

// Extension is an IPv6 extension header: its number and what follows its two first bytes,
// filled up to a multiple of 8.
type Extension struct {
	Protocol uint8
	Body     []byte
}

// Frame returns the datagram in one frame.
func (d Datagram) Frame() Frame { return d.frame(d.Packet()) }

// Packet returns the IP packet, without a link layer.
func (d Datagram) Packet() []byte {
	return d.addHeader(layers.IPProtocolUDP, d.udp(), 0, false)
}

// Fragments returns the datagram in as many frames as IP needs for an MTU.
func (d Datagram) Fragments(mtu int) []Frame {
	whole := d.udp()
	room := (mtu - 20) &^ 7
	if d.v6() {
		room = (mtu - 48) &^ 7
	}
	var frames []Frame
	for at := 0; at < len(whole); at += room {
		end := min(at+room, len(whole))
		frames = append(frames, d.Fragment(whole[at:end], at, end < len(whole)))
	}
	return frames
}

// Fragment returns a frame with a part of an IP packet's payload: the UDP header and what is
// behind it, or anything else.
func (d Datagram) Fragment(part []byte, offset int, more bool) Frame {
	return d.frame(d.addHeader(layers.IPProtocolUDP, part, offset, more))
}

// Transport returns the UDP header and the payload.
func (d Datagram) Transport() []byte { return d.udp() }

func (d Datagram) frame(packet []byte) Frame {
	etherType := uint16(etherTypeIPv4)
	if d.v6() {
		etherType = etherTypeIPv6
	}
	outer := d.OuterType
	if outer == 0 {
		outer = 0x88a8
	}
	etherType, packet = Tag(d.VLAN, outer, etherType, packet)
	return Frame{Time: d.Time, Data: append(d.Link.Wrap(etherType, packet), d.Trailer...)}
}

func (d Datagram) src() netip.AddrPort { return netip.MustParseAddrPort(d.Src) }
func (d Datagram) dst() netip.AddrPort { return netip.MustParseAddrPort(d.Dst) }
func (d Datagram) v6() bool            { return d.src().Addr().Is6() }

func (d Datagram) ttl() uint8 {
	if d.TTL == 0 {
		return 64
	}
	return d.TTL
}

func (d Datagram) udp() []byte {
	u := &layers.UDP{SrcPort: layers.UDPPort(d.src().Port()), DstPort: layers.UDPPort(d.dst().Port())}
	var network gopacket.NetworkLayer
	if d.v6() {
		network = &layers.IPv6{SrcIP: d.src().Addr().AsSlice(), DstIP: d.dst().Addr().AsSlice(), NextHeader: layers.IPProtocolUDP}
	} else {
		network = &layers.IPv4{SrcIP: net.IP(d.src().Addr().AsSlice()), DstIP: net.IP(d.dst().Addr().AsSlice()), Protocol: layers.IPProtocolUDP}
	}
	must(u.SetNetworkLayerForChecksum(network))
	return serialise(u, gopacket.Payload(d.Payload))
}

func serialise(all ...gopacket.SerializableLayer) []byte {
	b := gopacket.NewSerializeBuffer()
	must(gopacket.SerializeLayers(b, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, all...))
	return b.Bytes()
}

func must(err error) {
	if err != nil {
		panic("capturetest: " + err.Error())
	}
}
