package capturetest

import "encoding/binary"

// Snoop is the kind of snoop file to write.
type Snoop struct {
	Link  uint32 // by snoop's own numbers; 0 means Ethernet, 4
	Drops uint32 // what the last record says was lost
}

// Bytes returns a file with the frames.
func (s Snoop) Bytes(frames ...Frame) []byte {
	o := binary.BigEndian
	link := s.Link
	if link == 0 {
		link = 4
	}
	b := o.AppendUint32([]byte("snoop\x00\x00\x00"), 2)
	b = o.AppendUint32(b, link)
	for i, f := range frames {
		padding := (4 - len(f.Data)%4) % 4
		b = o.AppendUint32(b, uint32(f.wireLength()))
		b = o.AppendUint32(b, uint32(len(f.Data)))
		b = o.AppendUint32(b, uint32(24+len(f.Data)+padding))
		drops := uint32(0)
		if i == len(frames)-1 {
			drops = s.Drops
		}
		b = o.AppendUint32(b, drops)
		var seconds, micros int
		if !f.Time.IsZero() {
			seconds, micros = int(f.Time.Unix()), f.Time.Nanosecond()/1000
		}
		b = o.AppendUint32(b, uint32(seconds))
		b = o.AppendUint32(b, uint32(micros))
		b = append(b, f.Data...)
		b = append(b, make([]byte, padding)...)
	}
	return b
}
