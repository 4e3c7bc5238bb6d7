package main

import (
	"encoding/binary"
	"io"

	"sipcap/testdata/wire"
)

// counts tells what was written.
type counts struct{ sip, again, rtp int }

// voiceVLAN tags the frames of a capture with RTP, as a mirror port of a voice VLAN shows them.
var voiceVLAN = []uint16{120}

// write writes the capture: an Ethernet pcap with microseconds.
func write(out io.Writer, calls, rtp, hours int) (counts, error) {
	p := newPlan(calls, rtp, hours)
	w := wire.NewWriter(out, wire.File{LinkType: wire.Ethernet})
	header := wire.Header{TTL: 64}
	if rtp > 0 {
		header.VLAN = voiceVLAN
	}
	var frame, payload []byte
	media := make(map[uint32]call) // of the calls with RTP, a few hundred
	for i, e := range p.events {
		header.ID = uint16(i)
		if e.step >= 0 {
			c := newCall(e.call)
			c.script = p.scripts[e.call]
			st := scripts[c.script].steps[e.step]
			header.Src, header.Dst = c.caller, c.callee
			if st.callee != (st.method == "BYE" && c.byCallee) {
				header.Src, header.Dst = c.callee, c.caller
			}
			payload = c.message(payload[:0], st)
		} else {
			c, ok := media[e.call]
			if !ok {
				c = newCall(e.call)
				media[e.call] = c
			}
			header.Src, header.Dst = c.mediaPath(e.step)
			payload = c.rtp(payload[:0], e)
		}
		frame = wire.UDP(frame[:0], header, payload)
		w.Frame(start.Add(e.at), frame)
	}
	return counts{sip: p.sip, again: p.again, rtp: p.rtp}, w.Flush()
}

// rtp appends an RTP packet of 20 ms of G.711 A-law (RFC 3550 §5.1, RFC 3551 §4.5.14).
func (c *call) rtp(dst []byte, e event) []byte {
	mark := byte(8)
	if e.seq == 0 {
		mark |= 0x80
	}
	dst = append(dst, 0x80, mark)
	dst = binary.BigEndian.AppendUint16(dst, uint16(e.seq+c.number))
	dst = binary.BigEndian.AppendUint32(dst, e.seq*160)
	dst = binary.BigEndian.AppendUint32(dst, c.number<<1|uint32(e.step&1)|1<<31)
	sample := byte(0xd5) // silence, with a little noise that differs from packet to packet
	for i := range uint32(160) {
		dst = append(dst, sample^byte((i*e.seq)>>5&3))
	}
	return dst
}
