package capturetest

import "encoding/binary"

// DataChunk is a chunk of SCTP that carries a user message, or a piece of one.
type DataChunk struct {
	TSN           uint32
	Begins, Ends  bool // the message
	Payload       string
	OtherThanData bool // another kind of chunk, of 4 bytes
}

// SCTPFrame returns a frame with the chunks, between the datagram's endpoints. Of its payload nothing counts.
func (d Datagram) SCTPFrame(chunks ...DataChunk) Frame {
	b := binary.BigEndian.AppendUint16(nil, d.src().Port())
	b = binary.BigEndian.AppendUint16(b, d.dst().Port())
	b = append(b, 0, 0, 0, 1, 0, 0, 0, 0) // the association's tag, and no checksum
	for _, c := range chunks {
		if c.OtherThanData {
			b = append(b, 4, 0, 0, 8, 0, 1, 0, 4) // a heartbeat
			continue
		}
		var flags byte
		if c.Begins {
			flags |= 2
		}
		if c.Ends {
			flags |= 1
		}
		b = binary.BigEndian.AppendUint16(append(b, 0, flags), uint16(16+len(c.Payload)))
		b = binary.BigEndian.AppendUint32(b, c.TSN)
		b = append(b, 0, 1, 0, 0, 0, 0, 0, 0)
		b = append(b, c.Payload...)
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
	}
	return d.CarryFrame(132, b)
}
