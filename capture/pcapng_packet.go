package capture

import "time"

const (
	optionDropCount = 4      // of an Enhanced Packet Block: packets lost since the one before
	unknownDrops    = 0xffff // of a Packet Block
)

// packet fills f from the body of a block of one of the three kinds that carry a packet. It
// reports false where the block has no room for its fields, so that there is no frame. A
// frame that names an interface that was not described, or that is longer than its block,
// is counted as damaged.
func (r *pcapngReader) packet(kind uint32, body []byte, f *frame) bool {
	var id, captured, length uint32
	var units uint64
	drops := uint16(unknownDrops)
	switch kind {
	case blockEnhanced:
		if len(body) < 20 {
			return false
		}
		id = r.order.u32(body)
		units = uint64(r.order.u32(body[4:]))<<32 | uint64(r.order.u32(body[8:]))
		captured, length = r.order.u32(body[12:]), r.order.u32(body[16:])
		body = body[20:]
	case blockPacket:
		if len(body) < 20 {
			return false
		}
		id, drops = uint32(r.order.u16(body)), r.order.u16(body[2:])
		units = uint64(r.order.u32(body[4:]))<<32 | uint64(r.order.u32(body[8:]))
		captured, length = r.order.u32(body[12:]), r.order.u32(body[16:])
		body = body[20:]
	case blockSimple:
		if len(body) < 4 {
			return false
		}
		length = r.order.u32(body)
		body = body[4:]
		captured = length
	}
	r.plain = true
	*f = frame{damaged: true, length: length, big: r.order == big}
	if int64(id) >= int64(len(r.interfaces)) || r.interfaces[id].link == nil {
		r.damages.add("a packet of an interface that is not described", r.w.offset)
		return true
	}
	i := &r.interfaces[id]
	f.link, f.fcs = i.link, i.fcs
	if drops != unknownDrops {
		r.plain = false
		i.lose(uint64(drops))
	}
	if kind == blockSimple {
		// The block has no captured length: the snap length and the block limit it.
		if i.snapLen > 0 {
			captured = min(captured, i.snapLen)
		}
		captured = min(captured, uint32(len(body)))
		f.time = time.Time{}
	} else {
		f.time = i.clock.time(units)
	}
	if int64(captured) > int64(len(body)) {
		r.damages.add("a packet longer than its block", r.w.offset)
		return true
	}
	if r.details != nil {
		r.details.packet(r.order, kind, id, body[min(len(body), int(captured+3)&^3):])
	}
	f.damaged = false
	f.data = body[:captured:captured]
	f.length = max(length, captured)
	if options := body[min((int64(captured)+3)&^3, int64(len(body))):]; kind == blockEnhanced && len(options) > 4 {
		for code, value := range r.order.options(options) {
			if code == optionDropCount && len(value) >= 8 {
				r.plain = false
				i.lose(r.order.u64(value))
			}
		}
	}
	return true
}
