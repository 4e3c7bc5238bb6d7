package capture

// mpls decodes a stack of MPLS labels (RFC 3032). Nothing says what is behind it: the first
// nibble does for IP, and for a pseudowire's control word (RFC 4385), which is 0.
func (d *decoder) mpls(b []byte) verdict {
	if !d.deeper() {
		return skipTooDeep
	}
	for last := false; !last; b = b[4:] {
		if len(b) < 4 {
			return d.tooShort()
		}
		d.scope = d.scope<<20 | uint64(b[0])<<12 | uint64(b[1])<<4 | uint64(b[2])>>4
		last = b[2]&1 != 0
	}
	switch {
	case d.likelyIP(b):
		return d.ip(b)
	case len(b) > 4 && b[0]>>4 == 0 && d.likelyEthernet(b[4:]):
		return d.ethernet(b[4:])
	case d.likelyEthernet(b):
		return d.ethernet(b)
	case len(b) == 0:
		return d.tooShort()
	}
	return skipNotIP
}
