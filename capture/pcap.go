package capture

import (
	"errors"
	"fmt"
	"io"
	"time"
)

// The magic numbers of pcap as its writer's byte order has them; see also pcap_variant.go.
const (
	pcapMicro = 0xa1b2c3d4
	pcapNano  = 0xa1b23c4d
)

const pcapHeaderLen = 24

// pcapReader reads the classic format of tcpdump (draft-ietf-opsawg-pcap).
type pcapReader struct {
	w         *window
	order     endian
	nano      bool
	swapped   bool // lengths may stand in the wrong order (before version 2.4)
	recordLen int
	fcs       int // bytes of frame check sequence at the end of frames
	maxFrame  int
	link      *linkLayer
	origin    Origin
	consumed  int // the record that the last frame points into
}

// isPcap tells whether head, of 4 bytes or more, begins a pcap file.
func isPcap(head []byte) bool {
	for _, order := range []endian{little, big} {
		switch order.u32(head) {
		case pcapMicro, pcapNano, pcapKuznetzov, pcapIxiaHW, pcapIxiaSW:
			return true
		}
	}
	return false
}

// newPcapReader reads the file's header.
func newPcapReader(w *window, maxFrame int) (*pcapReader, error) {
	head, err := w.peek(pcapHeaderLen)
	if err != nil {
		return nil, &notCapture{"a pcap file that ends within its header"}
	}
	r := &pcapReader{w: w, maxFrame: maxFrame, order: endian(head[0] == 0xa1 || head[0] == 0x1c)}
	magic, header := r.order.u32(head), pcapHeaderLen
	switch magic {
	case pcapNano:
		r.nano = true
	case pcapIxiaHW, pcapIxiaSW:
		header += 4
	}
	if major := r.order.u16(head[4:]); major != 2 {
		return nil, &notCapture{fmt.Sprintf("pcap version %d, which is not known", major)}
	}
	r.swapped = r.order.u16(head[6:]) < 4
	network := r.order.u32(head[20:])
	r.link = linkLayerOf(network & 0x03ffffff)
	if network&pcapHasFCS != 0 {
		r.fcs = int(network>>28) * 2
	}
	r.origin = Origin{LinkType: r.link.number, SnapLen: r.order.u32(head[16:]), FCS: uint8(r.fcs)}
	if err := w.discard(int64(header)); err != nil {
		return nil, &notCapture{"a pcap file that ends within its header"}
	}
	r.recordLen = r.variant(magic)
	return r, nil
}

// pcapHasFCS tells that the upper four bits of a link type are the length of the frame check
// sequence, in units of two bytes.
const pcapHasFCS = 1 << 26

func (r *pcapReader) complete(f *Frame) { f.Origin = &r.origin }

func (r *pcapReader) format() string { return "pcap" }

func (r *pcapReader) links() []*linkLayer { return []*linkLayer{r.link} }

// next reads a frame, whose data is valid until the next call. It returns io.EOF at the end
// of the file and *damage where it cannot go on: pcap has nothing to find the next record by.
func (r *pcapReader) next(f *frame) error {
	w := r.w
	w.consume(r.consumed)
	r.consumed = 0
	head := w.have()
	if len(head) < r.recordLen {
		var err error
		if head, err = w.peekSoon(r.recordLen); err != nil {
			return endOfStream(err, w.offset)
		}
	}
	h := (*[16]byte)(head) // at least
	seconds, fraction := r.order.u32(h[:]), r.order.u32(h[4:])
	captured, length := r.order.u32(h[8:]), r.order.u32(h[12:])
	if r.swapped && captured > length {
		captured, length = length, captured
	}
	if int64(captured) > int64(r.maxFrame) {
		return &damage{fmt.Sprintf("a packet of %d bytes cannot be", captured), w.offset}
	}
	size, record := r.recordLen+int(captured), head
	if len(record) < size {
		var err error
		if record, err = w.peekSoon(size); err != nil {
			return endOfStream(err, w.offset)
		}
	}
	nanos := int64(fraction)
	if !r.nano {
		nanos *= 1e3
	}
	f.time = time.Unix(int64(seconds), nanos).UTC() // in 32 bits no year is too late
	f.data, f.length, f.fcs = record[r.recordLen:size:size], max(length, captured), r.fcs
	f.big, f.damaged = r.order == big, false
	if f.link != r.link {
		f.link = r.link
	}
	r.consumed = size
	return nil
}

func (r *pcapReader) place() (at int64, size int, plain bool) { return r.w.offset, r.consumed, true }

func (r *pcapReader) leap(n int64) error {
	r.consumed = 0
	return r.w.leap(n)
}

// endOfStream turns the reader's error at a record into the file's end or its damage; *Idle is
// neither.
func endOfStream(err error, offset int64) error {
	if i, ok := errors.AsType[*Idle](err); ok {
		return i
	}
	switch {
	case err == io.EOF:
		return io.EOF
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &damage{"ends in the middle of a packet", offset}
	}
	return &damage{"cannot be read on: " + err.Error(), offset}
}
