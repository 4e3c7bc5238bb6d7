package main

import (
	"bytes"
	"time"

	"sipcap/testdata/wire"
)

// A capture is a file and what is in it. MANIFEST.tsv of testdata/pcaps says what each proves.
// To add one: append it here, run the program, add its row to the manifest.
type capture struct {
	name   string // also the start of its Call-IDs
	file   wire.File
	frame  framer
	flows  []flow        // ten seconds apart
	mirror time.Duration // each frame is there again after this, where it is not 0
	cut    int           // bytes missing at the end
}

// A flow is one exchange between two parties.
type flow struct {
	a, b     party
	exchange func(call) []sent
}

var (
	plainCall = []flow{{phone, gateway, call.answered}}

	captures = []capture{
		{name: "vlan-tagged", file: wire.File{LinkType: wire.Ethernet}, frame: ethernet(120), flows: plainCall},
		{name: "qinq", file: wire.File{LinkType: wire.Ethernet}, frame: ethernet(100, 120), flows: plainCall},
		{name: "raw-bigendian", file: wire.File{LinkType: wire.Raw, BigEndian: true, Nanosecond: true}, frame: raw,
			flows: []flow{{phone, gateway, call.answered}, {phone6, gw6, call.keepalive}}},
		{name: "null-loopback", file: wire.File{LinkType: wire.Null}, frame: null,
			flows: []flow{{phone6, gw6, call.answered}, {phone, gateway, call.keepalive}}},
		{name: "cooked-vlan", file: wire.File{LinkType: wire.LinuxSLL}, frame: cooked, flows: plainCall},
		{name: "mirror-copies", file: wire.File{LinkType: wire.Ethernet}, frame: ethernet(), mirror: 20 * time.Microsecond,
			flows: []flow{{phone, gateway, call.busy}}},
		{name: "cut-in-packet", file: wire.File{LinkType: wire.Ethernet}, frame: ethernet(), flows: plainCall, cut: 100},
	}
)

// A framer makes a frame of a payload and what stands around it; back says that the callee sends.
type framer func(h wire.Header, payload []byte, back bool) []byte

func ethernet(vlan ...uint16) framer {
	return func(h wire.Header, p []byte, _ bool) []byte {
		h.VLAN = vlan
		return wire.UDP(nil, h, p)
	}
}

func raw(h wire.Header, p []byte, _ bool) []byte { return wire.IP(nil, h, p) }

func null(h wire.Header, p []byte, _ bool) []byte { return wire.IP(wire.NullHeader(nil, h), h, p) }

// cooked is what a host with an interface on VLAN 120 captures of the packets that it sends and gets.
func cooked(h wire.Header, p []byte, back bool) []byte {
	h.VLAN = []uint16{120}
	return wire.IP(wire.SLLHeader(nil, h, !back), h, p)
}

// bytes returns the file. Each datagram has an IP identification of its own; a mirror's copy
// has that of its original, and its TTL.
func (c capture) bytes(begin time.Time) ([]byte, error) {
	var file bytes.Buffer
	w := wire.NewWriter(&file, c.file)
	id := uint16(1)
	for i, f := range c.flows {
		for _, s := range f.exchange(call{f.a, f.b, c.name}) {
			h := wire.Header{Src: f.a.at, Dst: f.b.at, ID: id, TTL: 64}
			if s.back {
				h.Src, h.Dst, h.TTL = f.b.at, f.a.at, 61
			}
			id++
			at := begin.Add(time.Duration(i)*10*time.Second + s.after)
			frame := c.frame(h, []byte(s.payload), s.back)
			w.Frame(at, frame)
			if c.mirror > 0 {
				w.Frame(at.Add(c.mirror), frame)
			}
		}
	}
	err := w.Flush()
	return file.Bytes()[:file.Len()-c.cut], err
}
