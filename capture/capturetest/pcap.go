package capturetest

import "encoding/binary"

// Pcap is the kind of pcap file to write.
type Pcap struct {
	BigEndian bool
	Nano      bool
	Kuznetzov bool   // Alexey Kuznetzov's magic
	Ixia      bool   // Ixia's magic, and header
	Extra     int    // bytes that records' headers have more than the standard's, up to 12; 0 means 8 with Kuznetzov's magic
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
	case p.Ixia:
		magic = 0x1c0001ab
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
	if p.Ixia {
		b = append(b, 0xff, 0xff, 0xff, 0xff) // how many bytes follow
	}
	extra := p.Extra
	if extra == 0 && p.Kuznetzov {
		extra = 8
	}
	for _, f := range frames {
		var seconds, fraction int
		if !f.Time.IsZero() {
			seconds, fraction = int(f.Time.Unix()), f.Time.Nanosecond()/unit
		}
		b = o.AppendUint32(b, uint32(seconds))
		b = o.AppendUint32(b, uint32(fraction))
		b = o.AppendUint32(b, uint32(len(f.Data)))
		b = o.AppendUint32(b, uint32(f.wireLength()))
		b = append(b, []byte{2, 0, 0, 0, 8, 0, 3, 1, 1, 0, 0, 0}[:extra]...) // interface, protocol, kind; processors
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
