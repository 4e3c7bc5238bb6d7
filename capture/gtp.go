package capture

import "encoding/binary"

// gtpPDU is the message of GTP that carries a user's packet.
const gtpPDU = 255

// gtp decodes GTP-U (3GPP TS 29.281) with its optional fields and extension headers, and its
// version 0 (GSM 09.60). All other messages are signalling.
func (d *decoder) gtp(h *ipHeader, b []byte) (verdict, bool) {
	const header, headerV0 = 8, 20
	if len(b) < header || b[1] != gtpPDU || b[0]&0x10 == 0 { // GTP' has the protocol type 0
		return 0, false
	}
	length, tunnel := int(binary.BigEndian.Uint16(b[2:])), uint64(0)
	switch b[0] >> 5 {
	case 0:
		if len(b) < headerV0 {
			return 0, false
		}
		tunnel = binary.BigEndian.Uint64(b[12:])
		b = b[headerV0:]
	case 1:
		optional := b[0]&7 != 0
		tunnel = uint64(binary.BigEndian.Uint32(b[4:]))
		extended := b[0]&4 != 0
		b = b[header:]
		if !d.fits(length, b) {
			return 0, false
		}
		b = b[:min(length, len(b))]
		if optional {
			var ok bool
			if b, ok = gtpExtensions(b, extended); !ok {
				return 0, false
			}
		}
	default:
		return 0, false
	}
	switch {
	case d.likelyIP(b):
		return d.ipWithin(h, tunnel, b), true
	case d.likelyEthernet(b): // 5G's Ethernet sessions
		return d.ethernetWithin(h, tunnel, b), true
	}
	return 0, false
}

// gtpExtensions passes over the sequence number, the N-PDU number and the extension headers,
// each of which tells its length in units of 4 bytes and the type of the next; 0 is none.
func gtpExtensions(b []byte, extended bool) ([]byte, bool) {
	if len(b) < 4 {
		return nil, false
	}
	next := b[3]
	b = b[4:]
	for extended && next != 0 {
		if len(b) < 4 {
			return nil, false
		}
		length := int(b[0]) * 4
		if length == 0 || len(b) < length {
			return nil, false
		}
		next = b[length-1]
		b = b[length:]
	}
	return b, true
}
