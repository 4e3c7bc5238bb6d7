package capture

// fragment is what an IP header tells about a part of a packet.
type fragment struct {
	id     uint32
	offset int // of its first byte in the whole payload
	more   bool
}

// fragment is where every part of an IP packet comes by, of IPv4 and of IPv6, with the bytes
// behind the IP header. The first part of a datagram is a packet, marked as Truncated; the
// others cannot be used alone.
func (d *decoder) fragment(h ipHeader, f fragment, b []byte) verdict {
	if f.offset != 0 {
		return skipIPFragment
	}
	if !d.deeper() {
		return skipTooDeep
	}
	d.SetTruncated()
	v := d.payload(h, b)
	if v == skipMalformed && !d.cut {
		return skipIPFragment // its headers go on in the next part
	}
	return v
}
