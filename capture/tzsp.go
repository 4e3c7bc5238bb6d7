package capture

import "encoding/binary"

// tzsp decodes TaZmen Sniffer Protocol, with which routers of MikroTik send what they capture.
// Behind the header are tags up to the one that ends them.
func (d *decoder) tzsp(h *ipHeader, b []byte) (verdict, bool) {
	const (
		header, version = 4, 1
		tagPadding      = 0
		tagEnd          = 1
		overEthernet    = 1
		over80211       = 18
	)
	if len(b) < header || b[0] != version || b[1] > 1 { // received, or to be sent
		return 0, false
	}
	carried := binary.BigEndian.Uint16(b[2:])
	for b = b[header:]; ; {
		if len(b) == 0 {
			return 0, false
		}
		tag := b[0]
		if tag == tagEnd {
			b = b[1:]
			break
		}
		length := 1
		if tag != tagPadding {
			if len(b) < 2 {
				return 0, false
			}
			length = 2 + int(b[1])
		}
		if len(b) < length {
			return 0, false
		}
		b = b[length:]
	}
	switch {
	case carried == overEthernet && d.likelyEthernet(b):
		return d.ethernetWithin(h, 0, b), true
	case carried == over80211 && len(b) > 0:
		if !d.enter(h, 0) {
			return skipTooDeep, true
		}
		return d.wifi(b), true
	}
	return 0, false
}
