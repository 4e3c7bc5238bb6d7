package capture

// nflog decodes Linux's NFLOG: a header and then attributes, one of which is the packet. Their
// lengths are in the byte order of the machine that captured; the first of them shows it.
func (d *decoder) nflog(b []byte) verdict {
	const (
		header  = 4
		payload = 9
		inet    = 2
		inet6   = 10
		bridge  = 7
	)
	if len(b) < header {
		return d.tooShort()
	}
	if family := b[0]; b[1] != 0 || family != inet && family != inet6 && family != bridge {
		return skipNotIP
	}
	b = b[header:]
	order := little
	if len(b) >= 2 && b[0] == 0 && b[1] != 0 { // no attribute is of 256 bytes or more but the packet, which is last
		order = big
	}
	for len(b) >= 4 {
		length, kind := int(order.u16(b)), order.u16(b[2:])
		if length < 4 {
			return skipMalformed
		}
		if kind&0x7fff == payload {
			return d.ip(b[4:max(4, min(length, len(b)))])
		}
		if aligned := (length + 3) &^ 3; aligned < len(b) {
			b = b[aligned:]
			continue
		}
		break
	}
	return d.tooShort()
}
