package capture

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"time"
)

// pcapngWriter writes pcapng (draft-ietf-opsawg-pcapng): one section, in little-endian order, with
// timestamps in nanoseconds. An interface is described before its first frame.
type pcapngWriter struct {
	begun      bool
	interfaces map[ngInterfaceKey]uint32
	last       *Origin // that id and offset are of
	id         uint32
	offset     int64
	named      map[*names]int // how many blocks were written
	secrets    [][]byte       // that were written
	comments   []string       // of the section
	b          []byte         // a block's head or end
}

// ngInterfaceKey is what one Interface Description Block can tell. Interfaces that are alike, of several
// files, are one.
type ngInterfaceKey struct {
	Origin
	offset int64 // if_tsoffset: 0 for times from 1970 to 2514
}

const (
	optionUserAppl = 4 // of a section
	writtenBy      = "sipcap"
	nanoseconds    = 9 // if_tsresol
	maxOption      = math.MaxUint16
)

func (p *pcapngWriter) write(w *bufio.Writer, f *Frame) error {
	p.begin(w)
	if f.Origin.LinkType > 0xffff {
		return fmt.Errorf("%w: %s has no number", ErrLinkTypes, linkLayerOf(f.Origin.LinkType).name)
	}
	p.names(w, f.names)
	offset := timeOffset(f.Time)
	if p.last != f.Origin || p.offset != offset {
		p.id = p.describe(w, f.Origin, offset)
		p.last, p.offset = f.Origin, offset
	}
	options := p.packetOptions(f)
	nanos := uint64(f.Time.Unix()-offset)*1e9 + uint64(f.Time.Nanosecond())
	length := blockOverhead + 20 + (len(f.Data)+3)&^3 + len(options)

	le := binary.LittleEndian
	b := le.AppendUint32(w.AvailableBuffer(), blockEnhanced)
	b = le.AppendUint32(b, uint32(length))
	b = le.AppendUint32(b, p.id)
	b = le.AppendUint32(b, uint32(nanos>>32))
	b = le.AppendUint32(b, uint32(nanos))
	b = le.AppendUint32(b, uint32(len(f.Data)))
	b = le.AppendUint32(b, max(f.Length, uint32(len(f.Data))))
	w.Write(b)
	w.Write(f.Data)
	w.Write(padding[:-len(f.Data)&3])
	w.Write(options)
	_, err := w.Write(le.AppendUint32(w.AvailableBuffer(), uint32(length)))
	return err
}

var padding [3]byte

// packetOptions are the options of a frame's block, valid until they are asked for again.
func (p *pcapngWriter) packetOptions(f *Frame) []byte {
	b := p.b[:0]
	for _, c := range f.Comments {
		b = appendOption(b, optionComment, []byte(c))
	}
	if f.Flags != 0 {
		b = appendOption(b, optionFlags, binary.LittleEndian.AppendUint32(nil, f.Flags))
	}
	if len(b) > 0 {
		b = appendOption(b, optionEnd, nil)
	}
	p.b = b
	return b
}

func (p *pcapngWriter) comment(texts []string) { p.comments = append(p.comments, texts...) }

// begin writes the section's header, once.
func (p *pcapngWriter) begin(w *bufio.Writer) {
	if p.begun {
		return
	}
	p.begun = true
	b := binary.LittleEndian.AppendUint32(nil, byteOrderMagic)
	b = binary.LittleEndian.AppendUint32(b, 1)              // version 1.0
	b = binary.LittleEndian.AppendUint64(b, math.MaxUint64) // a length that is not told
	for _, c := range p.comments {
		b = appendOption(b, optionComment, []byte(c))
	}
	b = appendOption(b, optionUserAppl, []byte(writtenBy))
	writeBlock(w, blockSection, appendOption(b, optionEnd, nil))
}

// describe returns the number of an interface, which it describes where it is new.
func (p *pcapngWriter) describe(w *bufio.Writer, i *Origin, offset int64) uint32 {
	key := ngInterfaceKey{*i, offset}
	if id, ok := p.interfaces[key]; ok {
		return id
	}
	if p.interfaces == nil {
		p.interfaces = make(map[ngInterfaceKey]uint32)
	}
	id := uint32(len(p.interfaces))
	p.interfaces[key] = id
	b := binary.LittleEndian.AppendUint16(nil, uint16(i.LinkType))
	b = binary.LittleEndian.AppendUint16(b, 0)
	b = binary.LittleEndian.AppendUint32(b, i.SnapLen)
	for _, o := range []struct {
		code uint16
		text string
	}{
		{optionName, i.Name}, {optionDescription, i.Description}, {optionOS, i.OS}, {optionHardware, i.Hardware},
	} {
		if o.text != "" {
			b = appendOption(b, o.code, []byte(o.text))
		}
	}
	if i.Filter != "" {
		b = appendOption(b, optionFilter, append([]byte{0}, i.Filter...))
	}
	if i.FCS != 0 {
		length := i.FCS
		if length > 8 { // what is more than that is taken for bits
			length *= 8
		}
		b = appendOption(b, optionFCSLen, []byte{length})
	}
	b = appendOption(b, optionTSResol, []byte{nanoseconds})
	if offset != 0 {
		b = appendOption(b, optionTSOffset, binary.LittleEndian.AppendUint64(nil, uint64(offset)))
	}
	writeBlock(w, blockInterface, appendOption(b, optionEnd, nil))
	return id
}

// timeOffset is what is to be subtracted from a time, in seconds, so that its nanoseconds fit into 64 bits.
// It is 0 for the times that captures have.
func timeOffset(t time.Time) int64 {
	const span = 1 << 34 // seconds that fit, and are easily told apart
	return t.Unix() &^ (span - 1)
}

// names writes the names that a frame's file told and that are not yet written.
func (p *pcapngWriter) names(w *bufio.Writer, n *names) {
	if n == nil || p.named[n] == len(n.blocks) {
		return
	}
	if p.named == nil {
		p.named = make(map[*names]int)
	}
	for _, records := range n.blocks[p.named[n]:] {
		writeBlock(w, blockNames, appendOption(slices.Clone(records), optionEnd, nil))
	}
	p.named[n] = len(n.blocks)
}

// secret writes a Decryption Secrets Block, each only once.
func (p *pcapngWriter) secret(w *bufio.Writer, s Secret) {
	p.begin(w)
	b := binary.LittleEndian.AppendUint32(nil, uint32(s.Kind))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(s.Data)))
	b = append(b, s.Data...)
	if slices.ContainsFunc(p.secrets, func(o []byte) bool { return string(o) == string(b) }) {
		return
	}
	p.secrets = append(p.secrets, b)
	writeBlock(w, blockSecrets, b)
}

func (p *pcapngWriter) end(w *bufio.Writer) { p.begin(w) }

// writeBlock writes a block of any kind. The writer keeps its error for the end.
func writeBlock(w *bufio.Writer, kind uint32, body []byte) {
	padded := len(body) + -len(body)&3
	b := binary.LittleEndian.AppendUint32(nil, kind)
	b = binary.LittleEndian.AppendUint32(b, uint32(padded+blockOverhead))
	b = append(b, body...)
	b = append(b, padding[:padded-len(body)]...)
	w.Write(binary.LittleEndian.AppendUint32(b, uint32(padded+blockOverhead)))
}

// appendOption appends an option, or a record of names, whose form is the same. What is too long is cut.
func appendOption(b []byte, code uint16, value []byte) []byte {
	value = value[:min(len(value), maxOption)]
	b = binary.LittleEndian.AppendUint16(b, code)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(value)))
	b = append(b, value...)
	return append(b, padding[:-len(value)&3]...)
}
