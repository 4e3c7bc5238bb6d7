package capture

import "slices"

// The options of an Interface Description Block that matter for reading packets.
const (
	optionEnd        = 0
	optionComment    = 1 // of any block
	optionTSResol    = 9
	optionFilter     = 11
	optionFCSLen     = 13
	optionTSOffset   = 14
	maxOptionsOfNote = 64 // an interface has some dozen; the rest of a longer list is not read
)

// describe takes an Interface Description Block.
func (r *pcapngReader) describe(body []byte) {
	if r.details != nil {
		r.details.describe(r.order, body)
	}
	if len(r.interfaces) >= maxInterfaces {
		r.damages.add("more interfaces than are read", r.w.offset)
		return
	}
	if len(body) < 8 {
		// It keeps its number, so that those after it keep theirs.
		r.interfaces = append(r.interfaces, ngInterface{})
		r.damages.add("an interface block too short for its fields", r.w.offset)
		return
	}
	i := ngInterface{
		link:    linkLayerOf(uint32(r.order.u16(body))),
		snapLen: r.order.u32(body[4:]),
	}
	resolution, offset := byte(6), int64(0) // microseconds where it is not told
	for code, value := range r.order.options(body[8:]) {
		switch {
		case code == optionTSResol && len(value) >= 1:
			resolution = value[0]
		case code == optionTSOffset && len(value) >= 8:
			offset = int64(r.order.u64(value))
		case code == optionFCSLen && len(value) >= 1:
			i.fcs = int(value[0])
			if i.fcs > 8 { // in bits, as the draft has it; some writers have bytes
				i.fcs /= 8
			}
		case code == optionFilter && len(value) >= 1 && value[0] == 0: // in words; else it is code
			r.filter = remark(r.filter, string(value[1:]))
		}
	}
	i.clock = newClock(resolution, offset)
	r.interfaces = append(r.interfaces, i)
	if !slices.ContainsFunc(r.seen, func(l *linkLayer) bool { return l.number == i.link.number }) {
		r.seen = append(r.seen, i.link)
	}
}

// options iterates over a block's options; it ends at the first that cannot be.
func (e endian) options(b []byte) func(yield func(code uint16, value []byte) bool) {
	return func(yield func(uint16, []byte) bool) {
		for range maxOptionsOfNote {
			if len(b) < 4 {
				return
			}
			code, length := e.u16(b), int(e.u16(b[2:]))
			if code == optionEnd || len(b) < 4+length {
				return
			}
			if !yield(code, b[4:4+length]) {
				return
			}
			b = b[min(len(b), 4+(length+3)&^3):]
		}
	}
}
