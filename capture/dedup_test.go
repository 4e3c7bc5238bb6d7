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

		"no id, routed slowly":                  {noID, func(p *Packet) { p.TTL--; p.Time = at(80) }, 80 * time.Millisecond, true},
		"no id, another path":                   {noID, func(p *Packet) { p.Path++; p.Time = at(80) }, 80 * time.Millisecond, true},
		"no id, another path, captured first":   {noID, func(p *Packet) { p.Path++; p.TTL++ }, 0, true},
		"no id, another file":                   {noID, func(p *Packet) { p.Frame.File++; p.Time = at(-80) }, -80 * time.Millisecond, true},
		"no id, another path, a retransmission": {noID, func(p *Packet) { p.Path++; p.Time = at(101) }, 0, false},
		"no id, the same path, T1 of 50 ms":     {noID, after(50 * time.Millisecond), 0, false},
		"IPv6":                                  {v6, after(time.Millisecond), time.Millisecond, true},
		"IPv6, retransmission":                  {v6, after(500 * time.Millisecond), 0, false},
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

// TestDeduperConstantID: an identification that is always the same tells nothing, and a quick
// retransmission is not folded; a copy at another place is.
func TestDeduperConstantID(t *testing.T) {
	packet := func(ms int, payload string, path uint64) Packet {
		return Packet{Time: at(ms), Src: netip.MustParseAddrPort("10.0.0.1:5060"), IPID: 4711, Payload: []byte(payload), Path: path}
	}
	var d Deduper
	for i, tt := range []struct {
		packet Packet
		want   bool
	}{
		{packet(0, "INVITE", 0), false},
		{packet(1, "INVITE", 0), true}, // as far as is known
		{packet(10, "ACK", 0), false},
		{packet(20, "BYE", 0), false},
		{packet(21, "BYE", 0), true},
		{packet(60, "BYE", 0), false}, // sent again after 40 ms
		{packet(90, "BYE", 1), true},
	} {
		if _, _, dup := d.Seen(&tt.packet); dup != tt.want {
			t.Errorf("packet %d, %s: a copy %t, want %t", i, tt.packet.Payload, dup, tt.want)
		}
	}
	other := packet(100, "BYE", 0)
	other.IPID = 4712 // it counts, after all
	again := other
	again.Time = at(150)
	d.Seen(&other)
	if _, _, dup := d.Seen(&again); !dup {
		t.Error("an identification that changes is not believed")
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
	var first, all []Packet // those that are no copies, and all
	state := uint32(1)
	random := func(n uint32) int {
		state = state*1664525 + 1013904223
		return int(state >> 8 % n)
	}
	for i := range 20000 {
		p := Packet{
			Time: at(i / 3), IPID: uint16(random(4)), TTL: uint8(60 + random(3)), Path: uint64(random(2)),
			Payload: []byte{byte(random(3))}, Frame: FrameRef{uint32(random(2)), uint64(i + 1)},
		}
		all = append(all, p)
		want := FrameRef{}
		told := tellsInModel(all)
		for _, q := range slices.Backward(first) {
			delay := p.Time.Sub(q.Time)
			if delay > DefaultDedupWindow {
				break
			}
			elsewhere := p.Path != q.Path || p.Frame.File != q.Frame.File
			switch {
			case p.IPID != q.IPID || p.Payload[0] != q.Payload[0]:
			case told, elsewhere, p.TTL < q.TTL, p.TTL == q.TTL && delay <= DefaultDedupWindowNoID:
				want = q.Frame
			}
			if want != (FrameRef{}) {
				break
			}
		}
		got, _, dup := d.Seen(&p)
		if got != want || dup != (want != FrameRef{}) {
			t.Fatalf("packet %d: got %v, %t; want %v", i, got, dup, want)
		}
		if !dup {
			first = append(first, p)
		}
	}
}

// tellsInModel tells whether the last packet's identification says anything: not where those right
// before it with the same one had other bytes.
func tellsInModel(all []Packet) bool {
	last := &all[len(all)-1]
	for _, p := range slices.Backward(all) {
		switch {
		case last.IPID == 0:
			return false
		case p.IPID == 0:
		case p.IPID != last.IPID:
			return true
		case p.Payload[0] != last.Payload[0]:
			return false
		}
	}
	return true
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

// TestPath: places are told apart by link-layer addresses, VLANs and tunnels, and the same one is the same.
func TestPath(t *testing.T) {
	d := datagram(0, strings.Repeat("x", 200))
	tagged := d
	tagged.VLAN = []uint16{7}
	path := func(link ct.Link, frames ...ct.Frame) uint64 {
		t.Helper()
		packets, info := readBytes(t, ct.Pcap{Link: link}.Bytes(frames...))
		if len(packets) != 1 {
			t.Fatalf("%d packets, skipped %v", len(packets), info.Skipped)
		}
		return packets[0].Path
	}
	on := func(link ct.Link, at int, value byte) uint64 {
		d := d
		d.Link = link
		f := d.Frame()
		f.Data[at] = value
		return path(link, f)
	}
	tunnel := func(vni uint32) uint64 { return path(ct.Ethernet, outer(4789, ct.VXLAN(vni, d.Frame().Data)).Frame()) }
	plain := path(ct.Ethernet, d.Frame())
	if again := path(ct.Ethernet, d.Fragments(100)...); again != plain {
		t.Errorf("in fragments %#x, whole %#x", again, plain)
	}
	if again := path(ct.Ethernet, d.Fragments(100)[0]); again != plain {
		t.Errorf("the first fragment alone %#x, whole %#x", again, plain)
	}
	seen := make(map[uint64]string)
	for _, place := range []struct {
		name string
		path uint64
	}{
		{"Ethernet", plain},
		{"another destination", on(ct.Ethernet, 0, 9)},
		{"another source", on(ct.Ethernet, 11, 9)},
		{"VLAN", path(ct.Ethernet, tagged.Frame())},
		{"VXLAN", tunnel(1)},
		{"another VXLAN", tunnel(2)},
		{"cooked", on(ct.SLL, 1, 0)},
		{"cooked, from us", on(ct.SLL, 1, 4)},
		{"cooked v2", on(ct.SLL2, 7, 1)},
		{"cooked v2, another interface", on(ct.SLL2, 7, 2)},
		{"cooked v2, from us", on(ct.SLL2, 10, 4)},
	} {
		if other, ok := seen[place.path]; ok {
			t.Errorf("%s and %s are the same path", place.name, other)
		}
		seen[place.path] = place.name
	}
}

// TestDeduperPlaces: ways in which a capture sees a packet twice, from a stack that sends no
// identification; and the same way in which it sees a retransmission.
func TestDeduperPlaces(t *testing.T) {
	frame := func(ms int, ttl uint8, change func(*ct.Datagram, []byte)) ct.Frame {
		d := v6(ms, "REGISTER")
		d.TTL, d.Link = ttl, ct.SLL2
		header := make([]byte, 20)
		if change != nil {
			change(&d, header)
		}
		f := d.Frame()
		for i, b := range header {
			if i < len(f.Data) && b != 0 {
				f.Data[i] = b
			}
		}
		return f
	}
	ethernet := func(mac byte) func(*ct.Datagram, []byte) {
		return func(d *ct.Datagram, header []byte) { d.Link, header[5], header[11] = ct.Ethernet, mac, mac+1 }
	}
	on := func(ifindex byte) func(*ct.Datagram, []byte) {
		return func(_ *ct.Datagram, header []byte) { header[7] = ifindex }
	}
	vlan := func(id uint16) func(*ct.Datagram, []byte) {
		return func(d *ct.Datagram, _ []byte) { d.Link, d.VLAN = ct.Ethernet, []uint16{id} }
	}
	for _, tt := range []struct {
		name   string
		link   ct.Link
		frames [2]ct.Frame
		want   bool
	}{
		{"mirror of both directions", ct.Ethernet, [2]ct.Frame{frame(0, 64, ethernet(1)), frame(1, 64, ethernet(1))}, true},
		{"any, a bridge", ct.SLL2, [2]ct.Frame{frame(0, 64, on(2)), frame(30, 64, on(3))}, true},
		{"any, a router", ct.SLL2, [2]ct.Frame{frame(0, 64, on(2)), frame(30, 63, on(3))}, true},
		{"VRRP, by way of the other router", ct.Ethernet, [2]ct.Frame{frame(0, 64, ethernet(1)), frame(30, 63, ethernet(5))}, true},
		{"VRRP, both ports of a switch", ct.Ethernet, [2]ct.Frame{frame(0, 64, ethernet(1)), frame(30, 64, ethernet(5))}, true},
		{"mirror of two VLANs", ct.Ethernet, [2]ct.Frame{frame(0, 64, vlan(1)), frame(30, 64, vlan(2))}, true},
		{"sent again", ct.Ethernet, [2]ct.Frame{frame(0, 64, ethernet(1)), frame(30, 64, ethernet(1))}, false},
		{"sent again, any", ct.SLL2, [2]ct.Frame{frame(0, 64, on(2)), frame(30, 64, on(2))}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			packets, _ := readBytes(t, ct.Pcap{Link: tt.link}.Bytes(tt.frames[:]...))
			var d Deduper
			d.Seen(&packets[0])
			if _, _, dup := d.Seen(&packets[1]); dup != tt.want {
				t.Errorf("a copy %t, want %t", dup, tt.want)
			}
		})
	}
}
