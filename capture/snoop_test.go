package capture

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

func TestSnoop(t *testing.T) {
	one, two := datagram(1, "one"), datagram(2, "two!")
	whole := ct.Snoop{Drops: 7}.Bytes(one.Frame(), two.Frame())
	packets, info := readBytes(t, whole)
	wantPayloads(t, packets, "one", "two!")
	f := info.Files[0]
	if f.Format != "snoop" || f.Dropped != 7 || f.Truncated || !slices.Equal(f.LinkTypes, []string{"Ethernet"}) {
		t.Errorf("got %+v, want snoop, 7 dropped, Ethernet", f)
	}
	if !packets[0].Time.Equal(at(1)) || f.First != at(1) || f.Last != at(2) {
		t.Errorf("times %v to %v, want %v to %v", f.First, f.Last, at(1), at(2))
	}
	packets, info = readBytes(t, ct.Snoop{}.Bytes(two.Frame(), one.Frame().Cut(44)))
	wantPayloads(t, packets, "two!", "on")
	if f := info.Files[0]; f.Snapped != 1 || f.FirstSnapped != 2 {
		t.Errorf("%d frames snapped, the first %d; want 1, 2", f.Snapped, f.FirstSnapped)
	}
	one.Link = ct.Raw
	ipnet := one.Frame()
	ipnet.Data = append(make([]byte, 24), ipnet.Data...)
	packets, _ = readBytes(t, ct.Snoop{Link: 26}.Bytes(ipnet))
	wantPayloads(t, packets, "one")
}

// TestSnoopCutOff cuts a file at each byte of its second record.
func TestSnoopCutOff(t *testing.T) {
	first := ct.Snoop{}.Bytes(datagram(1, "one").Frame())
	whole := ct.Snoop{}.Bytes(datagram(1, "one").Frame(), datagram(2, "two!!!").Frame()) // no padding
	for n := len(first); n < len(whole); n++ {
		packets, info := readBytes(t, whole[:n])
		wantPayloads(t, packets, "one")
		if f := info.Files[0]; f.Truncated != (n > len(first)) {
			t.Errorf("cut at %d: truncated %t", n, f.Truncated)
		}
	}
	padded := ct.Snoop{}.Bytes(datagram(1, "one").Frame())
	packets, info := readBytes(t, padded[:len(padded)-1])
	wantPayloads(t, packets, "one")
	if info.Files[0].Truncated {
		t.Errorf("missing padding is damage: %s", info.Files[0].Damage)
	}
}

func TestSnoopDamage(t *testing.T) {
	whole := ct.Snoop{}.Bytes(datagram(1, "one").Frame(), datagram(2, "two").Frame())
	second := len(ct.Snoop{}.Bytes(datagram(1, "one").Frame()))
	for name, change := range map[string]func(b []byte){
		"record shorter than its packet": func(b []byte) { binary.BigEndian.PutUint32(b[8:], 24) },
		"record longer than any":         func(b []byte) { binary.BigEndian.PutUint32(b[8:], 1<<31) },
		"packet longer than any":         func(b []byte) { binary.BigEndian.PutUint32(b[4:], 1<<31) },
	} {
		t.Run(name, func(t *testing.T) {
			b := slices.Clone(whole)
			change(b[second:])
			packets, info := readBytes(t, b)
			wantPayloads(t, packets, "one")
			if f := info.Files[0]; !strings.Contains(f.Damage, "cannot be at offset") {
				t.Errorf("damage %q, want it told", f.Damage)
			}
		})
	}
	for name, content := range map[string][]byte{
		"header cut": whole[:15], "version 3": append([]byte("snoop\x00\x00\x00\x00\x00\x00\x03"), 0, 0, 0, 4),
	} {
		if _, err := Open(Config{}, ct.WriteFile(t, "x", content)); !errors.Is(err, ErrNotCapture) || !strings.Contains(err.Error(), "snoop") {
			t.Errorf("%s: %v, want ErrNotCapture", name, err)
		}
	}
	_, info := readBytes(t, ct.Snoop{Link: 9}.Bytes(datagram(1, "one").Frame()))
	if info.Skipped[SkipLinkType].Count != 1 || info.Files[0].LinkTypes[0] != "snoop link type 9" {
		t.Errorf("skipped %v, link types %v", info.Skipped, info.Files[0].LinkTypes)
	}
}
