package capture

import "encoding/binary"

// The flags of L2TP.
const (
	l2tpControl  = 0x8000
	l2tpLength   = 0x4000
	l2tpSequence = 0x0800
	l2tpOffset   = 0x0200
	l2tpVersion  = 0x000f
)

// l2tp decodes L2TP over UDP: version 2 (RFC 2661), which carries PPP, and version 3 (RFC 3931).
func (d *decoder) l2tp(h *ipHeader, b []byte) (verdict, bool) {
	if len(b) < 8 {
		return 0, false
	}
	flags := binary.BigEndian.Uint16(b)
	switch {
	case flags&l2tpControl != 0:
		return 0, false
	case flags&l2tpVersion == 3 && flags>>4 == 0:
		return d.l2tpSession(h, b[4:])
	case flags&l2tpVersion != 2:
		return 0, false
	}
	b = b[2:]
	if flags&l2tpLength != 0 {
		length := int(binary.BigEndian.Uint16(b)) - 2
		if length < 2 || !d.fits(length, b) {
			return 0, false
		}
		b = b[2:min(length, len(b))]
	}
	if len(b) < 4 {
		return 0, false
	}
	session := uint64(binary.BigEndian.Uint32(b)) // the tunnel's number and the session's
	length := 4
	if flags&l2tpSequence != 0 {
		length += 4
	}
	if flags&l2tpOffset != 0 && len(b) >= length+2 {
		length += 2 + int(binary.BigEndian.Uint16(b[length:]))
	}
	if len(b) <= length || !d.likelyPPP(b[length:]) {
		return 0, false
	}
	if !d.enter(h, session) {
		return skipTooDeep, true
	}
	return d.ppp(b[length:]), true
}

// l2tpSession decodes version 3 from the session's number on, which over IP comes first. How
// long the cookie behind it is (0, 4 or 8 bytes), whether the default sublayer's 4 bytes
// follow, and what is carried, was agreed on when the session began; it is found by what
// makes sense.
func (d *decoder) l2tpSession(h *ipHeader, b []byte) (verdict, bool) {
	if len(b) < 4 || binary.BigEndian.Uint32(b) == 0 { // control
		return 0, false
	}
	session := uint64(binary.BigEndian.Uint32(b))
	for b = b[4:]; ; b = b[4:] {
		switch {
		case d.likelyEthernet(b):
			return d.ethernetWithin(h, session, b), true
		case d.likelyPPP(b):
			if !d.enter(h, session) {
				return skipTooDeep, true
			}
			return d.ppp(b), true
		case d.likelyIP(b):
			return d.ipWithin(h, session, b), true
		}
		if len(b) < 4 || session>>32 == 3 {
			return 0, false
		}
		session += 1 << 32 // how many words were passed over
	}
}

// likelyPPP tells whether b begins with PPP that carries IP.
func (d *decoder) likelyPPP(b []byte) bool {
	if len(b) >= 2 && b[0] == 0xff && b[1] == 0x03 {
		b = b[2:]
	}
	switch {
	case len(b) > 2 && b[0] == 0 && (b[1] == pppIPv4 || b[1] == pppIPv6):
		return d.likelyIP(b[2:])
	case len(b) > 1 && (b[0] == pppIPv4 || b[0] == pppIPv6):
		return d.likelyIP(b[1:])
	}
	return false
}
