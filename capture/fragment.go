package capture

import "net/netip"

// fragment is what an IP header tells about a part of a packet.
type fragment struct {
	id     uint32
	offset int // of its first byte in the whole payload
	more   bool
}

// fragment is where every part of an IP packet comes by, of IPv4 and of IPv6, with the bytes
// behind the IP header. It holds the part, or goes on with the whole where this was the last
// one missing. A capture filter lets the whole through where it does one of the parts: of those
// only the first has ports, and it need not come first. Don't-fragment is not looked at: senders that cut packets themselves set it.
func (d *decoder) fragment(h *ipHeader, f fragment, b []byte) verdict {
	d.lost = 0 // of the whole it is not known
	switch {
	case !d.deeper():
		return skipTooDeep
	case d.pkt.Truncated && f.offset == 0:
		// The snap length cut it, so that no other part can follow on it.
		return d.firstPart(h, b)
	case d.pkt.Truncated:
		return skipIPFragment
	case len(b) == 0, f.more && len(b)%8 != 0, f.offset+len(b) > 0xffff:
		return skipMalformed
	}
	key := fragmentKey{src: h.src, dst: h.dst, id: f.id, scope: d.scope}
	if h.src.Is4() {
		key.protocol = uint8(h.protocol) // RFC 791; IPv6's identification needs none (RFC 8200 §4.5)
	}
	p := d.reassembly.add(key, f, h, b, d)
	p.passed = p.passed || !d.left
	if !p.whole() {
		return held
	}
	h.protocol = p.protocol
	d.take(p)
	if d.left = !p.passed; d.left {
		d.filter.countFragmented(h)
		return skipFiltered
	}
	return d.payload(h, d.whole)
}

// firstPart delivers what the first part has of a datagram, marked as Truncated.
func (d *decoder) firstPart(h *ipHeader, b []byte) verdict {
	d.SetTruncated()
	switch v := d.payload(h, b); v {
	case skipMalformed, skipCutShort, skipEmpty: // its headers go on in the next part
		return skipIPFragment
	default:
		return v
	}
}

// take makes a packet that was put together the one that is decoded.
func (d *decoder) take(p *partial) {
	d.whole = append(d.whole[:0], p.buf...)
	d.frames = append(d.frames[:0], p.frames...)
	d.reassembly.finish(p)
}

// giveUp is called for the oldest packet in parts when it is due: its time or its room is
// over. Where its first part is there, that is delivered. The verdict is on all its frames,
// which are in d.frames.
func (d *decoder) giveUp() verdict {
	p := d.reassembly.oldest
	d.whole = append(d.whole[:0], p.buf[:p.prefix()]...)
	d.frames = append(d.frames[:0], p.frames...)
	d.pkt = p.pkt
	d.pkt.VLAN = d.vlans[:copy(d.vlans[:], p.vlans[:len(p.pkt.VLAN)])]
	d.depth, d.scope, d.cut, d.lost = 0, p.key.scope, false, 0
	h := &ipHeader{src: p.key.src, dst: p.key.dst, protocol: p.protocol}
	if d.left = !p.passed; d.left {
		if !p.done {
			d.filter.countFragmented(h)
		}
		d.reassembly.drop()
		return skipFiltered
	}
	if !d.reassembly.drop() || len(d.whole) == 0 {
		return skipIPFragment
	}
	return d.deliver(d.firstPart(h, d.whole))
}

// fragmentKey is what the parts of one packet have in common.
type fragmentKey struct {
	src, dst netip.Addr
	id       uint32
	protocol uint8
	scope    uint64 // VLANs and tunnels, where copies of the same packet may be on the way
}
