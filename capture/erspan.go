package capture

import "github.com/google/gopacket/layers"

// The headers of ERSPAN (draft-foschiano-erspan), with which switches mirror to far away.
const (
	erspanIILen  = 8
	erspanIIILen = 12
	erspanSubLen = 8 // type III's platform specific subheader, where its lowest bit is set
)

// erspan decodes Ethernet behind GRE, with ERSPAN's header of type II or III between them. Type
// I has none, and is told by GRE having no sequence number; as not all senders keep to that,
// what makes sense as Ethernet has the last word.
func (d *decoder) erspan(carried layers.EthernetType, sequence bool, b []byte) verdict {
	header := 0
	if carried == etherTypeERSPANIII {
		header = erspanIIILen
		if len(b) >= erspanIIILen && b[erspanIIILen-1]&1 != 0 {
			header += erspanSubLen
		}
	} else {
		atOnce := d.likelyEthernet(b)
		behind := len(b) > erspanIILen && d.likelyEthernet(b[erspanIILen:])
		if sequence && (behind || !atOnce) || behind && !atOnce {
			header = erspanIILen
		}
	}
	if len(b) < header {
		return d.tooShort()
	}
	return d.ethernet(b[header:])
}
