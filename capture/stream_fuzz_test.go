package capture

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// octet is the byte at a place of a stream; never NUL, which is a keep-alive's.
func octet(dir, at int) byte { return byte(1 + (at*7+at>>8*13+dir*101)%255) }

// control is which control bits a conversation has.
type control int

const (
	noControl control = iota
	acknowledging
	allControl
)

// conversation makes segments of fuzz data, four bytes each: flags, where, how long, what is
// acknowledged. The plain flags are bit 0, the direction, and bit 1, which is added to where.
func conversation(data []byte, isn uint32, bits control) []ct.Segment {
	var all []ct.Segment
	for i := 0; i+4 <= len(data); i += 4 {
		op := data[i]
		dir, at, n := int(op&1), int(data[i+1])|int(op&2)<<7, int(data[i+2])%64
		s := ct.Segment{Datagram: datagram(i, ""), Seq: isn + 1 + uint32(at)}
		if dir == 1 {
			s.Src, s.Dst = s.Dst, s.Src
		}
		b := make([]byte, n)
		for j := range b {
			b[j] = octet(dir, at+j)
		}
		s.Payload = string(b)
		switch kind := op >> 2 & 15; {
		case kind >= 4 && kind <= 6 && bits >= acknowledging:
			s.Flags, s.Ack = "A", isn+1+uint32(data[i+3])
		case bits < allControl:
		case kind == 1:
			s.Flags = "S"
			s.Seq--
		case kind == 2:
			s.Flags = "F"
		case kind == 3:
			s.Flags = "R"
		}
		all = append(all, s)
	}
	return all
}

// model is a stream as a table of its bytes.
type model struct {
	start int // where it begins: -1 until there is a byte
	has   map[int]bool
}

// FuzzStream holds the assembler against tables of bytes by their place: without
// ends and limits exactly, with and without acknowledgements; with them, in what may not be wrong.
func FuzzStream(f *testing.F) {
	f.Add([]byte("\x00\x00\x04\x00\x00\x08\x04\x00\x00\x04\x04\x00"), uint32(1<<32-3), false)
	f.Add([]byte("\x01\x10\x20\x00\x00\x00\x04\x00\x01\x00\x30\x00\x12\x08\x04\x08\x00\x04\x04\x30"), uint32(7), true)
	f.Add([]byte("\x04\x00\x00\x00\x00\x00\x04\x00\x00\x08\x04\x00\x11\x00\x04\x0c\x08\x20\x00\x00"), uint32(1<<31-2), true)
	f.Fuzz(func(t *testing.T, data []byte, isn uint32, small bool) {
		if len(data) > 400 {
			return
		}
		checkExact(t, conversation(data, isn, noControl))
		checkAcknowledged(t, conversation(data, isn, acknowledging), isn)
		cfg := Config{}
		if small {
			cfg = Config{StreamBytes: 3 * segmentCost, HeldBytes: 4 * segmentCost, StreamWait: 20e6}
		}
		checkSound(t, conversation(data, isn, allControl), isn, cfg)
	})
}

func frames(all []ct.Segment) []byte {
	var list []ct.Frame
	for _, s := range all {
		list = append(list, s.Frame())
	}
	return ct.Pcap{}.Bytes(list...)
}

// checkExact: all bytes come out once, in order, with exact gaps.
func checkExact(t *testing.T, all []ct.Segment) {
	isn := uint32(0)
	models := [2]model{{start: -1}, {start: -1}}
	for _, s := range all {
		if s.Payload == "" {
			continue
		}
		dir := 0
		if s.Src > s.Dst {
			dir = 1
		}
		if models[0].start < 0 && models[1].start < 0 {
			isn = s.Seq - 1<<10 // any number below all others, but for the second direction's
		}
		m := &models[dir]
		at := int(s.Seq - isn)
		if m.start < 0 {
			*m = model{at, make(map[int]bool)}
		}
		for i := range s.Payload {
			if at+i >= m.start {
				m.has[at+i] = true
			}
		}
	}
	var out [2][]byte
	var places [2][]int
	var next [2]int
	packets, _ := readBytes(t, frames(all))
	for _, p := range packets {
		dir := 0
		if p.Src.Port() == 5062 {
			dir = 1
		}
		if p.Gap == -1 {
			next[dir] = models[dir].start
		} else {
			next[dir] += int(p.Gap)
		}
		for _, c := range p.Payload {
			out[dir], places[dir] = append(out[dir], c), append(places[dir], next[dir])
			next[dir]++
		}
	}
	for dir := range models {
		m := &models[dir]
		wantPlaces := 0
		for at := m.start; at < m.start+1<<12 && m.start >= 0; at++ {
			if !m.has[at] {
				continue
			}
			if wantPlaces >= len(places[dir]) || places[dir][wantPlaces] != at {
				t.Fatalf("direction %d: byte at %d is missing or at another place; got %v", dir, at, places[dir])
			}
			wantPlaces++
		}
		if wantPlaces != len(places[dir]) {
			t.Fatalf("direction %d: %d bytes, want %d", dir, len(places[dir]), wantPlaces)
		}
	}
	checkOctets(t, all, packets)
}

// slowDirection is direction, made to be obvious: bytes by their place.
type slowDirection struct {
	known, heard bool
	next, acked  int
	there        [1 << 10]byte // 0: not there
	out          string        // what came out, with the gaps
}

// deliver lets out what is next, and passes over gaps that the other endpoint has no gap at.
func (d *slowDirection) deliver(all bool) {
	for d.known {
		for d.there[d.next] != 0 {
			d.out += fmt.Sprintf("%02x", d.there[d.next])
			d.next++
		}
		first := d.next
		for first < len(d.there)-1 && d.there[first] == 0 {
			first++
		}
		if d.there[first] == 0 || !all && !(d.heard && d.acked >= first) {
			return
		}
		d.out += fmt.Sprintf("[%d]", first-d.next)
		d.next = first
	}
}

// checkAcknowledged: what the other endpoint has received is not waited for, and nothing else is passed over.
func checkAcknowledged(t *testing.T, all []ct.Segment, isn uint32) {
	var model [2]slowDirection
	direction := func(src string) int {
		if strings.HasSuffix(src, ":5062") {
			return 1
		}
		return 0
	}
	begun := false // a connection is known from its first bytes on
	for _, s := range all {
		me, peer := &model[direction(s.Src)], &model[1-direction(s.Src)]
		begun = begun || s.Payload != ""
		if ack := int(s.Ack - isn - 1); begun && s.Flags == "A" && (!peer.heard || ack > peer.acked) {
			peer.heard, peer.acked = true, ack
			peer.deliver(false)
		}
		if s.Payload == "" {
			continue
		}
		at := int(s.Seq - isn - 1)
		if !me.known {
			me.known, me.next = true, at
		}
		for i := range len(s.Payload) {
			if at+i >= me.next {
				me.there[at+i] = s.Payload[i]
			}
		}
		me.deliver(false)
	}
	var got [2]string
	packets, _ := readBytes(t, frames(all))
	for _, p := range packets {
		dir := direction(p.Src.String())
		if p.Gap > 0 {
			got[dir] += fmt.Sprintf("[%d]", p.Gap)
		}
		got[dir] += fmt.Sprintf("%x", p.Payload)
	}
	for dir := range model {
		model[dir].deliver(true)
		if got[dir] != model[dir].out {
			t.Fatalf("direction %d: got %s, the model says %s", dir, got[dir], model[dir].out)
		}
	}
}

// checkOctets: every payload is a piece of a segment that was sent in its direction.
func checkOctets(t *testing.T, all []ct.Segment, packets []Packet) {
	for _, p := range packets {
		n := p.Frame.Number
		if p.End {
			continue
		}
		if s := all[n-1]; !bytes.Contains([]byte(s.Payload), p.Payload) || s.Src != p.Src.String() {
			t.Errorf("%q of %v is not in frame %d: %q", p.Payload, p.Src, n, s.Payload)
		}
	}
}

// checkSound: whatever is sent, what comes out are pieces of the frames that it is said to be
// of, each frame once, in the order of the stream and ended once. That the account balances
// is checked by readBytes.
func checkSound(t *testing.T, all []ct.Segment, isn uint32, cfg Config) {
	cfg.Stdin = bytes.NewReader(frames(all))
	packets, info := readNames(t, cfg, "-")
	checkOctets(t, all, packets)
	type state struct {
		next  uint32
		ended bool
		known bool
	}
	streams := make(map[StreamID]*state)
	seen := make(map[uint64]bool)
	for _, p := range packets {
		if p.Stream == 0 {
			t.Fatalf("%+v is of no stream", p)
		}
		s := streams[p.Stream]
		if s == nil {
			s = &state{}
			streams[p.Stream] = s
		}
		if s.ended {
			t.Errorf("%+v comes after the end of its stream", p)
		}
		s.ended = p.End
		if p.End {
			continue
		}
		if seen[p.Frame.Number] {
			t.Errorf("frame %d comes twice", p.Frame.Number)
		}
		seen[p.Frame.Number] = true
		segment := all[p.Frame.Number-1]
		end := segment.Seq + uint32(len(segment.Payload))
		if segment.Flags == "S" {
			end++
		}
		if start := end - uint32(len(p.Payload)); s.known && start != s.next+uint32(p.Gap) {
			t.Errorf("%+v is at %d, want %d", p, start-isn, s.next+uint32(p.Gap)-isn)
		}
		s.known, s.next = true, end
	}
	if len(streams) > 2*int(info.Streams.Connections) {
		t.Errorf("%d streams of %d connections", len(streams), info.Streams.Connections)
	}
}
