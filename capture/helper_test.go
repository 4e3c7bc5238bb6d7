package capture

import (
	"bytes"
	"slices"
	"testing"
	"time"

	ct "sipcap/capture/capturetest"
)

// at returns a time some milliseconds after the one that all tests begin at.
func at(ms int) time.Time {
	return time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC).Add(time.Duration(ms) * time.Millisecond)
}

// datagram is one of which each test changes what it is about.
func datagram(ms int, payload string) ct.Datagram {
	return ct.Datagram{Time: at(ms), Src: "10.0.0.1:5060", Dst: "10.0.0.2:5062", ID: uint16(ms + 1), Payload: payload}
}

// keep returns a copy of a packet that is valid for good.
func keep(p *Packet) Packet {
	c := *p
	c.VLAN = slices.Clone(p.VLAN)
	c.Payload = slices.Clone(p.Payload)
	c.Frames = slices.Clone(p.Frames)
	if p.ICMP != nil {
		e := *p.ICMP
		e.Payload = slices.Clone(e.Payload)
		c.ICMP = &e
	}
	return c
}

// readBytes reads a file that is in memory.
func readBytes(t testing.TB, content []byte) ([]Packet, Info) {
	t.Helper()
	return readNames(t, Config{Stdin: bytes.NewReader(content)}, "-")
}

func readNames(t testing.TB, cfg Config, names ...string) ([]Packet, Info) {
	t.Helper()
	s, err := Open(cfg, names...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var packets []Packet
	info := readAll(t, s, func(p *Packet) { packets = append(packets, keep(p)) })
	return packets, info
}

// payloads returns the payloads as text.
func payloads(packets []Packet) []string {
	var texts []string
	for _, p := range packets {
		texts = append(texts, string(p.Payload))
	}
	return texts
}

func wantPayloads(t testing.TB, packets []Packet, want ...string) {
	t.Helper()
	if got := payloads(packets); !slices.Equal(got, want) {
		t.Errorf("payloads %q, want %q", got, want)
	}
}

// one reads a single Ethernet frame or what else a file of one frame holds.
func one(t testing.TB, link ct.Link, f ct.Frame) ([]Packet, Info) {
	t.Helper()
	return readBytes(t, ct.Pcap{Link: link}.Bytes(f))
}
