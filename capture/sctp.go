package capture

import (
	"encoding/binary"
	"net/netip"
)

// The chunks and flags of SCTP that matter here (RFC 9260 §3.3.1).
const (
	sctpHeader     = 12
	sctpData       = 0
	sctpDataHeader = 16
	sctpEnding     = 1
	sctpBeginning  = 2
)

// dataChunk is a piece of a user message.
type dataChunk struct {
	tsn               uint32
	beginning, ending bool
	cut               bool
	payload           []byte
}

// sctp decodes an SCTP packet (RFC 9260) and delivers the user messages that its data chunks
// bring, of which there may be several: those after the first come from the next calls of
// message. The verdict is held where all chunks are parts of messages to come.
func (d *decoder) sctp(h *ipHeader, b []byte) verdict {
	if len(b) < sctpHeader {
		return d.tooShort()
	}
	d.pkt.Transport = SCTP
	d.pkt.Src = netip.AddrPortFrom(h.src, binary.BigEndian.Uint16(b))
	d.pkt.Dst = netip.AddrPortFrom(h.dst, binary.BigEndian.Uint16(b[2:]))
	tag := binary.BigEndian.Uint32(b[4:])
	m := &d.messages
	m.begin(d)
	for b = b[sctpHeader:]; len(b) >= 4; {
		length := int(binary.BigEndian.Uint16(b[2:]))
		cut := length > len(b)
		switch {
		case length < 4, cut && !d.pkt.Truncated:
			return m.verdict(d, skipMalformed)
		case b[0] == sctpData && (length < sctpDataHeader || len(b) < sctpDataHeader):
			return m.verdict(d, d.tooShort())
		}
		chunk := b[:min(length, len(b))]
		if b[0] == sctpData {
			m.take(&d.pkt, tag, dataChunk{
				tsn:       binary.BigEndian.Uint32(chunk[4:]),
				beginning: chunk[1]&sctpBeginning != 0,
				ending:    chunk[1]&sctpEnding != 0,
				cut:       cut,
				payload:   chunk[sctpDataHeader:],
			})
		}
		b = b[min(len(b), (length+3)&^3):]
	}
	return m.verdict(d, skipSCTP)
}
