package capture

import (
	"encoding/binary"

	"github.com/google/gopacket/layers"
)

const (
	etherTypeVNTag    layers.EthernetType = 0x8926
	etherTypeMPLSMany layers.EthernetType = 0x8848
)

// vnTag passes over the tag that Cisco's fabric extenders put before an 802.1Q tag (the
// proposal for IEEE 802.1Qbh): 4 bytes, and an EtherType.
func (d *decoder) vnTag(b []byte) verdict {
	const header = 6
	if len(b) < header {
		return d.tooShort()
	}
	if !d.deeper() {
		return skipTooDeep
	}
	return d.etherType(layers.EthernetType(binary.BigEndian.Uint16(b[4:])), b[header:])
}
