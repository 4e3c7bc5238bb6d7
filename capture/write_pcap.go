package capture

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"math"
)

// pcapWriter writes the classic format, with nanoseconds (draft-ietf-opsawg-pcap).
type pcapWriter struct {
	begun bool
	link  uint32
	b     [pcapHeaderLen]byte
}

// defaultLinkType is that of a capture without frames: Ethernet.
const defaultLinkType = 1

// minSnapLen is the least snap length that a header tells, tcpdump's own. Files of several snap lengths
// may be written as one, and libpcap cuts what is longer than the header says.
const minSnapLen = 262144

func (p *pcapWriter) write(w *bufio.Writer, f *Frame) error {
	i := f.Origin
	switch {
	case !p.begun && i.LinkType > 0xffff:
		return fmt.Errorf("%w: %s has no number", ErrLinkTypes, linkLayerOf(i.LinkType).name)
	case !p.begun:
		p.header(w, i)
	case p.link != i.LinkType:
		return fmt.Errorf("%w: %s and %s", ErrLinkTypes, linkLayerOf(p.link).name, linkLayerOf(i.LinkType).name)
	}
	seconds := f.Time.Unix()
	if seconds < 0 || seconds > math.MaxUint32 {
		if !f.Time.IsZero() {
			return fmt.Errorf("%w: %s", ErrTime, f.Time.UTC().Format("2006-01-02 15:04:05"))
		}
		seconds = 0
	}
	b := binary.LittleEndian.AppendUint32(p.b[:0], uint32(seconds))
	b = binary.LittleEndian.AppendUint32(b, uint32(f.Time.Nanosecond()))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(f.Data)))
	b = binary.LittleEndian.AppendUint32(b, max(f.Length, uint32(len(f.Data))))
	w.Write(b)
	_, err := w.Write(f.Data)
	return err
}

func (p *pcapWriter) header(w *bufio.Writer, i *Origin) {
	p.begun, p.link = true, i.LinkType
	kind := i.LinkType
	if i.FCS > 0 && i.FCS < 32 {
		kind |= pcapHasFCS | uint32(i.FCS)/2<<28
	}
	b := binary.LittleEndian.AppendUint32(p.b[:0], pcapNano)
	b = binary.LittleEndian.AppendUint16(b, 2)
	b = binary.LittleEndian.AppendUint16(b, 4)
	b = binary.LittleEndian.AppendUint64(b, 0)
	b = binary.LittleEndian.AppendUint32(b, max(minSnapLen, i.SnapLen))
	w.Write(binary.LittleEndian.AppendUint32(b, kind))
}

func (p *pcapWriter) begin(*bufio.Writer) {}

func (p *pcapWriter) comment([]string) {}

func (p *pcapWriter) secret(*bufio.Writer, Secret) {}

func (p *pcapWriter) end(w *bufio.Writer) {
	if !p.begun {
		p.header(w, &Origin{LinkType: defaultLinkType})
	}
}
