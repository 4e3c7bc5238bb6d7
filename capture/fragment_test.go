package capture

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	ct "sipcap/capture/capturetest"
)

// long is a payload that takes four fragments of 148 bytes.
var long = strings.Repeat("0123456789abcdef", 30)

// TestFragments sends the parts of a packet in every order.
func TestFragments(t *testing.T) {
	for name, d := range map[string]ct.Datagram{
		"IPv4": datagram(0, long),
		"IPv6": v6(0, long, ct.Extension{Protocol: 0, Body: make([]byte, 6)}),
	} {
		t.Run(name, func(t *testing.T) {
			d.VLAN = []uint16{100}
			d.DontFragment = true // some senders set it on fragments, and gopacket believes it
			d.Trailer = []byte("xx")
			parts := d.Fragments(180)
			if len(parts) != 4 {
				t.Fatalf("%d parts, want 4", len(parts))
			}
			for _, order := range permutations(len(parts)) {
				var frames []ct.Frame
				for i, n := range order {
					parts[n].Time = at(i)
					frames = append(frames, parts[n])
				}
				packets, info := readBytes(t, ct.Pcap{}.Bytes(frames...))
				wantPayloads(t, packets, long)
				p := packets[0]
				if p.Truncated || p.Time != at(3) || p.Frame.Number != 4 || len(p.Frames) != 4 || p.VLAN[0] != 100 || p.Src.Port() != 5060 || p.TTL != 64 {
					t.Errorf("order %v: %+v", order, p)
				}
				if want := (FragmentInfo{Completed: 1}); info.Fragments != want || len(info.Skipped) != 0 {
					t.Errorf("order %v: %+v, skipped %v; want %+v", order, info.Fragments, info.Skipped, want)
				}
			}
		})
	}
}

func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var all [][]int
	for _, p := range permutations(n - 1) {
		for i := range n {
			all = append(all, slices.Insert(slices.Clone(p), i, n-1))
		}
	}
	return all
}

// TestFragmentsMixed reads parts of several packets and copies, written as the packet and the
// part: "a1" is the first part of packet a; "a1'" the same bytes in the other VLAN.
func TestFragmentsMixed(t *testing.T) {
	texts := map[byte]string{'a': strings.Repeat("a", 300), 'b': strings.Repeat("b", 300), 'c': strings.Repeat("c", 300), 'd': strings.Repeat("d", 400)}
	for name, tt := range map[string]struct {
		sent       string
		want       string // packets; a "-" behind one that is cut short
		skipped    uint64
		incomplete uint64
	}{
		"two packets":                     {"a1,b1,a2,b2,b3,a3", "b,a", 0, 0},
		"every part twice":                {"a1,a1,a2,a2,a3,a3", "a,a", 0, 0},
		"the packet twice":                {"a1,a2,a3,a1,a2,a3", "a,a", 0, 0},
		"the packet twice, the other way": {"a3,a2,a1,a1,a2,a3", "a,a", 0, 0},
		"in two VLANs":                    {"a1,a1',a2,a2',a3,a3'", "a,a", 0, 0},
		"one part twice":                  {"a1,a2,a2,a3", "a", 1, 1},
		"one of many twice":               {"d1,d2,d2,d3,d4", "d", 1, 1},
		"the first part twice":            {"a1,a1,a2,a3", "a", 1, 1},
		"the first part again":            {"a1,a2,a3,a1", "a", 1, 1},
		"the first part alone":            {"a1", "a-", 0, 1},
		"the first part alone, twice":     {"a1,a1", "a-", 1, 2},
		"the last part missing":           {"a1,a2", "a-", 0, 1},
		"the middle part missing":         {"a1,a3", "a-", 0, 1},
		"the first part missing":          {"a2,a3", "", 2, 1},
		"given up at the end, in order":   {"b1,a1,c1,c2,c3,a2", "c,b-,a-", 0, 2},
	} {
		t.Run(name, func(t *testing.T) {
			var frames []ct.Frame
			for i, word := range strings.Split(tt.sent, ",") {
				d := datagram(i, texts[word[0]])
				d.ID = uint16(word[0])
				d.VLAN = []uint16{1}
				if strings.HasSuffix(word, "'") {
					d.VLAN = []uint16{2}
				}
				f := d.Fragments(140)[word[1]-'1']
				frames = append(frames, f)
			}
			packets, info := readBytes(t, ct.Pcap{}.Bytes(frames...))
			var got []string
			for _, p := range packets {
				name := string(p.Payload[0])
				if p.Truncated {
					name += "-"
				} else if string(p.Payload) != texts[p.Payload[0]] {
					t.Errorf("payload %q", p.Payload)
				}
				got = append(got, name)
			}
			if strings.Join(got, ",") != tt.want {
				t.Errorf("got %v, want %s", got, tt.want)
			}
			if whole := strings.Count(tt.want, "-") == 0 && tt.want != ""; whole != (info.Fragments.Lost == 0) {
				t.Errorf("%d lost: %+v", info.Fragments.Lost, info.Fragments)
			}
			if got := info.Skipped[SkipIPFragment].Count; got != tt.skipped || info.Fragments.Incomplete != tt.incomplete {
				t.Errorf("%d skipped, %d incomplete; want %d, %d", got, info.Fragments.Incomplete, tt.skipped, tt.incomplete)
			}
		})
	}
}

// TestFragmentsOverlap: the bytes that came first stay.
func TestFragmentsOverlap(t *testing.T) {
	d := datagram(0, strings.Repeat("0123456789abcdef", 4))
	whole := d.Transport()
	changed := slices.Concat(whole[:8], bytes.ToUpper(whole[8:]))
	packets, info := readBytes(t, ct.Pcap{}.Bytes(
		d.Fragment(whole[16:32], 16, true),
		d.Fragment(changed[8:40], 8, true), // around it
		d.Fragment(whole[:16], 0, true),
		d.Fragment(changed[32:], 32, false),
	))
	want := slices.Concat(changed[8:16], whole[16:32], changed[32:])
	if len(packets) != 1 || string(packets[0].Payload) != string(want) || len(info.Skipped) != 0 {
		t.Errorf("got %q, skipped %v; want %q", payloads(packets), info.Skipped, want)
	}
}

// TestFragmentsIDAgain: an identification used again while the first packet is incomplete.
func TestFragmentsIDAgain(t *testing.T) {
	first, second := datagram(0, strings.Repeat("1", 300)), datagram(1, strings.Repeat("2", 260))
	second.ID = first.ID
	packets, _ := readBytes(t, ct.Pcap{}.Bytes(slices.Concat(first.Fragments(140)[:2], second.Fragments(140))...))
	if len(packets) < 1 || string(packets[0].Payload) != second.Payload {
		t.Errorf("got %q first, want the second packet", payloads(packets)[:1])
	}
}

// TestFragmentsTimeout: packet time decides when a packet is given up, and its first part is
// delivered then.
func TestFragmentsTimeout(t *testing.T) {
	parts := datagram(0, long).Fragments(168)
	for name, tt := range map[string]struct {
		timeout time.Duration
		after   time.Duration
		want    []string
	}{
		"within the default": {0, DefaultFragmentTimeout, []string{"other", long}},
		"beyond the default": {0, DefaultFragmentTimeout + time.Microsecond, []string{long[:3*144-8], "other"}},
		"within":             {time.Minute, time.Minute, []string{"other", long}},
		"beyond":             {time.Second, time.Minute, []string{long[:3*144-8], "other"}},
	} {
		t.Run(name, func(t *testing.T) {
			last, other := parts[3], datagram(0, "other").Frame()
			last.Time = at(0).Add(tt.after)
			other.Time = last.Time
			content := ct.Pcap{}.Bytes(parts[0], parts[1], parts[2], other, last)
			packets, info := readNames(t, Config{Stdin: bytes.NewReader(content), FragmentTimeout: tt.timeout}, "-")
			wantPayloads(t, packets, tt.want...)
			if tt.want[0] == "other" {
				return
			}
			p := packets[0]
			if !p.Truncated || len(p.Frames) != 3 || p.Frame.Number != 3 || p.Time != at(0) {
				t.Errorf("given up: %+v", p)
			}
			want := FragmentInfo{Incomplete: 2, Lost: 2}
			if skip := info.Skipped[SkipIPFragment]; skip.Count != 1 || skip.First.Number != 5 || info.Fragments != want {
				t.Errorf("skipped %v, %+v; want frame 5, %+v", info.Skipped, info.Fragments, want)
			}
		})
	}
}

// TestFragmentsLimit: beyond the room for parts the oldest goes, and that is counted.
func TestFragmentsLimit(t *testing.T) {
	var frames []ct.Frame
	for i := range 1000 {
		d := datagram(0, long)
		d.ID = uint16(i)
		frames = append(frames, d.Fragments(168)[0])
	}
	last := datagram(0, long)
	last.ID = 999
	frames = append(frames, last.Fragments(168)[1:]...)
	content := ct.Pcap{}.Bytes(frames...)
	s, err := Open(Config{Stdin: bytes.NewReader(content), FragmentBytes: 32 << 10}, "-")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	most, whole := 0, 0
	info := readAll(t, s, func(p *Packet) {
		most = max(most, s.decoder.reassembly.held)
		if !p.Truncated {
			whole++
		}
	})
	if most > 34<<10 || whole != 1 {
		t.Errorf("%d bytes held, %d whole; want 32 kB, 1", most, whole)
	}
	f := info.Fragments
	if f.Evicted < 900 || f.Incomplete != 999 || f.Completed != 1 {
		t.Errorf("%+v, want 999 incomplete, most evicted", f)
	}
	if s.decoder.reassembly.held != 0 || len(s.decoder.reassembly.byKey) != 0 {
		t.Errorf("%d bytes, %d keys left", s.decoder.reassembly.held, len(s.decoder.reassembly.byKey))
	}
}

// TestFragmentsManyParts: a packet of very many parts is not put together.
func TestFragmentsManyParts(t *testing.T) {
	d := datagram(0, strings.Repeat("x", 8*(maxParts+10)))
	packets, info := readBytes(t, ct.Pcap{}.Bytes(d.Fragments(28)...))
	if len(packets) != 1 || !packets[0].Truncated || len(packets[0].Frames) != maxParts || info.Fragments.Completed != 0 {
		t.Errorf("%d packets, %+v; want the first %d parts", len(packets), info.Fragments, maxParts)
	}
}

func TestFragmentsMalformed(t *testing.T) {
	d := datagram(0, "")
	for name, f := range map[string]ct.Frame{
		"no bytes":            d.Fragment(nil, 8, true),
		"not a multiple of 8": d.Fragment(make([]byte, 15), 0, true),
		"beyond 64 kB":        d.Fragment(make([]byte, 16), 0xfff8, false),
	} {
		if _, info := one(t, ct.Ethernet, f); info.Skipped[SkipMalformed].Count != 1 {
			t.Errorf("%s: skipped %v, want malformed", name, info.Skipped)
		}
	}
}

// TestFragmentsSnapped: where the snap length cut the first part, no other can follow on it.
func TestFragmentsSnapped(t *testing.T) {
	parts := datagram(0, long).Fragments(168)
	for i := range parts {
		parts[i] = parts[i].Cut(96)
	}
	packets, info := readBytes(t, ct.Pcap{}.Bytes(parts...))
	wantPayloads(t, packets, long[:96-42])
	if !packets[0].Truncated || packets[0].Frames != nil || info.Skipped[SkipIPFragment].Count != 3 {
		t.Errorf("%+v, skipped %v; want one frame, truncated, and three skipped", packets[0], info.Skipped)
	}
	parts[0] = parts[0].Cut(40) // within the UDP header
	_, info = readBytes(t, ct.Pcap{}.Bytes(parts...))
	if info.Skipped[SkipIPFragment].Count != 4 {
		t.Errorf("skipped %v, want four", info.Skipped)
	}
}

// TestFragmentsOfOthers: of another protocol all parts count under its reason.
func TestFragmentsOfOthers(t *testing.T) {
	parts := datagram(0, long).Fragments(168)
	for _, p := range parts {
		p.Data[14+9] = 89
	}
	_, info := readBytes(t, ct.Pcap{}.Bytes(parts...))
	if skip := info.Skipped[SkipOtherProtocol]; skip.Count != 4 || skip.First.Number != 1 || info.Files[0].Skipped[SkipOtherProtocol] != skip {
		t.Errorf("skipped %v, want four frames of OSPF from the first", info.Skipped)
	}
}

// TestFragmentsInFiles: a ring cuts where it likes, and files that overlap hold every part twice.
func TestFragmentsInFiles(t *testing.T) {
	parts := datagram(0, long).Fragments(168)
	for i := range parts {
		parts[i].Time = at(i)
	}
	a, b := ct.WriteFile(t, "a", ct.Pcap{}.Bytes(parts[:2]...)), ct.WriteFile(t, "b", ct.Pcap{}.Bytes(parts[2:]...))
	packets, _ := readNames(t, Config{}, a, b)
	wantPayloads(t, packets, long)
	if want := []FrameRef{{0, 1}, {0, 2}, {1, 1}, {1, 2}}; !slices.Equal(packets[0].Frames, want) {
		t.Errorf("frames %v, want %v", packets[0].Frames, want)
	}

	whole := ct.WriteFile(t, "whole", ct.Pcap{}.Bytes(parts...))
	packets, _ = readNames(t, Config{}, whole, whole)
	wantPayloads(t, packets, long, long)
	for file, p := range packets {
		if want := []FrameRef{{uint32(file), 1}, {uint32(file), 2}, {uint32(file), 3}, {uint32(file), 4}}; !slices.Equal(p.Frames, want) {
			t.Errorf("frames %v, want %v", p.Frames, want)
		}
	}
}

// TestFragmentsAllocs: in the long run fragments cost no allocation either.
func TestFragmentsAllocs(t *testing.T) {
	var frames []ct.Frame
	const n = 2000
	for i := range n {
		frames = append(frames, datagram(i*5, fmt.Sprint(i)+long).Fragments(168)...)
	}
	s, err := Open(Config{Stdin: bytes.NewReader(ct.Pcap{}.Bytes(frames...))}, "-")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	next := func() {
		if _, err := s.Next(); err != nil {
			t.Fatal(err)
		}
	}
	for range n / 2 { // beyond the timeout
		next()
	}
	if allocs := testing.AllocsPerRun(n/2-2, next); allocs > 0 {
		t.Errorf("%v allocations a packet, want 0", allocs)
	}
}

// TestFragmentsOneKey: very many packets of one identification cost no more than others.
func TestFragmentsOneKey(t *testing.T) {
	part := datagram(0, long).Fragments(168)[0]
	frames := make([]ct.Frame, 60000)
	for i := range frames {
		frames[i] = part
	}
	start := time.Now()
	_, info := readBytes(t, ct.Pcap{}.Bytes(frames...))
	if took := time.Since(start); took > 20*time.Second || info.Fragments.Incomplete != 60000 {
		t.Errorf("%v for %+v", took, info.Fragments)
	}
}
