package capturetest

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/google/gopacket/layers"
)

// Segment is a TCP segment. Of its Datagram everything but UDP counts.
type Segment struct {
	Datagram
	Seq, Ack uint32
	// Flags are letters: S for SYN, F for FIN, R for RST, A for ACK.
	Flags   string
	Options []byte // TCP's, filled up to a multiple of 4
}

// Frame returns the segment in one frame.
func (s Segment) Frame() Frame {
	return s.frame(s.addHeader(layers.IPProtocolTCP, s.Transport(), 0, false))
}

// Fragments returns the segment in as many frames as IPv4 needs for an MTU.
func (s Segment) Fragments(mtu int) []Frame {
	whole := s.Transport()
	room := (mtu - 20) &^ 7
	var frames []Frame
	for at := 0; at < len(whole); at += room {
		end := min(at+room, len(whole))
		frames = append(frames, s.frame(s.addHeader(layers.IPProtocolTCP, whole[at:end], at, end < len(whole))))
	}
	return frames
}

// Transport returns the TCP header and the payload. The checksum is left out, as by a card that
// computes it after the capture.
func (s Segment) Transport() []byte {
	options := slices.Clone(s.Options)
	for len(options)%4 != 0 {
		options = append(options, 0)
	}
	var flags byte
	for i, letter := range "FSRPA" {
		if strings.ContainsRune(s.Flags, letter) {
			flags |= 1 << i
		}
	}
	b := binary.BigEndian.AppendUint16(nil, s.src().Port())
	b = binary.BigEndian.AppendUint16(b, s.dst().Port())
	b = binary.BigEndian.AppendUint32(b, s.Seq)
	b = binary.BigEndian.AppendUint32(b, s.Ack)
	b = append(b, byte(5+len(options)/4)<<4, flags, 0xff, 0xff, 0, 0, 0, 0)
	return slices.Concat(b, options, []byte(s.Payload))
}
