package capture

import "encoding/binary"

// null decodes the header of NULL and LOOP: an address family, in the byte order of the
// machine that captured (NULL) or of the network (LOOP). No family reaches 2^16, so that
// the order shows.
func (d *decoder) null(b []byte) verdict {
	if len(b) < 4 {
		return d.tooShort()
	}
	family := binary.LittleEndian.Uint32(b)
	if family > 0xffff {
		family = binary.BigEndian.Uint32(b)
	}
	switch family {
	case 2, // AF_INET everywhere
		10, // AF_INET6 of Linux
		23, // of Windows
		24, // of NetBSD, OpenBSD and BSD/OS
		28, // of FreeBSD
		30: // of macOS
		return d.ip(b[4:])
	}
	return skipNotIP
}

// ipnet passes over the header of Solaris's IP observability devices, behind which IP comes.
func (d *decoder) ipnet(b []byte) verdict {
	const header = 24
	if len(b) < header {
		return d.tooShort()
	}
	return d.ip(b[header:])
}
