package capture

import (
	"encoding/binary"
	"net/netip"
)

// tcpFlags are the control bits that matter here (RFC 9293 §3.1).
type tcpFlags uint8

const (
	tcpFIN tcpFlags = 1 << 0
	tcpSYN tcpFlags = 1 << 1
	tcpRST tcpFlags = 1 << 2
	tcpACK tcpFlags = 1 << 4
)

// segment is what a TCP header tells, and the bytes behind it.
type segment struct {
	seq, ack uint32
	flags    tcpFlags
	payload  []byte
	lost     int // bytes behind the payload that the snap length cut
}

// tcp decodes a TCP header (RFC 9293 §3.1) and hands the segment to its stream. It is not
// gopacket's, which takes options apart. Checksums are not looked at: with offloading, those of
// packets sent are wrong in captures.
func (d *decoder) tcp(h *ipHeader, b []byte) verdict {
	if len(b) < 20 {
		return d.tooShort()
	}
	header := int(b[12]>>4) * 4
	switch {
	case header < 20:
		return skipMalformed
	case len(b) < header:
		return d.tooShort()
	}
	d.pkt.Transport = TCP
	d.pkt.Src = netip.AddrPortFrom(h.src, binary.BigEndian.Uint16(b))
	d.pkt.Dst = netip.AddrPortFrom(h.dst, binary.BigEndian.Uint16(b[2:]))
	return d.streams.accept(d, segment{
		seq:     binary.BigEndian.Uint32(b[4:]),
		ack:     binary.BigEndian.Uint32(b[8:]),
		flags:   tcpFlags(b[13]),
		payload: b[header:],
		lost:    d.lost,
	})
}

// after returns how far sequence number a is behind b, which is less than 0 where it is before
// it: numbers wrap (RFC 9293 §3.4).
func after(a, b uint32) int { return int(int32(a - b)) }
