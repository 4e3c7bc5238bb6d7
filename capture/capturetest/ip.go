package capturetest

import (
	"encoding/binary"
	"slices"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// addHeader puts the IP header before a part of a packet.
func (d Datagram) addHeader(protocol layers.IPProtocol, part []byte, offset int, more bool) []byte {
	if d.v6() {
		return d.addIPv6(protocol, part, offset, more)
	}
	ip := &layers.IPv4{
		Version: 4, IHL: 5, Id: d.ID, TTL: d.ttl(), Protocol: protocol,
		FragOffset: uint16(offset / 8),
		SrcIP:      d.src().Addr().AsSlice(), DstIP: d.dst().Addr().AsSlice(),
	}
	if d.DontFragment {
		ip.Flags |= layers.IPv4DontFragment
	}
	if more {
		ip.Flags |= layers.IPv4MoreFragments
	}
	packet := serialise(ip, gopacket.Payload(part))
	return addOptions(packet, d.Options)
}

// addOptions puts options into an IPv4 packet, as they are: gopacket would not write wrong ones.
func addOptions(packet, options []byte) []byte {
	if len(options) == 0 {
		return packet
	}
	for len(options)%4 != 0 {
		options = append(options[:len(options):len(options)], 0)
	}
	packet = slices.Insert(packet, 20, options...)
	packet[0] += byte(len(options) / 4)
	binary.BigEndian.PutUint16(packet[2:], uint16(len(packet)))
	binary.BigEndian.PutUint16(packet[10:], 0)
	var sum uint32
	for pair := range slices.Chunk(packet[:20+len(options)], 2) {
		sum += uint32(binary.BigEndian.Uint16(pair))
	}
	sum = sum>>16 + sum&0xffff
	sum += sum >> 16
	binary.BigEndian.PutUint16(packet[10:], ^uint16(sum))
	return packet
}

func (d Datagram) addIPv6(protocol layers.IPProtocol, part []byte, offset int, more bool) []byte {
	next := uint8(protocol)
	if offset != 0 || more {
		field := uint16(offset)
		if more {
			field |= 1
		}
		h := binary.BigEndian.AppendUint16([]byte{next, 0}, field)
		part = slices.Concat(binary.BigEndian.AppendUint32(h, uint32(d.ID)), part)
		next = 44
	}
	for _, e := range slices.Backward(d.Extensions) {
		h := append([]byte{next, 0}, e.Body...)
		for len(h)%8 != 0 {
			h = append(h, 0)
		}
		if e.Protocol != 44 { // whose second byte is reserved
			h[1] = byte(len(h)/8 - 1)
		}
		part = append(h, part...)
		next = e.Protocol
	}
	ip := &layers.IPv6{
		Version: 6, NextHeader: layers.IPProtocol(next), HopLimit: d.ttl(), Length: uint16(len(part)),
		SrcIP: d.src().Addr().AsSlice(), DstIP: d.dst().Addr().AsSlice(),
	}
	b := gopacket.NewSerializeBuffer()
	// Lengths are set above: gopacket writes no packets of extension headers that it does not know.
	must(gopacket.SerializeLayers(b, gopacket.SerializeOptions{}, ip, gopacket.Payload(part)))
	return b.Bytes()
}
