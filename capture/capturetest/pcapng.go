package capturetest

import (
	"math/big"
	"time"
)

// PcapNG is the kind of pcapng section to write. Sections written one after the other are
// a file.
type PcapNG struct {
	BigEndian  bool
	Interfaces []Interface // none means one of Ethernet
	Comment    string      // of the section
}

// Interface describes an interface of a section.
type Interface struct {
	Link       Link
	LinkType   uint16 // instead of Link, where not 0
	SnapLen    uint32 // 0 means none
	Resolution byte   // if_tsresol; 0 leaves the option out, which means microseconds
	Offset     int64  // if_tsoffset, in seconds; 0 leaves the option out
	Name       string // if_name

	Description, Filter, OS, Hardware string
	FCS                               byte // if_fcslen
}

// Bytes returns a section with the interfaces and then the frames.
func (p PcapNG) Bytes(frames ...Frame) []byte {
	o := orderOf(p.BigEndian)
	interfaces := p.Interfaces
	if len(interfaces) == 0 {
		interfaces = []Interface{{}}
	}
	body := o.AppendUint32(nil, 0x1a2b3c4d)
	body = o.AppendUint16(body, 1)
	body = o.AppendUint16(body, 0)
	body = o.AppendUint64(body, 1<<64-1) // a length that is not told
	if p.Comment != "" {
		body = append(appendOption(o, body, 1, []byte(p.Comment)), 0, 0, 0, 0)
	}
	b := p.Block(0x0a0d0d0a, body)
	for _, i := range interfaces {
		b = append(b, p.Block(1, i.body(o))...)
	}
	for _, f := range frames {
		var i Interface
		if f.Interface < len(interfaces) {
			i = interfaces[f.Interface]
		}
		b = append(b, p.packet(o, f, i)...)
	}
	return b
}

// Block returns a block of any kind.
func (p PcapNG) Block(kind uint32, body []byte) []byte {
	o := orderOf(p.BigEndian)
	padded := (len(body) + 3) &^ 3
	b := o.AppendUint32(nil, kind)
	b = o.AppendUint32(b, uint32(padded+12))
	b = append(b, body...)
	b = append(b, make([]byte, padded-len(body))...)
	return o.AppendUint32(b, uint32(padded+12))
}

func (p PcapNG) packet(o order, f Frame, i Interface) []byte {
	if f.Simple {
		return p.Block(3, append(o.AppendUint32(nil, uint32(f.wireLength())), f.Data...))
	}
	units := i.units(f.Time)
	var body []byte
	kind := uint32(6)
	if f.Obsolete {
		kind = 2
		body = o.AppendUint16(nil, uint16(f.Interface))
		body = o.AppendUint16(body, 0xffff) // drops, not known
	} else {
		body = o.AppendUint32(nil, uint32(f.Interface))
	}
	body = o.AppendUint32(body, uint32(units>>32))
	body = o.AppendUint32(body, uint32(units))
	body = o.AppendUint32(body, uint32(len(f.Data)))
	body = o.AppendUint32(body, uint32(f.wireLength()))
	body = append(body, f.Data...)
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	for _, c := range f.Comments {
		body = appendOption(o, body, 1, []byte(c))
	}
	if f.Flags != 0 {
		body = appendOption(o, body, 2, o.AppendUint32(nil, f.Flags))
	}
	return p.Block(kind, body)
}

func appendOption(o order, b []byte, code uint16, value []byte) []byte {
	b = o.AppendUint16(b, code)
	b = o.AppendUint16(b, uint16(len(value)))
	b = append(b, value...)
	return append(b, make([]byte, (4-len(value)%4)%4)...)
}

func (i Interface) body(o order) []byte {
	linkType := i.LinkType
	if linkType == 0 {
		linkType = uint16(i.Link.Type())
	}
	b := o.AppendUint16(nil, linkType)
	b = o.AppendUint16(b, 0)
	b = o.AppendUint32(b, i.SnapLen)
	option := func(code uint16, value []byte) { b = appendOption(o, b, code, value) }
	if i.Name != "" {
		option(2, []byte(i.Name))
	}
	if i.Description != "" {
		option(3, []byte(i.Description))
	}
	if i.Filter != "" {
		option(11, append([]byte{0}, i.Filter...)) // 0: in libpcap's words
	}
	if i.OS != "" {
		option(12, []byte(i.OS))
	}
	if i.Hardware != "" {
		option(15, []byte(i.Hardware))
	}
	if i.FCS != 0 {
		option(13, []byte{i.FCS})
	}
	if i.Resolution != 0 {
		option(9, []byte{i.Resolution})
	}
	if i.Offset != 0 {
		option(14, o.AppendUint64(nil, uint64(i.Offset)))
	}
	option(0, nil)
	return b
}

// units returns a time as a timestamp of the interface.
func (i Interface) units(t time.Time) uint64 {
	if t.IsZero() {
		return 0
	}
	perSecond := big.NewInt(1e6)
	if i.Resolution != 0 {
		base := big.NewInt(10)
		if i.Resolution&0x80 != 0 {
			base = big.NewInt(2)
		}
		perSecond.Exp(base, big.NewInt(int64(i.Resolution&^0x80)), nil)
	}
	nanos := new(big.Int).Mul(big.NewInt(t.Unix()-i.Offset), big.NewInt(1e9))
	nanos.Add(nanos, big.NewInt(int64(t.Nanosecond())))
	nanos.Mul(nanos, perSecond)
	return nanos.Div(nanos, big.NewInt(1e9)).Uint64()
}
