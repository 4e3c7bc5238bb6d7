// Package wire builds frames and classic pcap files for this project's generators.
//
// It is written from the specifications alone and shares no code with package
// capture, so that a capture made with it is a second opinion on what capture reads:
//
//	w := wire.NewWriter(out, wire.File{LinkType: wire.Ethernet})
//	frame := wire.UDP(nil, wire.Header{Src: a, Dst: b, TTL: 64}, payload)
//	err := w.Frame(at, frame)
//
// # Ownership
//
// Builders append to the slice that they are given and return it. A Writer copies
// nothing and keeps nothing.
package wire

import (
	"bufio"
	"encoding/binary"
	"io"
	"time"
)

// Link types of the file header (https://www.tcpdump.org/linktypes.html).
const (
	Null      = 0
	Ethernet  = 1
	Raw       = 101
	LinuxSLL  = 113
	LinuxSLL2 = 276
)

// File says what the header of a capture file tells. Its zero value is a little-endian
// file with microseconds and an unlimited snap length.
type File struct {
	LinkType   uint32
	Snaplen    uint32 // 0 means 262144, as tcpdump has it
	Nanosecond bool
	BigEndian  bool
}

// A Writer writes one classic pcap file. Call Flush when done.
type Writer struct {
	out   *bufio.Writer
	file  File
	order binary.ByteOrder
	head  [16]byte
}

// NewWriter writes the file header to out and returns the writer of its records.
// An error of out is returned by Flush.
func NewWriter(out io.Writer, file File) *Writer {
	if file.Snaplen == 0 {
		file.Snaplen = 262144
	}
	w := &Writer{out: bufio.NewWriterSize(out, 1<<20), file: file, order: binary.LittleEndian}
	if file.BigEndian {
		w.order = binary.BigEndian
	}
	var h [24]byte
	magic := uint32(0xa1b2c3d4)
	if file.Nanosecond {
		magic = 0xa1b23c4d
	}
	w.order.PutUint32(h[0:], magic)
	w.order.PutUint16(h[4:], 2)
	w.order.PutUint16(h[6:], 4)
	w.order.PutUint32(h[16:], file.Snaplen)
	w.order.PutUint32(h[20:], file.LinkType)
	w.out.Write(h[:]) // bufio keeps the error for Flush
	return w
}

// Frame writes one frame, cut to the snap length. Errors stay until Flush.
func (w *Writer) Frame(at time.Time, frame []byte) {
	fraction := uint32(at.Nanosecond())
	if !w.file.Nanosecond {
		fraction /= 1000
	}
	kept := frame[:min(len(frame), int(w.file.Snaplen))]
	w.order.PutUint32(w.head[0:], uint32(at.Unix()))
	w.order.PutUint32(w.head[4:], fraction)
	w.order.PutUint32(w.head[8:], uint32(len(kept)))
	w.order.PutUint32(w.head[12:], uint32(len(frame)))
	w.out.Write(w.head[:])
	w.out.Write(kept)
}

// Flush writes what is buffered and returns the first error of all writes.
func (w *Writer) Flush() error { return w.out.Flush() }
