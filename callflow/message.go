package callflow

import (
	"net/netip"
	"time"

	"sipcap/sipmsg"
)

// Message is one message of a leg, as [Leg.Message] tells it.
type Message struct {
	Time      time.Time
	Frame     FrameRef
	Src, Dst  netip.AddrPort
	Transport Transport

	Method     sipmsg.Method // of a request
	Status     int           // of a response
	Reason     string        // a response's phrase, kept where it is not the standard one
	CSeq       uint32
	CSeqMethod sipmsg.Method
	FromTag    string
	ToTag      string
	Length     int // in bytes
	Vias       int // how many, which tells how far from its sender a request is

	SDP         *SDP // the session description that it carried, nil without
	Transaction int  // index into Leg.Transactions, -1 where it has none

	// Original is the index of the message that this one repeats, -1 where it is the first.
	Original       int
	Retransmission bool // its sender sent it again
	Duplicate      bool // the capture saw it again
	Truncated      bool // only its beginning was captured
	Malformed      bool // it has an issue of error grade
}

// IsRequest tells a request from a response.
func (m *Message) IsRequest() bool { return m.Method != "" }

// record is how a leg keeps a message: small and without pointers, so that millions of them
// cost little memory and the garbage collector nothing. Strings are indexes into the leg's tables.
// What a message has in common with its transaction is there, and what rarely fits is among
// the leg's rarities: see record.go.
type record struct {
	time     int64 // ns since 1970
	frame    packedFrame
	tx       int32
	length   uint16 // longMessage for more
	back     uint16 // how many messages ago the one was that it repeats; 0 for none, farBack for more
	src, dst uint16
	status   uint16
	fromTag  uint16
	toTag    uint16
	sdp      uint16   // 1 + index, 0 for none
	method   methodID // of the CSeq
	flags    flags
	transp   Transport
}

type flags uint8

const (
	flagRequest flags = 1 << iota
	flagRetransmission
	flagDuplicate
	flagTruncated
	flagMalformed
	flagFragmented
	flagTransfer // of a leg alone: it has a REFER, or an INVITE that one caused
)

// packedFrame is a FrameRef in 8 bytes: the file in the upper 16 bits, the frame below. What
// does not fit is no capture that anybody has.
type packedFrame uint64

const frameBits = 48

func packFrame(f FrameRef) packedFrame {
	return packedFrame(min(uint64(f.File), 1<<(64-frameBits)-1)<<frameBits | f.Number&(1<<frameBits-1))
}

func (p packedFrame) ref() FrameRef {
	return FrameRef{File: uint32(p >> frameBits), Number: uint64(p) & (1<<frameBits - 1)}
}
