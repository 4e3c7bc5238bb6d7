package capture

import (
	"slices"
	"strings"
)

// Further options that are written again as they were read.
const (
	optionName        = 2
	optionFlags       = 2 // of a packet
	optionDescription = 3
	optionOS          = 12
	optionHardware    = 15
)

// What is kept of a file for that: nobody's interfaces have longer names.
const (
	maxInterfaceText = 1 << 20
	maxNames         = 64 << 10
)

// ngDetails is what a pcapngReader keeps beside what reading packets needs, so that frames can
// be written again.
type ngDetails struct {
	interfaces []*Origin // of the current section
	text       int       // bytes kept of them, of all sections
	names      names

	// Of the last packet.
	order   endian
	kind    uint32
	id      uint32
	options []byte
}

// names are Name Resolution Blocks, each with its records in little-endian order.
type names struct {
	blocks [][]byte
	bytes  int
}

// describe keeps an Interface Description Block, as many as are read.
func (d *ngDetails) describe(order endian, body []byte) {
	if len(d.interfaces) >= maxInterfaces {
		return
	}
	i := &Origin{}
	d.interfaces = append(d.interfaces, i)
	if len(body) < 8 {
		return
	}
	i.LinkType, i.SnapLen = uint32(order.u16(body)), order.u32(body[4:])
	for code, value := range order.options(body[8:]) {
		switch code {
		case optionName:
			i.Name = d.keep(value)
		case optionDescription:
			i.Description = d.keep(value)
		case optionFilter:
			if len(value) > 1 && value[0] == 0 { // 1 would be the code of the filter, compiled
				i.Filter = d.keep(value[1:])
			}
		case optionOS:
			i.OS = d.keep(value)
		case optionHardware:
			i.Hardware = d.keep(value)
		case optionFCSLen:
			if len(value) > 0 {
				i.FCS = value[0]
			}
			if i.FCS > 8 { // in bits, as the draft has it; most have bytes
				i.FCS /= 8
			}
		}
	}
}

// keep returns an option's text, "" where there is too much of it.
func (d *ngDetails) keep(value []byte) string {
	if d.text+len(value) > maxInterfaceText {
		return ""
	}
	d.text += len(value)
	return string(value)
}

// packet keeps where the options of a packet's block are.
func (d *ngDetails) packet(order endian, kind, id uint32, options []byte) {
	d.order, d.kind, d.id, d.options = order, kind, id, options
}

// complete implements container.
func (r *pcapngReader) complete(f *Frame) {
	d := r.details
	f.Origin = d.interfaces[d.id]
	f.names = &d.names
	if d.kind == blockSimple {
		return
	}
	for code, value := range d.order.options(d.options) {
		switch {
		case code == optionComment:
			f.Comments = append(f.Comments, strings.ToValidUTF8(string(value), "\ufffd"))
		case code == optionFlags && len(value) == 4:
			f.Flags = d.order.u32(value)
		}
	}
}

// keepNames takes a Name Resolution Block: its records, without its options, which tell of the
// server that was asked.
func (d *ngDetails) keepNames(order endian, body []byte) {
	var records []byte
	for len(body) >= 4 {
		kind, length := order.u16(body), int(order.u16(body[2:]))
		if kind == 0 || len(body) < 4+length {
			break
		}
		records = appendOption(records, kind, body[4:4+length])
		body = body[min(len(body), 4+(length+3)&^3):]
	}
	if len(records) == 0 || d.names.bytes+len(records) > maxNames {
		return
	}
	d.names.bytes += len(records)
	d.names.blocks = append(d.names.blocks, slices.Clip(records))
}
