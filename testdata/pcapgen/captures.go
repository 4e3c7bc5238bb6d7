package main

import (
	"bytes"
	"io"
	"time"

	"sipcap/testdata/wire"
)

// A capture is a file and what writes it. MANIFEST.tsv of testdata/pcaps says what each proves.
// To add one: add it here, run the program, add its row to the manifest.
type capture struct {
	name  string
	write func(out io.Writer) error
}

var captures = []capture{
	{"vlan-tagged.pcap", func(out io.Writer) error {
		return write(out, wire.File{LinkType: wire.Ethernet}, ethernet([]uint16{120}), flow{phone, gateway, answered(phone, gateway)})
	}},
	{"qinq.pcap", func(out io.Writer) error {
		return write(out, wire.File{LinkType: wire.Ethernet}, ethernet([]uint16{100, 120}), flow{phone, gateway, answered(phone, gateway)})
	}},
	{"raw-bigendian.pcap", func(out io.Writer) error {
		raw := func(h wire.Header, p []byte, _ bool) []byte { return wire.IP(nil, h, p) }
		return write(out, wire.File{LinkType: wire.Raw, BigEndian: true, Nanosecond: true}, raw,
			flow{phone, gateway, answered(phone, gateway)}, flow{phone6, gw6, keepalive(phone6, gw6)})
	}},
	{"null-loopback.pcap", func(out io.Writer) error {
		null := func(h wire.Header, p []byte, _ bool) []byte { return wire.IP(wire.NullHeader(nil, h), h, p) }
		return write(out, wire.File{LinkType: wire.Null}, null,
			flow{phone6, gw6, answered(phone6, gw6)}, flow{phone, gateway, keepalive(phone, gateway)})
	}},
	{"cooked-vlan.pcap", func(out io.Writer) error {
		cooked := func(h wire.Header, p []byte, back bool) []byte {
			h.VLAN = []uint16{120}
			return wire.IP(wire.SLLHeader(nil, h, !back), h, p)
		}
		return write(out, wire.File{LinkType: wire.LinuxSLL}, cooked, flow{phone, gateway, answered(phone, gateway)})
	}},
	{"mirror-copies.pcap", func(out io.Writer) error {
		return writeMirrored(out, wire.File{LinkType: wire.Ethernet}, ethernet(nil), 20*time.Microsecond, flow{phone, gateway, busy(phone, gateway)})
	}},
	{"cut-in-packet.pcap", func(out io.Writer) error {
		var whole bytes.Buffer
		err := write(&whole, wire.File{LinkType: wire.Ethernet}, ethernet(nil), flow{phone, gateway, answered(phone, gateway)})
		if err != nil {
			return err
		}
		_, err = out.Write(whole.Bytes()[:whole.Len()-100])
		return err
	}},
}

// A flow is what two parties send each other.
type flow struct {
	a, b party
	sent []sent
}

// A framer makes a frame of a payload and what stands around it; back says that the callee sends.
type framer func(h wire.Header, payload []byte, back bool) []byte

func ethernet(vlan []uint16) framer {
	return func(h wire.Header, p []byte, _ bool) []byte {
		h.VLAN = vlan
		return wire.UDP(nil, h, p)
	}
}

// write writes flows one after another, ten seconds apart. Each datagram has an IP
// identification of its own.
func write(out io.Writer, file wire.File, frame framer, flows ...flow) error {
	return writeMirrored(out, file, frame, 0, flows...)
}

// writeMirrored writes each frame a second time after the delay, if there is one, as a
// port shows it that mirrors both ends of a link: with the same identification and TTL.
func writeMirrored(out io.Writer, file wire.File, frame framer, delay time.Duration, flows ...flow) error {
	w := wire.NewWriter(out, file)
	id := uint16(1)
	for i, f := range flows {
		for _, s := range f.sent {
			h := wire.Header{Src: f.a.at, Dst: f.b.at, ID: id, TTL: 64}
			if s.back {
				h.Src, h.Dst, h.TTL = f.b.at, f.a.at, 61
			}
			id++
			at := start.Add(time.Duration(i)*10*time.Second + s.after)
			b := frame(h, []byte(s.payload), s.back)
			w.Frame(at, b)
			if delay > 0 {
				w.Frame(at.Add(delay), b)
			}
		}
	}
	return w.Flush()
}
