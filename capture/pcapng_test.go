package capture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	ct "sipcap/capture/capturetest"
)

func TestPcapngInterfaces(t *testing.T) {
	for _, bigEndian := range []bool{false, true} {
		t.Run(fmt.Sprintf("big-endian %t", bigEndian), func(t *testing.T) {
			section := ct.PcapNG{BigEndian: bigEndian, Interfaces: []ct.Interface{
				{Name: "eth0", SnapLen: 65535},
				{Link: ct.SLL2, Resolution: 9},
				{Link: ct.Raw, Resolution: 0x80 | 20, Offset: 3600},
				{LinkType: 147},
			}}
			var frames []ct.Frame
			for i, link := range []ct.Link{ct.Ethernet, ct.SLL2, ct.Raw, ct.Ethernet} {
				d := datagram(i*250, fmt.Sprint(i))
				d.Link = link
				f := d.Frame()
				f.Interface = i
				frames = append(frames, f)
			}
			packets, info := readBytes(t, section.Bytes(frames...))
			wantPayloads(t, packets, "0", "1", "2")
			for i, p := range packets {
				if diff := p.Time.Sub(at(i * 250)); diff.Abs() > time.Microsecond {
					t.Errorf("packet %d at %v, want %v", i, p.Time, at(i*250))
				}
			}
			f := info.Files[0]
			if want := []string{"Ethernet", "Linux cooked v2", "raw IP", "link type 147"}; !slices.Equal(f.LinkTypes, want) || f.Format != "pcapng" {
				t.Errorf("%s with link types %q, want pcapng with %q", f.Format, f.LinkTypes, want)
			}
			if skip := f.Skipped[SkipLinkType]; skip.Count != 1 || skip.First.Number != 4 {
				t.Errorf("skipped %v, want frame 4 for its link type", f.Skipped)
			}
		})
	}
}

// TestPcapngSections: each section has its byte order and its interfaces.
func TestPcapngSections(t *testing.T) {
	raw := datagram(1, "two")
	raw.Link = ct.Raw
	content := slices.Concat(
		ct.PcapNG{}.Bytes(datagram(0, "one").Frame()),
		ct.PcapNG{BigEndian: true, Interfaces: []ct.Interface{{Link: ct.Raw, Resolution: 9}}}.Bytes(raw.Frame()),
		ct.PcapNG{}.Bytes(datagram(2, "three").Frame()),
	)
	packets, info := readBytes(t, content)
	wantPayloads(t, packets, "one", "two", "three")
	if packets[1].Time != at(1) || packets[2].Frame.Number != 3 {
		t.Errorf("second at %v, third is frame %d; want %v, 3", packets[1].Time, packets[2].Frame.Number, at(1))
	}
	if info.Files[0].Truncated {
		t.Errorf("damage %q, want none", info.Files[0].Damage)
	}
}

func TestPcapngPacketBlocks(t *testing.T) {
	simple, obsolete := datagram(1, "simple").Frame(), datagram(2, "obsolete").Frame()
	simple.Simple, obsolete.Obsolete = true, true
	packets, _ := readBytes(t, ct.PcapNG{}.Bytes(datagram(0, "enhanced").Frame(), simple, obsolete))
	wantPayloads(t, packets, "enhanced", "simple", "obsolete")
	if packets[1].Time != at(0) {
		t.Errorf("the simple packet is at %v, want the time of the one before, %v", packets[1].Time, at(0))
	}
	if packets[2].Time != at(2) {
		t.Errorf("the obsolete packet is at %v, want %v", packets[2].Time, at(2))
	}
}

// TestPcapngSimpleCut: a Simple Packet Block tells its length on the wire only; the snap
// length tells what is in the file, and what is behind that is padding.
func TestPcapngSimpleCut(t *testing.T) {
	f := datagram(0, strings.Repeat("x", 100)).Frame().Cut(79)
	f.Simple = true
	packets, info := readBytes(t, ct.PcapNG{Interfaces: []ct.Interface{{SnapLen: 79}}}.Bytes(f))
	wantPayloads(t, packets, strings.Repeat("x", 79-42))
	if !packets[0].Truncated || info.Files[0].Snapped != 1 || !packets[0].Time.IsZero() {
		t.Errorf("truncated %t, snapped %d, time %v; want true, 1, none", packets[0].Truncated, info.Files[0].Snapped, packets[0].Time)
	}
}

// TestPcapngOtherBlocks: what carries no packet is passed over, known or not.
func TestPcapngOtherBlocks(t *testing.T) {
	section := ct.PcapNG{}
	content := section.Bytes(datagram(0, "one").Frame())
	for _, kind := range []uint32{4, 5, 9, 10, 0x0bad, 0x40000bad, 0x7fff0001, 0x80000001} {
		content = append(content, section.Block(kind, []byte("anything at all"))...)
		content = append(content, section.Block(kind, nil)...)
	}
	frames := section.Bytes(datagram(1, "two").Frame())
	content = append(content, frames[len(section.Bytes()):]...)
	packets, info := readBytes(t, content)
	wantPayloads(t, packets, "one", "two")
	if info.Files[0].Truncated {
		t.Errorf("damage %q, want none", info.Files[0].Damage)
	}
}

// TestPcapngDamage damages the second of three packets; the third is found again.
func TestPcapngDamage(t *testing.T) {
	section := ct.PcapNG{}
	first := len(section.Bytes(datagram(0, "one").Frame()))
	second := len(section.Bytes(datagram(0, "one").Frame(), datagram(1, "two").Frame()))
	whole := section.Bytes(datagram(0, "one").Frame(), datagram(1, "two").Frame(), datagram(2, "three").Frame())
	put := func(at int, value uint32) func([]byte) []byte {
		return func(b []byte) []byte {
			binary.LittleEndian.PutUint32(b[at:], value)
			return b
		}
	}
	for name, tt := range map[string]struct {
		change func([]byte) []byte
		want   string
		frames uint64
	}{
		"length of 0":                  {put(first+4, 0), "a block of 0 bytes cannot be", 2},
		"length of 11":                 {put(first+4, 11), "a block of 11 bytes cannot be", 2},
		"absurd length":                {put(first+4, 0xfffffff0), "a block of 4294967280 bytes cannot be", 2},
		"length beyond the file":       {put(first+4, 0x10000), "ends in the middle of a block", 2},
		"length into the next":         {put(first+4, uint32(second-first)+8), "two lengths differ", 2},
		"length repeated wrongly":      {put(second-4, 7), "two lengths differ", 2},
		"unknown kind, absurd length":  {func(b []byte) []byte { return put(first, 0x12345678)(put(first+4, 0x3fffffff)(b)) }, "cannot be", 2},
		"section without magic":        {put(first, blockSection), "without its byte-order magic", 2},
		"bytes lost":                   {func(b []byte) []byte { return slices.Delete(b, first+20, first+33) }, "two lengths differ", 2},
		"bytes inserted":               {func(b []byte) []byte { return slices.Insert(b, first, 1, 2, 3) }, "cannot be", 3},
		"packet longer than its block": {put(first+8+12, 5000), "a packet longer than its block", 3},
		"unknown interface":            {put(first+8, 1), "interface that is not described", 3},
	} {
		t.Run(name, func(t *testing.T) {
			packets, info := readBytes(t, tt.change(slices.Clone(whole)))
			if got := payloads(packets); got[0] != "one" || got[len(got)-1] != "three" {
				t.Errorf("payloads %q, want those before and after", got)
			}
			f := info.Files[0]
			if !f.Truncated || !strings.Contains(f.Damage, tt.want) || !strings.Contains(f.Damage, fmt.Sprintf("at offset %d", first)) {
				t.Errorf("truncated %t, damage %q; want %q at offset %d", f.Truncated, f.Damage, tt.want, first)
			}
			if f.Frames != tt.frames {
				t.Errorf("%d frames, want %d", f.Frames, tt.frames)
			}
		})
	}
}

// TestPcapngDamageAcrossChunks: the search goes on through more than it holds at a time.
func TestPcapngDamageAcrossChunks(t *testing.T) {
	section := ct.PcapNG{}
	junk := make([]byte, 3*resyncBlock+17)
	for i := range junk {
		junk[i] = byte(i) | 1
	}
	last := section.Bytes(datagram(2, "three").Frame())[len(section.Bytes()):]
	content := slices.Concat(section.Bytes(datagram(0, "one").Frame()), junk, last)
	packets, info := readBytes(t, content)
	wantPayloads(t, packets, "one", "three")
	if !info.Files[0].Truncated {
		t.Error("no damage told, want some")
	}
}

func TestPcapngCutOff(t *testing.T) {
	first := ct.PcapNG{}.Bytes(datagram(0, "one").Frame())
	whole := ct.PcapNG{}.Bytes(datagram(0, "one").Frame(), datagram(1, "two").Frame())
	for n := len(first); n < len(whole); n++ {
		packets, info := readBytes(t, whole[:n])
		wantPayloads(t, packets, "one")
		f := info.Files[0]
		if want := n > len(first); f.Truncated != want || strings.Contains(f.Damage, "ends in the middle of a") != want {
			t.Errorf("cut at %d: truncated %t (%s), want %t", n, f.Truncated, f.Damage, want)
		}
	}
}

func TestPcapngVersion(t *testing.T) {
	content := ct.PcapNG{}.Bytes(datagram(0, "one").Frame())
	content[12] = 2
	packets, info := readBytes(t, content)
	if len(packets) != 0 || !strings.Contains(info.Files[0].Damage, "version 2") {
		t.Errorf("%d packets, damage %q; want none, and the version told", len(packets), info.Files[0].Damage)
	}
}

func TestPcapngManyInterfaces(t *testing.T) {
	section := ct.PcapNG{Interfaces: make([]ct.Interface, maxInterfaces+1)}
	f, beyond := datagram(0, "one").Frame(), datagram(1, "two").Frame()
	f.Interface, beyond.Interface = maxInterfaces-1, maxInterfaces
	packets, info := readBytes(t, section.Bytes(f, beyond))
	wantPayloads(t, packets, "one")
	if info.Skipped[SkipDamaged].Count != 1 || !strings.Contains(info.Files[0].Damage, "more interfaces") {
		t.Errorf("skipped %v, damage %q; want one for an interface too many", info.Skipped, info.Files[0].Damage)
	}
}

// TestPcapngLyingLengths: blocks that claim to be as long as can be, each in the shade of the
// one before, are searched in a time that grows with the file and not with its square.
func TestPcapngLyingLengths(t *testing.T) {
	section := ct.PcapNG{}
	lie, good := section.Block(blockEnhanced, make([]byte, 8)), section.Block(5, make([]byte, 8))
	binary.LittleEndian.PutUint32(lie[4:], DefaultMaxFrame)
	content := slices.Concat(section.Bytes(), bytes.Repeat(slices.Concat(lie, good), 24<<20/40))
	start := time.Now()
	_, info := readBytes(t, content)
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("%d bytes took %v", len(content), took)
	}
	if !strings.Contains(info.Files[0].Damage, "two lengths differ at offset") {
		t.Errorf("damage %q, want it told", info.Files[0].Damage)
	}
}

// TestPcapngSecrets: keys are kept, and nothing else of the block.
func TestPcapngSecrets(t *testing.T) {
	block := func(kind, length uint32, data string) []byte {
		b := binary.LittleEndian.AppendUint32(nil, kind)
		return ct.PcapNG{}.Block(10, append(binary.LittleEndian.AppendUint32(b, length), data...))
	}
	ng := ct.PcapNG{}
	content := slices.Concat(ng.Bytes(), block(uint32(TLSKeyLog), 5, "a key"), block(7, 100, "less"),
		ng.Block(10, []byte("four")), ng.Bytes(datagram(0, "one").Frame()))
	for _, maxOpen := range []int{0, 1} {
		s, err := Open(Config{MaxOpen: maxOpen}, ct.WriteFile(t, "a", ct.Pcap{}.Bytes()), ct.WriteFile(t, "b", content))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for _, when := range []string{"at the start", "at the end"} {
			got := s.Secrets()
			if len(got) != 2 || got[0].Kind != TLSKeyLog || string(got[0].Data) != "a key" || string(got[1].Data) != "less" {
				t.Errorf("%s: %+v, want two", when, got)
			}
			if when == "at the start" {
				readAll(t, s, nil)
			}
		}
	}
}

func TestPcapngSecretsLimit(t *testing.T) {
	half := append(binary.LittleEndian.AppendUint32(make([]byte, 4), maxSecrets/2+1), make([]byte, maxSecrets/2+1)...)
	ng := ct.PcapNG{}
	s, err := Open(Config{Stdin: bytes.NewReader(slices.Concat(ng.Bytes(), ng.Block(10, half), ng.Block(10, half), ng.Block(10, append(make([]byte, 8), "xxxx"...)), ng.Bytes(datagram(0, "one").Frame())))}, "-")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	packets := 0
	readAll(t, s, func(*Packet) { packets++ })
	if got := s.Secrets(); len(got) != 2 || packets != 1 {
		t.Errorf("%d secrets, %d packets; want the first and the empty one, and one packet", len(got), packets)
	}
}
