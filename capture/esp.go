package capture

import (
	"encoding/binary"

	"github.com/google/gopacket/layers"
)

const (
	espHeader = 8 // security parameters index, sequence number
	gmacIV    = 8 // of AES-GMAC (RFC 4543), which authenticates as NULL does not encrypt
)

// espChecks are the lengths of integrity check values behind the trailer: HMAC-SHA1-96 and
// HMAC-MD5-96 as IMS has them first, then those of RFC 4868, of AES-GMAC, and none.
var espChecks = [...]int{12, 16, 24, 32, 8, 20, 0}

// esp decodes ESP (RFC 4303) with NULL encryption (RFC 2410), which IMS uses between handset
// and P-CSCF.
func (d *decoder) esp(h *ipHeader, b []byte) verdict {
	if len(b) < espHeader {
		return d.tooShort()
	}
	if v, ok := d.espInUDP(h, b); ok {
		return v
	}
	return skipOtherProtocol // encrypted
}

// espInUDP decodes ESP, behind the UDP header with which it passes NATs (RFC 3948) or behind IP.
// Nothing in the packet says that it is not encrypted: it is where a trailer is found whose
// padding counts up and whose next header is one that fits what is there, to the byte. Key
// exchange, on the same port, begins with 4 bytes of 0, which is no index.
func (d *decoder) espInUDP(h *ipHeader, b []byte) (verdict, bool) {
	if len(b) < espHeader || binary.BigEndian.Uint32(b) == 0 || d.cut || d.pkt.Truncated { // cut: the trailer is not there
		return 0, false
	}
	for _, iv := range [...]int{0, gmacIV} {
		for _, check := range espChecks {
			next, inner, ok := espTrailer(b, espHeader+iv, check)
			if !ok || !d.espFits(h, next, inner) {
				continue
			}
			if !d.enter(h, uint64(binary.BigEndian.Uint32(b))) {
				return skipTooDeep, true
			}
			h.protocol = next
			return d.payload(h, inner), true
		}
	}
	return 0, false
}

// espTrailer looks for a trailer before a check value: padding of 1, 2, 3 …, its length, and
// the next header.
func espTrailer(b []byte, start, check int) (next layers.IPProtocol, inner []byte, ok bool) {
	end := len(b) - check - 2
	if end < start {
		return 0, nil, false
	}
	padding := int(b[end])
	if end-padding < start {
		return 0, nil, false
	}
	for i := range padding {
		if b[end-padding+i] != byte(i+1) {
			return 0, nil, false
		}
	}
	return layers.IPProtocol(b[end+1]), b[start : end-padding], true
}

// espFits tells whether a header begins b that accounts for each of its bytes.
func (d *decoder) espFits(h *ipHeader, next layers.IPProtocol, b []byte) bool {
	switch next {
	case layers.IPProtocolUDP:
		return len(b) >= 8 && int(binary.BigEndian.Uint16(b[4:])) == len(b)
	case layers.IPProtocolTCP:
		return len(b) >= 20 && b[12]>>4 >= 5 && int(b[12]>>4)*4 <= len(b) && checksum(h, next, b) == 0
	case layers.IPProtocolIPv4:
		return len(b) >= 20 && b[0]>>4 == 4 && int(binary.BigEndian.Uint16(b[2:])) == len(b)
	case layers.IPProtocolIPv6:
		return len(b) >= 40 && b[0]>>4 == 6 && int(binary.BigEndian.Uint16(b[4:])) == len(b)-40
	}
	return false
}
