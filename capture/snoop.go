package capture

import (
	"bytes"
	"fmt"
)

const (
	snoopMagic     = "snoop\x00\x00\x00"
	snoopHeaderLen = 16
	snoopRecordLen = 24
)

// snoopLinks are the link types of snoop's own numbers (RFC 1761 §2, and Solaris's later ones).
var snoopLinks = map[uint32]uint32{0: 1, 4: 1, 5: 50, 26: 226}

// noLinkType is the number of link types of snoop that have none elsewhere.
const noLinkType = 1<<32 - 1

// snoopReader reads the format of Solaris's snoop, version 2 (RFC 1761).
type snoopReader struct {
	w        *window
	maxFrame int
	link     *linkLayer
	origin   Origin
	consumed int // the record that the last frame points into
	drops    uint64
}

// isSnoop tells whether head begins a snoop file.
func isSnoop(head []byte) bool { return bytes.HasPrefix(head, []byte(snoopMagic)) }

// newSnoopReader reads the file's header.
func newSnoopReader(w *window, maxFrame int) (*snoopReader, error) {
	head, err := w.peek(snoopHeaderLen)
	if err != nil {
		return nil, &notCapture{"a snoop file that ends within its header"}
	}
	if version := big.u32(head[8:]); version != 2 {
		return nil, &notCapture{fmt.Sprintf("snoop version %d, which is not known", version)}
	}
	r := &snoopReader{w: w, maxFrame: maxFrame}
	kind := big.u32(head[12:])
	if number, ok := snoopLinks[kind]; ok {
		r.link = linkLayerOf(number)
	} else {
		r.link = &linkLayer{number: noLinkType, name: fmt.Sprintf("snoop link type %d", kind)}
	}
	r.origin.LinkType = r.link.number
	return r, w.discard(snoopHeaderLen)
}

func (r *snoopReader) format() string { return "snoop" }

func (r *snoopReader) links() []*linkLayer { return []*linkLayer{r.link} }

func (r *snoopReader) complete(f *Frame) { f.Origin = &r.origin }

// dropped returns what the last record says was lost so far.
func (r *snoopReader) dropped() uint64 { return r.drops }

// next reads a frame, whose data is valid until the next call.
func (r *snoopReader) next(f *frame) error {
	w := r.w
	if err := w.discard(int64(r.consumed)); err != nil {
		return err // cannot be: these bytes were peeked at
	}
	r.consumed = 0
	head, err := w.peek(snoopRecordLen)
	if err != nil {
		return endOfStream(err, w.offset)
	}
	length, captured, size := big.u32(head), big.u32(head[4:]), big.u32(head[8:])
	if int64(captured) > int64(r.maxFrame) || int64(size) < int64(captured)+snoopRecordLen ||
		int64(size) > int64(captured)+snoopRecordLen+blockRoom {
		return &damage{fmt.Sprintf("a packet of %d bytes in a record of %d cannot be", captured, size), w.offset}
	}
	seconds, micros := big.u32(head[16:]), big.u32(head[20:])
	drops := big.u32(head[12:])
	end := snoopRecordLen + int(captured)
	record, err := w.peek(int(size))
	if len(record) < end { // of the last record's padding all may be missing
		return endOfStream(err, w.offset)
	}
	r.drops = uint64(drops)
	*f = frame{
		time:   unixTime(int64(seconds), int64(micros)*1e3),
		data:   record[snoopRecordLen:end:end],
		length: max(length, captured),
		link:   r.link,
	}
	r.consumed = len(record)
	return nil
}
