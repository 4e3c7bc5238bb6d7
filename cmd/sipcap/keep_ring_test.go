package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"sipcap/capture"
)

var ringStart = time.Date(2026, 11, 26, 10, 15, 3, 0, time.UTC)

// keptFrame is a frame of so many bytes.
func keptFrame(at time.Time, size int) *capture.Frame {
	return &capture.Frame{Time: at, Data: make([]byte, size), Length: uint32(size), Origin: keptOrigin}
}

var keptOrigin = &capture.Origin{LinkType: 1, Name: "eth0"}

// touch makes files with some content.
func touch(t *testing.T, dir string, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("mine"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// A ring deletes its own files alone, the oldest first, those of an earlier run too.
func TestRingDeletesItsOwn(t *testing.T) {
	dir := t.TempDir()
	strangers := []string{
		"ring.pcapng", "ring-1.pcapng", "ring-20261126T101503Z-00001.pcap", "ring-20261126T101503Z-00001.pcapng.gz", "ring-20261126T101503Z-0001.pcapng",
		"aring-20261126T101503Z-00001.pcapng", "ring-20261126T101503Z-00001.pcapng.bak", "ring-b-20261126T101503Z-00001.pcapng",
		"RING-20261126T101503Z-00001.pcapng", ".ring-20261126T101503Z-00001.pcapng", "ring-20261126T101503Z-00001.pcapng.tmp", "other.txt",
	}
	touch(t, dir, strangers...)
	touch(t, dir, ".ring-20261126T101000Z-00009.pcapng.tmp") // left by one that was killed
	if err := os.Mkdir(filepath.Join(dir, "ring-20200101T000000Z-00001.pcapng"), 0o777); err != nil {
		t.Fatal(err)
	}
	// The clock was set back between two of them: the number tells.
	touch(t, dir, "ring-20261126T101000Z-00006.pcapng", "ring-20261126T100000Z-00007.pcapng", "ring-20261126T101200Z-00008.pcapng")
	r, err := newRing(filepath.Join(dir, "ring.pcapng"), capture.FileFormat{Format: "pcapng"}, 3)
	if err != nil {
		t.Fatal(err)
	}
	rec := &recorder{name: "ring", open: r.create, size: 1, note: func(string, ...string) { t.Error("something is told") }, log: newLog("", nil), slots: make(chan struct{}, 1)}
	for i := range 2 {
		rec.record([]capture.Frame{*keptFrame(ringStart.Add(time.Duration(i)*time.Second), 60)})
	}
	rec.end()
	want := append([]string{
		"ring-20200101T000000Z-00001.pcapng", // a folder
		"ring-20261126T101200Z-00008.pcapng", "ring-20261126T101503Z-00009.pcapng", "ring-20261126T101504Z-00010.pcapng",
	}, strangers...)
	slices.Sort(want)
	if got := filesIn(t, dir); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// Names sort as files began, whatever the zone and however far off the time.
func TestRingTime(t *testing.T) {
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{ringStart, "20261126T101503Z"},
		{ringStart.In(time.FixedZone("", 3600)), "20261126T101503Z"},
		{time.Time{}, "00010101T000000Z"},
		{time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC), "00010101T000000Z"},
		{time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), "00010101T000000Z"},
	} {
		if got := ringTime(c.at); got != c.want {
			t.Errorf("%v: got %s, want %s", c.at, got, c.want)
		}
	}
}

// What a killed run left behind its last whole record is cut off.
func TestRingMends(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "ring.pcapng")
	r, err := newRing(name, capture.FileFormat{Format: "pcapng"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	f, err := r.create(ringStart)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := f.add(keptFrame(ringStart, 100)); err != nil {
			t.Fatal(err)
		}
		if err := f.flush(); err != nil {
			t.Fatal(err)
		}
	}
	whole := f.size
	if _, err := f.Write([]byte{6, 0, 0, 0, 100, 0, 0}); err != nil {
		t.Fatal(err)
	}
	f.Close()
	if r, err = newRing(name, r.format, 0); err != nil {
		t.Fatal(err)
	}
	if _, cut, err := r.mend(); err != nil || cut != 7 {
		t.Errorf("cut %d, %v, want 7", cut, err)
	}
	if _, cut, err := r.mend(); err != nil || cut != 0 {
		t.Errorf("then cut %d, %v", cut, err)
	}
	if info, err := os.Stat(f.name); err != nil || info.Size() != whole {
		t.Errorf("%v, %v, want %d bytes", info, err, whole)
	}
}
