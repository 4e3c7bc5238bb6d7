package capture

import "encoding/binary"

// The frame control field of IEEE 802.11 (§9.2.4.1) as it stands in its two bytes, low first.
const (
	wifiType      = 0x000c
	wifiData      = 0x0008
	wifiQoS       = 0x0080 // of data frames
	wifiNoData    = 0x0040 // of data frames
	wifiToDS      = 0x0100
	wifiFromDS    = 0x0200
	wifiProtected = 0x4000
	wifiOrder     = 0x8000
)

// wifi decodes a frame of IEEE 802.11 that carries data in the clear. Behind its header
// comes 802.2.
func (d *decoder) wifi(b []byte) verdict { return d.wifiPadded(b, false) }

// wifiPadded is wifi with a header that may be filled up to a multiple of 4 bytes.
func (d *decoder) wifiPadded(b []byte, padded bool) verdict {
	if len(b) < 2 {
		return d.tooShort()
	}
	control := binary.LittleEndian.Uint16(b)
	if control&wifiType != wifiData || control&(wifiNoData|wifiProtected) != 0 {
		return skipNotIP
	}
	header := 24
	if control&(wifiToDS|wifiFromDS) == wifiToDS|wifiFromDS { // a fourth address
		header += 6
	}
	aggregate := false
	if control&wifiQoS != 0 {
		aggregate = len(b) > header && b[header]&0x80 != 0
		header += 2
		if control&wifiOrder != 0 { // HT control
			header += 4
		}
	}
	if padded {
		header = (header + 3) &^ 3
	}
	if aggregate { // an A-MSDU: the first packet of it, behind its addresses and length
		header += 14
	}
	if len(b) < header {
		return d.tooShort()
	}
	d.seenOn(b[4:22]) // the addresses
	return d.llc(b[header:])
}

// radiotap passes over the header that drivers put before 802.11 (radiotap.org). Of its
// fields the flags alone matter, which tell of padding.
func (d *decoder) radiotap(b []byte) verdict {
	const (
		header           = 8
		hasTime          = 1 << 0
		hasFlags         = 1 << 1
		morePresent      = 1 << 31
		flagPadded  byte = 0x20
	)
	if len(b) < header {
		return d.tooShort()
	}
	length := int(binary.LittleEndian.Uint16(b[2:]))
	if b[0] != 0 || length < header {
		return skipMalformed
	}
	if len(b) < length {
		return d.tooShort()
	}
	fields, at := binary.LittleEndian.Uint32(b[4:]), header
	for more := fields; more&morePresent != 0 && at+4 <= length; at += 4 {
		more = binary.LittleEndian.Uint32(b[at:])
	}
	if fields&hasTime != 0 {
		at = (at+7)&^7 + 8
	}
	padded := fields&hasFlags != 0 && at < length && b[at]&flagPadded != 0
	return d.wifiPadded(b[length:], padded)
}

// ppi passes over the Per-Packet Information header, which names the link type behind it.
func (d *decoder) ppi(b []byte) verdict {
	const header = 8
	if len(b) < header {
		return d.tooShort()
	}
	length := int(binary.LittleEndian.Uint16(b[2:]))
	return d.linkWithin(binary.LittleEndian.Uint32(b[4:]), length, header, b)
}

// pktap passes over the header of macOS's pktap devices, which names the link type behind it.
// It is in the byte order of the machine, and all of them are little-endian.
func (d *decoder) pktap(b []byte) verdict {
	const header = 12
	if len(b) < header {
		return d.tooShort()
	}
	const packet = 1
	if binary.LittleEndian.Uint32(b[4:]) != packet {
		return skipNotIP
	}
	length := binary.LittleEndian.Uint32(b)
	return d.linkWithin(binary.LittleEndian.Uint32(b[8:]), int(min(length, 1<<16)), header, b)
}

// linkWithin goes on with a link type that stands in a header, behind that.
func (d *decoder) linkWithin(number uint32, length, least int, b []byte) verdict {
	l := linkLayers[number]
	switch {
	case length < least:
		return skipMalformed
	case len(b) <= length:
		return d.tooShort()
	case l == nil || l.decode == nil:
		return skipLinkType
	case !d.deeper():
		return skipTooDeep
	}
	return l.decode(d, b[length:])
}
