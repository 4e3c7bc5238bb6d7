package capture

import "time"

// maxFree limits the packets kept for use again, so that fragments cost no allocation in the
// long run.
const maxFree = 64

// maxCopies limits the search among packets of one key: more do not come by honest means.
const maxCopies = 64

// add puts a part to the packet that it belongs to, or begins one.
func (r *reassembly) add(key fragmentKey, f fragment, h *ipHeader, b []byte, d *decoder) *partial {
	s := span{f.offset, f.offset + len(b)}
	p, copied := r.find(key, s, f.more, d.pkt.Frame.File)
	if p == nil {
		p = r.begin(key, d.pkt.Time)
		p.copied = copied
	}
	before := cap(p.buf)
	p.put(s, b)
	r.held += cap(p.buf) - before
	if !f.more {
		p.total = s.end
	}
	if f.offset == 0 || p.prefix() == 0 {
		p.pkt = d.pkt
		copy(p.vlans[:], d.pkt.VLAN)
		p.protocol = h.protocol
	}
	p.pkt.Time, p.pkt.Frame = d.pkt.Time, d.pkt.Frame
	if len(d.frames) > 0 { // the part was itself in parts, in a tunnel
		p.frames = append(p.frames, d.frames...)
		d.frames = d.frames[:0]
	} else {
		p.frames = append(p.frames, d.pkt.Frame)
	}
	return p
}

// find returns the packet that a part belongs to, of those that lack it: rather one of the same
// file, as files may overlap; then the one with the most parts, which a part that was sent
// twice does not lead astray; then the newest, as identifications are used again. Where there
// is none, it tells whether the part is a copy.
func (r *reassembly) find(key fragmentKey, s span, more bool, file uint32) (found *partial, copied bool) {
	p := r.byKey[key]
	for n := 0; p != nil && n < maxCopies; n, p = n+1, p.elder {
		switch {
		case p.done || p.contains(s):
			copied = true
		case p.fits(s, more) && (found == nil || p.before(found, file)):
			found = p
		}
	}
	return found, copied
}

// before tells whether a part is rather this packet's than a newer one's.
func (p *partial) before(newer *partial, file uint32) bool {
	if mine, its := p.pkt.Frame.File == file, newer.pkt.Frame.File == file; mine != its {
		return mine
	}
	return len(p.frames) > len(newer.frames)
}

// begin makes a packet without parts, the newest of all.
func (r *reassembly) begin(key fragmentKey, now time.Time) *partial {
	if r.byKey == nil {
		r.byKey = make(map[fragmentKey]*partial)
	}
	var p *partial
	if n := len(r.free); n > 0 {
		p, r.free = r.free[n-1], r.free[:n-1]
	} else {
		p = new(partial)
	}
	*p = partial{
		key: key, began: now, older: r.newest, elder: r.byKey[key],
		have: p.have[:0], frames: p.frames[:0],
	}
	if n := len(r.buffers); n > 0 {
		p.buf, r.buffers = r.buffers[n-1], r.buffers[:n-1]
	}
	if r.newest != nil {
		r.newest.newer = p
	} else {
		r.oldest = p
	}
	r.newest = p
	if p.elder != nil {
		p.elder.younger = p
	}
	r.byKey[key] = p
	r.held += partialCost + cap(p.buf)
	return p
}

// due tells whether the oldest packet is to be given up.
func (r *reassembly) due(now time.Time) bool {
	return r.held > r.limit || now.Sub(r.oldest.began) > r.timeout
}

// finish marks a packet as whole, and keeps its buffer for another.
func (r *reassembly) finish(p *partial) {
	if p.passed {
		r.stats.Completed++
	}
	p.done = true
	r.recycle(p)
}

// recycle takes the buffer from a packet.
func (r *reassembly) recycle(p *partial) {
	r.held -= cap(p.buf)
	if cap(p.buf) > 0 && len(r.buffers) < maxFree {
		r.buffers = append(r.buffers, p.buf[:0])
	}
	p.buf, p.have, p.frames = nil, p.have[:0], p.frames[:0]
}

// drop takes the oldest packet out, and tells whether what is there of it stands for the
// packet: not where that was put together, be it from other copies of the parts.
func (r *reassembly) drop() (deliver bool) {
	p := r.oldest
	deliver = !p.copied && !p.done
	for n, q := 0, p.younger; q != nil && n < maxCopies; n, q = n+1, q.younger {
		deliver = deliver && !q.done
	}
	if !p.done && p.passed {
		r.stats.Incomplete++
		if deliver {
			r.stats.Lost++
		}
		if r.held > r.limit {
			r.stats.Evicted++
		}
	}
	r.recycle(p)
	r.held -= partialCost
	if r.oldest = p.newer; r.oldest != nil {
		r.oldest.older = nil
	} else {
		r.newest = nil
	}
	if p.younger != nil {
		p.younger.elder = nil
	} else {
		delete(r.byKey, p.key)
	}
	if len(r.free) < maxFree {
		r.free = append(r.free, p)
	}
	return deliver
}
