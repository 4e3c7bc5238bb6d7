package capture

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"strings"
	"testing"
	"time"

	ct "sipcap/capture/capturetest"
)

func TestPcap(t *testing.T) {
	odd := at(0).Add(123456789)
	for name, tt := range map[string]struct {
		pcap ct.Pcap
		want time.Time
	}{
		"little-endian, microseconds": {ct.Pcap{}, odd.Truncate(time.Microsecond)},
		"big-endian, microseconds":    {ct.Pcap{BigEndian: true}, odd.Truncate(time.Microsecond)},
		"little-endian, nanoseconds":  {ct.Pcap{Nano: true}, odd},
		"big-endian, nanoseconds":     {ct.Pcap{Nano: true, BigEndian: true}, odd},
		"Kuznetzov's":                 {ct.Pcap{Kuznetzov: true}, odd.Truncate(time.Microsecond)},
		"Kuznetzov's, big-endian":     {ct.Pcap{Kuznetzov: true, BigEndian: true}, odd.Truncate(time.Microsecond)},
		"Kuznetzov's with 12 more":    {ct.Pcap{Kuznetzov: true, Extra: 12}, odd.Truncate(time.Microsecond)},
		"Ixia's":                      {ct.Pcap{Ixia: true}, odd.Truncate(time.Microsecond)},
		"Ixia's, big-endian":          {ct.Pcap{Ixia: true, BigEndian: true}, odd.Truncate(time.Microsecond)},
		"with a frame check sequence": {ct.Pcap{LinkType: 1 | 0x24<<24}, odd.Truncate(time.Microsecond)},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := datagram(0, "one"), datagram(0, "two")
			a.Time = odd
			packets, info := readBytes(t, tt.pcap.Bytes(a.Frame(), b.Frame()))
			wantPayloads(t, packets, "one", "two")
			if got := packets[0].Time; !got.Equal(tt.want) || got.Location() != time.UTC {
				t.Errorf("time %v, want %v", got, tt.want)
			}
			if f := info.Files[0]; f.Format != "pcap" || f.Truncated || f.LinkTypes[0] != "Ethernet" {
				t.Errorf("file %+v, want an undamaged pcap of Ethernet", f)
			}
		})
	}
}

// TestPcapVariants: records whose headers are longer than the magic number says, of a file and, where it
// makes a difference, of a pipe, which is not looked ahead in.
func TestPcapVariants(t *testing.T) {
	frames := []ct.Frame{datagram(0, "one").Frame(), datagram(1, "two").Frame(), datagram(2, "three").Frame()}
	for _, bigEndian := range []bool{false, true} {
		for name, tt := range map[string]struct {
			pcap ct.Pcap
			pipe bool
		}{
			"standard":                   {ct.Pcap{}, true},
			"ss990417":                   {ct.Pcap{Extra: 8}, false},
			"Nokia":                      {ct.Pcap{Extra: 4}, false},
			"Kuznetzov's magic":          {ct.Pcap{Kuznetzov: true}, true},
			"Kuznetzov's magic, 12 more": {ct.Pcap{Kuznetzov: true, Extra: 12}, true},
		} {
			tt.pcap.BigEndian = bigEndian
			for n := 1; n <= len(frames); n++ {
				want := []string{"one", "two", "three"}[:n]
				content := tt.pcap.Bytes(frames[:n]...)
				if n == 1 && tt.pcap.Extra > 0 { // one record proves nothing
					continue
				}
				packets, _ := readNames(t, Config{}, ct.WriteFile(t, "x", content))
				wantPayloads(t, packets, want...)
				if packets, _ := readBytes(t, content); tt.pipe {
					wantPayloads(t, packets, want...)
				}
			}
			if t.Failed() {
				t.Fatalf("%s, big-endian %t", name, bigEndian)
			}
		}
	}
}

// TestPcapVariantCut: a file that is cut off is none of another kind.
func TestPcapVariantCut(t *testing.T) {
	whole := ct.Pcap{}.Bytes(datagram(0, "one").Frame(), datagram(1, "two").Frame())
	first := len(ct.Pcap{}.Bytes(datagram(0, "one").Frame()))
	for n := first; n < len(whole); n++ {
		packets, _ := readNames(t, Config{}, ct.WriteFile(t, "x", whole[:n]))
		wantPayloads(t, packets, "one")
	}
}

// TestPcapVariantNone: what makes no sense in any way is read as the magic number says.
func TestPcapVariantNone(t *testing.T) {
	content := ct.Pcap{}.Bytes(datagram(0, "one").Frame(), datagram(1, "two").Frame())
	binary.LittleEndian.PutUint32(content[24+4:], 1e6) // a fraction of a second
	packets, info := readNames(t, Config{}, ct.WriteFile(t, "x", content))
	wantPayloads(t, packets, "one", "two")
	if want := time.Unix(at(0).Unix()+1, 0).UTC(); packets[0].Time != want || info.Files[0].Truncated {
		t.Errorf("at %v, damage %q; want %v", packets[0].Time, info.Files[0].Damage, want)
	}
}

// TestFrameFCS: it is no payload, also where IP does not tell its length, and is not missed where
// it is not there.
func TestFrameCheckSequence(t *testing.T) {
	with, offload := datagram(0, "one"), datagram(1, "two")
	with.Trailer, offload.Trailer = []byte("check"[:4]), []byte("chek")
	frames := []ct.Frame{with.Frame(), offload.Frame(), datagram(2, "three").Frame(), with.Frame().Cut(len(with.Frame().Data) - 2)}
	for _, f := range frames[1:2] {
		binary.BigEndian.PutUint16(f.Data[14+2:], 0)
		binary.BigEndian.PutUint16(f.Data[14+20+4:], 0) // nor does UDP
	}
	six := v6(3, "four")
	six.Trailer = []byte("chek")
	f := six.Frame()
	binary.BigEndian.PutUint16(f.Data[14+4:], 0)
	binary.BigEndian.PutUint16(f.Data[14+40+4:], 0)
	frames = append(frames, f)
	for name, content := range map[string][]byte{
		"pcap":           ct.Pcap{LinkType: 1 | 0x24<<24}.Bytes(frames...),
		"pcapng":         ct.PcapNG{Interfaces: []ct.Interface{{FCS: 4}}}.Bytes(frames...),
		"pcapng in bits": ct.PcapNG{Interfaces: []ct.Interface{{FCS: 32}}}.Bytes(frames...),
	} {
		t.Run(name, func(t *testing.T) {
			packets, _ := readBytes(t, content)
			wantPayloads(t, packets, "one", "two", "three", "one", "four")
			for i, p := range packets {
				if p.Truncated {
					t.Errorf("packet %d is cut", i)
				}
			}
		})
	}
}

// TestPcapCutOff cuts a file at each byte: what is whole is read, and the rest is told.
func TestPcapCutOff(t *testing.T) {
	first := ct.Pcap{}.Bytes(datagram(0, "one").Frame())
	whole := ct.Pcap{}.Bytes(datagram(0, "one").Frame(), datagram(1, "two").Frame())
	for n := len(first); n < len(whole); n++ {
		packets, info := readBytes(t, whole[:n])
		wantPayloads(t, packets, "one")
		f := info.Files[0]
		if want := n > len(first); f.Truncated != want || strings.Contains(f.Damage, "in the middle of a packet at offset") != want {
			t.Errorf("cut at %d: truncated %t (%s), want %t", n, f.Truncated, f.Damage, want)
		}
	}
}

func TestPcapAbsurdLength(t *testing.T) {
	whole := ct.Pcap{}.Bytes(datagram(0, "one").Frame(), datagram(1, "two").Frame())
	first := len(ct.Pcap{}.Bytes(datagram(0, "one").Frame()))
	for name, length := range map[string]uint32{
		"beyond every limit":           0xfffffff0,
		"within the limit, beyond EOF": DefaultMaxFrame,
	} {
		t.Run(name, func(t *testing.T) {
			binary.LittleEndian.PutUint32(whole[first+8:], length)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			packets, info := readBytes(t, whole)
			runtime.ReadMemStats(&after)
			wantPayloads(t, packets, "one")
			if f := info.Files[0]; !f.Truncated || f.Damage == "" {
				t.Errorf("truncated %t (%s), want it told", f.Truncated, f.Damage)
			}
			if got := after.TotalAlloc - before.TotalAlloc; got > 2<<20 {
				t.Errorf("%d bytes allocated for a file of %d", got, len(whole))
			}
		})
	}
}

// TestPcapSwappedLengths: before version 2.4 some writers put the lengths in the other order.
func TestPcapSwappedLengths(t *testing.T) {
	frame := datagram(0, strings.Repeat("x", 100)).Frame().Cut(80)
	content := ct.Pcap{}.Bytes(frame, datagram(1, "two").Frame())
	content[6] = 3
	binary.LittleEndian.PutUint32(content[24+8:], uint32(frame.Length))
	binary.LittleEndian.PutUint32(content[24+12:], 80)
	packets, info := readBytes(t, content)
	wantPayloads(t, packets, strings.Repeat("x", 80-42), "two")
	if !packets[0].Truncated || info.Files[0].Snapped != 1 {
		t.Errorf("truncated %t, snapped %d; want true, 1", packets[0].Truncated, info.Files[0].Snapped)
	}
}

func TestPcapHeaderOnly(t *testing.T) {
	packets, info := readBytes(t, ct.Pcap{Link: ct.SLL2}.Bytes())
	if len(packets) != 0 || info.Frames != 0 || info.Files[0].Truncated || info.Files[0].LinkTypes[0] != "Linux cooked v2" {
		t.Errorf("%d packets, info %+v; want none, and no damage", len(packets), info)
	}
}

// TestLargeFrame: a frame above the read buffer is read whole (receive offload makes such).
func TestLargeFrame(t *testing.T) {
	big := ct.Frame{Time: at(0), Data: bytes.Repeat([]byte{0xff}, 3*windowSize)}
	packets, info := readBytes(t, ct.Pcap{}.Bytes(datagram(0, "one").Frame(), big, datagram(1, "two").Frame()))
	wantPayloads(t, packets, "one", "two")
	if info.Skipped[SkipNotIP].Count != 1 || info.Files[0].Truncated {
		t.Errorf("info %+v, want one frame that is not IP and no damage", info)
	}
}
