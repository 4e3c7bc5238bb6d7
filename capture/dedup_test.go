package capture

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	ct "sipcap/capture/capturetest"
)

func TestDeduper(t *testing.T) {
	base := Packet{
		Time: at(0), Src: netip.MustParseAddrPort("10.0.0.1:5060"), Dst: netip.MustParseAddrPort("10.0.0.2:5060"),
		Payload: []byte("REGISTER"), Frame: FrameRef{0, 1}, IPID: 77, TTL: 64,
	}
	noID := base
	noID.IPID = 0
	v6 := noID
	v6.Src, v6.Dst = netip.MustParseAddrPort("[2001:db8::1]:5060"), netip.MustParseAddrPort("[2001:db8::2]:5060")
	after := func(d time.Duration) func(*Packet) { return func(p *Packet) { p.Time = p.Time.Add(d) } }
	for name, tt := range map[string]struct {
		first  Packet
		change func(*Packet)
		delay  time.Duration
		want   bool
	}{
		"mirror":                     {base, after(20 * time.Microsecond), 20 * time.Microsecond, true},
		"overlapping files":          {base, func(p *Packet) { p.Frame.File = 1 }, 0, true},
		"routed":                     {base, func(p *Packet) { p.TTL--; p.VLAN = []uint16{9} }, 0, true},
		"routed, the clock behind":   {base, func(p *Packet) { p.TTL++; p.Time = at(-3) }, -3 * time.Millisecond, true},
		"at the window's end":        {base, after(DefaultDedupWindow), DefaultDedupWindow, true},
		"behind the window":          {base, after(DefaultDedupWindow + 1), 0, false},
		"before the window":          {base, after(-DefaultDedupWindow - 1), 0, false},
		"retransmission":             {base, after(500 * time.Millisecond), 0, false},
		"retransmission at once":     {base, func(p *Packet) { p.IPID++ }, 0, false},
		"other source port":          {base, func(p *Packet) { p.Src = netip.MustParseAddrPort("10.0.0.1:5061") }, 0, false},
		"other source":               {base, func(p *Packet) { p.Src = netip.MustParseAddrPort("10.0.0.3:5060") }, 0, false},
		"other destination (a fork)": {base, func(p *Packet) { p.Dst = netip.MustParseAddrPort("10.0.0.3:5060") }, 0, false},
		"back the other way":         {base, func(p *Packet) { p.Src, p.Dst = p.Dst, p.Src }, 0, false},
		"other bytes":                {base, func(p *Packet) { p.Payload = []byte("REGISTEr") }, 0, false},
		"cut short":                  {base, func(p *Packet) { p.Payload = p.Payload[:7] }, 0, false},
		"no id, overlapping files":   {noID, func(p *Packet) { p.Frame.File = 1 }, 0, true},
		"no id, at the window's end": {noID, after(DefaultDedupWindowNoID), DefaultDedupWindowNoID, true},
		"no id, behind the window":   {noID, after(DefaultDedupWindowNoID + 1), 0, false},
		"no id, routed":              {noID, func(p *Packet) { p.TTL-- }, 0, true},
		"no id, a greater TTL":       {noID, func(p *Packet) { p.TTL++ }, 0, false},
		"IPv6":                       {v6, after(time.Millisecond), time.Millisecond, true},
		"IPv6, retransmission":       {v6, after(500 * time.Millisecond), 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			var d Deduper
			if _, _, dup := d.Seen(&tt.first); dup {
				t.Fatal("the first is taken for a copy")
			}
			second := tt.first
			second.Frame.Number = 2
			tt.change(&second)
			first, delay, dup := d.Seen(&second)
			if dup != tt.want || delay != tt.delay || dup && first != tt.first.Frame {
				t.Errorf("got %v, %v, %t; want %v, %v", first, delay, dup, tt.delay, tt.want)
			}
		})
	}
}

// TestDeduperThird: every copy is measured from the first.
func TestDeduperThird(t *testing.T) {
	var d Deduper
	p := Packet{Time: at(0), IPID: 1, Frame: FrameRef{0, 1}}
	d.Seen(&p)
	for i := 1; i <= 3; i++ {
		p.Time, p.Frame.Number = at(i*30), uint64(i+1)
		first, delay, dup := d.Seen(&p)
		if !dup || first.Number != 1 || delay != time.Duration(i*30)*time.Millisecond {
			t.Errorf("copy %d: got %v, %v, %t", i, first, delay, dup)
		}
	}
	p.Time = at(120)
	if _, _, dup := d.Seen(&p); dup {
		t.Error("a copy 120 ms behind the first is still folded")
	}
}

// TestDeduperLimit: what is held is limited, and the oldest goes.
func TestDeduperLimit(t *testing.T) {
	d := Deduper{Entries: 5}
	packet := func(i int) *Packet {
		return &Packet{Time: at(0), IPID: uint16(i + 1), Payload: []byte(fmt.Sprint(i)), Frame: FrameRef{0, uint64(i + 1)}}
	}
	for i := range 9 {
		d.Seen(packet(i))
	}
	if len(d.ring) != 8 || len(d.buckets) != 8 {
		t.Errorf("%d entries, %d buckets; want 8", len(d.ring), len(d.buckets))
	}
	for i := 1; i < 9; i++ {
		if first, _, dup := d.Seen(packet(i)); !dup || first.Number != uint64(i+1) {
			t.Errorf("packet %d is not recognised", i)
		}
	}
	if _, _, dup := d.Seen(packet(0)); dup {
		t.Error("the oldest of nine is held in eight places")
	}
}

// TestDeduperModel compares with a search through all packets.
func TestDeduperModel(t *testing.T) {
	var d Deduper
	var all []Packet
	state := uint32(1)
	random := func(n uint32) int {
		state = state*1664525 + 1013904223
		return int(state >> 8 % n)
	}
	for i := range 5000 {
		p := Packet{
			Time: at(i / 3), IPID: uint16(random(4)), TTL: uint8(60 + random(3)),
			Payload: []byte{byte(random(3))}, Frame: FrameRef{0, uint64(i + 1)},
		}
		want := FrameRef{}
		for _, q := range slices.Backward(all) {
			delay, window := p.Time.Sub(q.Time), DefaultDedupWindow
			if p.IPID == 0 {
				window = DefaultDedupWindowNoID
			}
			if delay > DefaultDedupWindow {
				break
			}
			if delay <= window && p.IPID == q.IPID && p.Payload[0] == q.Payload[0] && (p.IPID != 0 || p.TTL <= q.TTL) {
				want = q.Frame
				break
			}
		}
		got, _, dup := d.Seen(&p)
		if got != want || dup != (want != FrameRef{}) {
			t.Fatalf("packet %d: got %v, %t; want %v", i, got, dup, want)
		}
		if !dup {
			all = append(all, p)
		}
	}
}

func TestDeduperAllocs(t *testing.T) {
	var d Deduper
	p := Packet{Time: at(0), Payload: make([]byte, 700)}
	d.Seen(&p)
	if allocs := testing.AllocsPerRun(2*DefaultDedupEntries, func() {
		p.IPID++
		p.Time = p.Time.Add(time.Millisecond)
		d.Seen(&p)
	}); allocs != 0 {
		t.Errorf("%v allocations, want 0", allocs)
	}
}

// TestDeduperFiles: the same file twice is every packet once and every packet again.
func TestDeduperFiles(t *testing.T) {
	a := ct.WriteFile(t, "a", ring([]int{1, 2, 3, 600})[0])
	var d Deduper
	packets, _ := readNames(t, Config{}, a, a)
	copies := 0
	for _, p := range packets {
		if first, _, dup := d.Seen(&p); dup {
			copies++
			if first.File != 0 || p.Frame.File != 1 || first.Number != p.Frame.Number {
				t.Errorf("frame %v is a copy of %v", p.Frame, first)
			}
		}
	}
	if len(packets) != 8 || copies != 4 {
		t.Errorf("%d copies in %d packets, want 4 in 8", copies, len(packets))
	}
}

// BenchmarkDeduper asks about packets of the same bytes, the worst that traffic can do.
func BenchmarkDeduper(b *testing.B) {
	var d Deduper
	p := Packet{Time: at(0), Payload: make([]byte, 700)}
	for b.Loop() {
		p.Time = p.Time.Add(6 * time.Millisecond)
		d.Seen(&p)
	}
}

// TestDeduperTunnels: outside of a tunnel, within it, and within another is the same packet
// three times, whole or in parts; the one after it is another.
func TestDeduperTunnels(t *testing.T) {
	gtp := func(teid uint32, f ct.Frame) ct.Frame {
		o := outer(2152, ct.GTP{TEID: teid}.Wrap(f.Data[14:]))
		o.ID = uint16(teid)
		return o.Frame()
	}
	invite := datagram(0, strings.Repeat("INVITE ", 20))
	again := invite
	again.ID++
	for name, mtu := range map[string]int{"whole": 1500, "in parts": 100} {
		t.Run(name, func(t *testing.T) {
			var frames []ct.Frame
			for _, d := range []ct.Datagram{invite, again} {
				for teid := range 3 {
					for _, f := range d.Fragments(mtu) {
						if teid > 0 {
							f = gtp(uint32(teid), f)
						}
						frames = append(frames, f)
					}
				}
			}
			packets, _ := readBytes(t, ct.Pcap{}.Bytes(frames...))
			var d Deduper
			var got []bool
			for _, p := range packets {
				_, _, dup := d.Seen(&p)
				got = append(got, dup)
			}
			if want := []bool{false, true, true, false, true, true}; !slices.Equal(got, want) {
				t.Errorf("copies %v, want %v", got, want)
			}
		})
	}
}

// TestDeduperICMP: errors are told apart by what they quote.
func TestDeduperICMP(t *testing.T) {
	quote := func(id uint16, payload string) ct.Frame {
		d := datagram(0, payload)
		o := outer(0, "")
		o.ID = id
		return o.CarryFrame(1, append([]byte("\x03\x03\x00\x00\x00\x00\x00\x00"), d.Packet()...))
	}
	packets, _ := readBytes(t, ct.Pcap{}.Bytes(quote(1, "one"), quote(1, "one"), quote(1, "two"), quote(2, "one")))
	var d Deduper
	var got []bool
	for _, p := range packets {
		_, _, dup := d.Seen(&p)
		got = append(got, dup)
	}
	if want := []bool{false, true, false, false}; !slices.Equal(got, want) {
		t.Errorf("copies %v, want %v", got, want)
	}
}
