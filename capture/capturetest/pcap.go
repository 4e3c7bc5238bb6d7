package capturetest

import "encoding/binary"

// Pcap is the kind of pcap file to write.
type Pcap struct {
	BigEndian bool
	Nano      bool
	Kuznetzov bool   // the modified format with 8 more bytes a record
	Link      Link   // of all frames
	LinkType  uint32 // instead of Link, where not 0
	SnapLen   uint32 // 0 means 262144
}

// order is what both formats need of a byte order.
type order interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

func orderOf(bigEndian bool) order {
	if bigEndian {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// Bytes returns a file with the frames.
func (p Pcap) Bytes(frames ...Frame) []byte {
	o := orderOf(p.BigEndian)
	magic, unit := uint32(0xa1b2c3d4), 1000
	switch {
	case p.Kuznetzov:
		magic = 0xa1b2cd34
	case p.Nano:
		magic, unit = 0xa1b23c4d, 1
	}
	linkType := p.LinkType
	if linkType == 0 {
		linkType = p.Link.Type()
	}
	snapLen := p.SnapLen
	if snapLen == 0 {
		snapLen = 262144
	}
	b := o.AppendUint32(nil, magic)
	b = o.AppendUint16(b, 2)
	b = o.AppendUint16(b, 4)
	b = append(b, make([]byte, 8)...) // time zone and accuracy, which nobody uses
	b = o.AppendUint32(b, snapLen)
	b = o.AppendUint32(b, linkType)
	for _, f := range frames {
		var seconds, fraction int
		if !f.Time.IsZero() {
			seconds, fraction = int(f.Time.Unix()), f.Time.Nanosecond()/unit
		}
		b = o.AppendUint32(b, uint32(seconds))
		b = o.AppendUint32(b, uint32(fraction))
		b = o.AppendUint32(b, uint32(len(f.Data)))
		b = o.AppendUint32(b, uint32(f.wireLength()))
		if p.Kuznetzov {
			b = append(b, make([]byte, 8)...)
		}
		b = append(b, f.Data...)
	}
	return b
}

func (f Frame) wireLength() int {
	if f.Length == 0 {
		return len(f.Data)
	}
	return f.Length
}
