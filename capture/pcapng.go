package capture

import (
	"fmt"
	"io"
)

// The blocks of pcapng (draft-ietf-opsawg-pcapng) that are read; all others are passed over.
const (
	blockSection   = 0x0a0d0d0a
	blockInterface = 0x00000001
	blockPacket    = 0x00000002 // obsolete
	blockSimple    = 0x00000003
	blockNames     = 0x00000004
	blockStatistic = 0x00000005
	blockEnhanced  = 0x00000006
	blockSecrets   = 0x0000000a
)

const (
	byteOrderMagic = 0x1a2b3c4d
	blockOverhead  = 12 // type and length before the body, length after it
	// blockRoom is what a packet's block may be longer than the packet: its fields and options.
	blockRoom = 64 << 10
	// maxInterfaces a section; more are read, but their packets count as damaged.
	maxInterfaces = 1 << 16
)

// pcapngReader reads pcapng: several sections, each with its byte order and its interfaces,
// each with its link layer and its clock.
type pcapngReader struct {
	w          *window
	order      endian
	maxFrame   int
	interfaces []ngInterface // of the current section
	seen       []*linkLayer
	damages    damages
	consumed   int  // the block that the last frame points into
	plain      bool // that block tells nothing besides the frame

	details *ngDetails // nil where frames are not to be written again

	drops, recv     uint64 // of sections before this one
	several         bool   // one of them had several interfaces
	comment, filter string

	secrets []Secret
	kept    int // bytes of secrets
}

// ngInterface is what an Interface Description Block tells.
type ngInterface struct {
	link    *linkLayer
	snapLen uint32 // 0: no limit
	fcs     int    // bytes of frame check sequence
	clock   clock

	received, drops uint64 // by its last statistics
	lost            uint64 // by what stands beside packets
}

// isPcapNG tells whether head, of 4 bytes or more, begins a pcapng file.
func isPcapNG(head []byte) bool { return little.u32(head) == blockSection }

func newPcapngReader(w *window, maxFrame int) (*pcapngReader, error) {
	head, err := w.peek(blockOverhead + 16)
	if err != nil {
		return nil, &notCapture{"a pcapng file that ends within its first block"}
	}
	if _, ok := byteOrderOf(head[8:]); !ok {
		return nil, &notCapture{"a pcapng file without its byte-order magic"}
	}
	return &pcapngReader{w: w, maxFrame: maxFrame}, nil
}

func byteOrderOf(b []byte) (endian, bool) {
	return endian(big.u32(b) == byteOrderMagic), big.u32(b) == byteOrderMagic || little.u32(b) == byteOrderMagic
}

func (r *pcapngReader) format() string { return "pcapng" }

func (r *pcapngReader) links() []*linkLayer { return r.seen }

// next reads on to the next frame, whose data is valid until the next call. Where a block
// cannot be, it goes on at the next one that can, and keeps account of that in r.damages.
func (r *pcapngReader) next(f *frame) error {
	w := r.w
	if err := w.discard(int64(r.consumed)); err != nil {
		return err // cannot be: these bytes were peeked at
	}
	r.consumed = 0
	for {
		head, err := w.peekNow(blockOverhead)
		if err != nil {
			return r.endOfStream(err)
		}
		kind := r.order.u32(head)
		if kind == blockSection {
			order, ok := byteOrderOf(head[8:])
			if !ok {
				if err := r.resynchronise("a section without its byte-order magic"); err != nil {
					return err
				}
				continue
			}
			r.order = order
		}
		length := r.order.u32(head[4:])
		if !r.reads(kind) || (kind == blockSecrets || kind == blockNames) && r.tooLong(length) {
			if err := r.skip(kind, length); err != nil {
				return err
			}
			continue
		}
		block, err := r.block(length)
		if err != nil {
			return err
		}
		if block == nil { // damaged, and read on elsewhere
			continue
		}
		body := block[8 : len(block)-4]
		switch kind {
		case blockSection:
			err = r.section(body)
		case blockInterface:
			r.describe(body)
		case blockStatistic:
			r.statistics(body)
		case blockSecrets:
			r.keepSecrets(body)
		case blockNames:
			r.details.keepNames(r.order, body)
		default:
			if r.packet(kind, body, f) {
				r.consumed = len(block)
				return nil
			}
			r.damages.add("a packet block too short for its fields", w.offset)
		}
		if err != nil {
			return err
		}
		if err := w.discard(int64(len(block))); err != nil {
			return err
		}
	}
}

func (r *pcapngReader) place() (at int64, size int, plain bool) {
	return r.w.offset, r.consumed, r.plain
}

func (r *pcapngReader) leap(n int64) error {
	r.consumed = 0
	return r.w.leap(n)
}

// isRead tells whether a kind of block is a packet, or tells something about packets.
func isRead(kind uint32) bool {
	switch kind {
	case blockSection, blockInterface, blockEnhanced, blockSimple, blockPacket, blockStatistic, blockSecrets:
		return true
	}
	return false
}

// reads is isRead, with the names where frames are to be written again.
func (r *pcapngReader) reads(kind uint32) bool {
	return isRead(kind) || kind == blockNames && r.details != nil
}

// isKnown tells whether files are made of blocks of this kind.
func isKnown(kind uint32) bool {
	switch kind {
	case blockNames, 9, 0x0bad, 0x40000bad: // journal, custom
		return true
	}
	return isRead(kind)
}

// block returns a whole block without consuming it, or nil after it had to look for another.
func (r *pcapngReader) block(length uint32) ([]byte, error) {
	if length < blockOverhead || r.tooLong(length) {
		return nil, r.resynchronise(fmt.Sprintf("a block of %d bytes cannot be", length))
	}
	block, err := r.w.peekNow(int(length))
	switch {
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		// Cut off, or a length that lies: blocks that follow tell which.
		return nil, r.resynchronise("ends in the middle of a block")
	case err != nil:
		return nil, r.endOfStream(err)
	case r.order.u32(block[length-4:]) != length:
		return nil, r.resynchronise("a block's two lengths differ")
	}
	return block, nil
}

// tooLong tells whether a block is longer than any with a packet can be.
func (r *pcapngReader) tooLong(length uint32) bool {
	return int64(length) > int64(r.maxFrame)+blockRoom
}

// skip passes over a block of no interest. It is checked like any other, except that a known
// kind may be too long to be held.
func (r *pcapngReader) skip(kind, length uint32) error {
	if isKnown(kind) && r.tooLong(length) && length < 1<<30 {
		if err := r.w.discard(int64(length)); err != nil {
			return r.endOfStream(err)
		}
		return nil
	}
	block, err := r.block(length)
	if block == nil {
		return err
	}
	return r.w.discard(int64(length))
}

// endOfStream turns the reader's error at a block into the file's end or its damage.
func (r *pcapngReader) endOfStream(err error) error {
	if err == io.ErrUnexpectedEOF {
		return &damage{"ends in the middle of a block", r.w.offset}
	}
	return endOfStream(err, r.w.offset)
}

// section begins a new section, which has interfaces of its own. Its length is not used: the
// blocks tell it, and live captures leave it open.
func (r *pcapngReader) section(body []byte) error {
	if len(body) < 16 {
		return &damage{"a section header too short for its fields", r.w.offset}
	}
	if major := r.order.u16(body[4:]); major != 1 {
		return &damage{fmt.Sprintf("a section of pcapng version %d, which is not known", major), r.w.offset}
	}
	r.several = r.several || len(r.interfaces) > 1
	r.drops, r.recv = r.dropped(), r.received()
	r.interfaces = r.interfaces[:0]
	if r.details != nil {
		r.details.interfaces = nil
	}
	for code, value := range r.order.options(body[16:]) {
		if code == optionComment {
			r.comment = remark(r.comment, string(value))
		}
	}
	return nil
}
