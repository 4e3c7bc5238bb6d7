package capturetest

import (
	"encoding/binary"
	"slices"

	"github.com/google/gopacket/layers"
)

// Carry returns the IP packet from d.Src to d.Dst that carries another protocol than UDP:
// 4 and 41 for IP, 47 for GRE, 50 for ESP, 1 for ICMP. Ports and Payload do not matter.
func (d Datagram) Carry(protocol uint8, payload []byte) []byte {
	return d.addHeader(layers.IPProtocol(protocol), payload, 0, false)
}

// CarryFrame is Carry in a frame.
func (d Datagram) CarryFrame(protocol uint8, payload []byte) Frame {
	return d.frame(d.Carry(protocol, payload))
}

// GRE is a header of Generic Routing Encapsulation.
type GRE struct {
	Protocol              uint16 // EtherType of what is carried
	Checksum, Sequence    bool
	Key                   uint32 // 0: none
	PPTP, Acknowledgement bool   // version 1 and its flag; Key is the call then
}

// Wrap puts the header before a payload.
func (g GRE) Wrap(payload []byte) []byte {
	var flags uint16
	for _, f := range []struct {
		set bool
		bit uint16
	}{{g.Checksum, 0x8000}, {g.Key != 0 || g.PPTP, 0x2000}, {g.Sequence, 0x1000}, {g.Acknowledgement, 0x80}, {g.PPTP, 1}} {
		if f.set {
			flags |= f.bit
		}
	}
	b := binary.BigEndian.AppendUint16(nil, flags)
	b = binary.BigEndian.AppendUint16(b, g.Protocol)
	if g.Checksum {
		b = append(b, 0x12, 0x34, 0, 0)
	}
	if g.PPTP {
		b = binary.BigEndian.AppendUint16(b, uint16(len(payload)))
		b = binary.BigEndian.AppendUint16(b, uint16(g.Key))
	} else if g.Key != 0 {
		b = binary.BigEndian.AppendUint32(b, g.Key)
	}
	for _, set := range []bool{g.Sequence, g.Acknowledgement} {
		if set {
			b = append(b, 0, 0, 0, 7)
		}
	}
	return append(b, payload...)
}

// ERSPAN puts the header of type 2 or 3 before an Ethernet frame; subheader is type 3's.
func ERSPAN(kind int, subheader bool, frame []byte) []byte {
	switch {
	case kind == 2:
		return slices.Concat([]byte{0x10, 100, 0, 1, 0, 0, 0, 5}, frame)
	case subheader:
		return slices.Concat([]byte{0x20, 100, 0, 1, 0, 0, 0, 5, 0, 0, 0, 1}, make([]byte, 8), frame)
	}
	return slices.Concat([]byte{0x20, 100, 0, 1, 0, 0, 0, 5, 0, 0, 0, 0}, frame)
}

// MPLS puts a stack of labels before a payload.
func MPLS(labels []uint32, payload []byte) []byte {
	var b []byte
	for i, label := range labels {
		entry := label<<12 | 64
		if i == len(labels)-1 {
			entry |= 1 << 8
		}
		b = binary.BigEndian.AppendUint32(b, entry)
	}
	return append(b, payload...)
}

// PPP puts the protocol (0x0021 for IPv4, 0x0057 for IPv6) before a packet, and HDLC's bytes
// before that where framed.
func PPP(protocol uint16, framed bool, packet []byte) []byte {
	var b []byte
	if framed {
		b = []byte{0xff, 0x03}
	}
	return append(binary.BigEndian.AppendUint16(b, protocol), packet...)
}

// PPPoE puts the header of the session stage before a PPP frame.
func PPPoE(session uint16, ppp []byte) []byte {
	b := binary.BigEndian.AppendUint16([]byte{0x11, 0}, session)
	b = binary.BigEndian.AppendUint16(b, uint16(len(ppp)))
	return append(b, ppp...)
}

// GTP is a header of GTP-U.
type GTP struct {
	TEID       uint32
	Sequence   bool
	Extensions [][]byte // each from its length to its content, without the type of the next
	Type       uint8    // 0 means 255, a user's packet
}

// Wrap puts the header before a packet.
func (g GTP) Wrap(packet []byte) string {
	flags := byte(0x30)
	var optional []byte
	if g.Sequence || len(g.Extensions) > 0 {
		optional = []byte{0, 1, 0, 0}
		flags |= 0x02
	}
	for _, e := range g.Extensions {
		flags |= 0x04
		optional[len(optional)-1] = 0x85
		optional = append(append(optional, e...), 0)
	}
	kind := g.Type
	if kind == 0 {
		kind = 255
	}
	b := binary.BigEndian.AppendUint16([]byte{flags, kind}, uint16(len(optional)+len(packet)))
	b = binary.BigEndian.AppendUint32(b, g.TEID)
	return string(slices.Concat(b, optional, packet))
}

// VXLAN puts the header before an Ethernet frame.
func VXLAN(vni uint32, frame []byte) string {
	return string(append(binary.BigEndian.AppendUint32([]byte{8, 0, 0, 0}, vni<<8), frame...))
}

// Geneve puts the header, with options of a multiple of 4 bytes, before what an EtherType says.
func Geneve(vni uint32, etherType uint16, options, payload []byte) string {
	b := binary.BigEndian.AppendUint16([]byte{byte(len(options) / 4), 0}, etherType)
	b = binary.BigEndian.AppendUint32(b, vni<<8)
	return string(slices.Concat(b, options, payload))
}

// TZSP puts the header and tags before a frame of a link layer: 1 for Ethernet, 18 for 802.11.
func TZSP(link uint16, frame []byte) string {
	b := binary.BigEndian.AppendUint16([]byte{1, 0}, link)
	b = append(b, 0, 10, 1, 0xd0, 1) // padding; the signal's strength; the end
	return string(append(b, frame...))
}

// ESP returns a packet without encryption: next is the protocol of the payload, check the
// length of the integrity check value.
func ESP(spi uint32, next uint8, payload []byte, check int) []byte {
	b := binary.BigEndian.AppendUint32(nil, spi)
	b = append(append(b, 0, 0, 0, 1), payload...)
	padding := byte(0)
	for ; (len(payload)+int(padding)+2)%4 != 0; padding++ {
		b = append(b, padding+1)
	}
	b = append(b, padding, next)
	for i := range check {
		b = append(b, byte(0xa7+i*29))
	}
	return b
}

// WiFi puts the header of an 802.11 data frame, and 802.2's, before what an EtherType says.
func WiFi(qos bool, etherType uint16, payload []byte) []byte {
	b := make([]byte, 24)
	b[0], b[1] = 0x08, 0x01 // data, to the access point
	if qos {
		b[0] = 0x88
		b = append(b, 0, 0)
	}
	b = append(b, 0xaa, 0xaa, 3, 0, 0, 0)
	return append(binary.BigEndian.AppendUint16(b, etherType), payload...)
}

// Exported is a PDU as Wireshark exports it.
type Exported struct {
	Dissector string
	Datagram         // its addresses, ports and payload
	PortType  uint32 // 1 for SCTP, 2 for TCP, 3 for UDP
}

// Frame returns the tags and the PDU.
func (e Exported) Frame() Frame {
	var b []byte
	tag := func(number uint16, value []byte) {
		b = binary.BigEndian.AppendUint16(b, number)
		b = binary.BigEndian.AppendUint16(b, uint16(len(value)))
		b = append(b, value...)
	}
	name := []byte(e.Dissector)
	tag(12, append(name, make([]byte, (4-len(name)%4)%4)...))
	from, to := uint16(20), uint16(21)
	if e.v6() {
		from, to = 22, 23
	}
	tag(from, e.src().Addr().AsSlice())
	tag(to, e.dst().Addr().AsSlice())
	tag(24, binary.BigEndian.AppendUint32(nil, e.PortType))
	tag(25, binary.BigEndian.AppendUint32(nil, uint32(e.src().Port())))
	tag(26, binary.BigEndian.AppendUint32(nil, uint32(e.dst().Port())))
	tag(0, nil)
	return Frame{Time: e.Time, Data: append(b, e.Payload...)}
}
