package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sipcap/capture"
)

// smallDisk is a file on a disk with room for so many bytes.
type smallDisk struct {
	*os.File
	room *int
}

func (d smallDisk) Write(b []byte) (int, error) {
	n := min(len(b), *d.room)
	*d.room -= n
	n, err := d.File.Write(b[:n])
	if err == nil && n < len(b) {
		err = &os.PathError{Op: "write", Path: d.Name(), Err: syscall.ENOSPC}
	}
	return n, err
}

// readKept reads a file that was kept, which must be whole, and tells how many frames it has.
func readKept(t *testing.T, name string) int {
	t.Helper()
	s, err := capture.Open(capture.Config{}, name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for err == nil {
		_, err = s.Next()
	}
	f := s.Info().Files[0]
	if f.Truncated {
		t.Errorf("%s: %s", name, f.Damage)
	}
	return int(f.Frames)
}

// A full disk is told once, costs frames that are counted, and leaves a whole file; the ring goes on when
// there is room again, at the next rotation.
func TestRingOnFullDisk(t *testing.T) {
	for _, ending := range []string{".pcap", ".pcapng", ".pcap.gz", ".pcapng.zst"} {
		t.Run(ending, func(t *testing.T) {
			dir := t.TempDir()
			format, _ := capture.FormatOf(ending)
			ring, err := newRing(filepath.Join(dir, "ring"+ending), format, 0)
			if err != nil {
				t.Fatal(err)
			}
			var told []string
			room := 1000
			rec := &recorder{
				name: "ring" + ending, every: time.Minute, log: newLog("", nil), slots: make(chan struct{}, 1),
				note: func(text string, _ ...string) { told = append(told, text) },
				open: func(first time.Time) (*captureFile, error) {
					f, err := ring.create(first)
					if err == nil {
						f.disk = smallDisk{f.disk.(*os.File), &room}
					}
					return f, err
				},
			}
			frames := 0
			for i := range 180 { // seconds
				if i == 90 {
					room = 1 << 20
				}
				f := keptFrame(ringStart.Add(time.Duration(i)*time.Second), 100)
				for k := range f.Data {
					f.Data[k] = byte(i * k) // hard to compress
				}
				rec.record([]capture.Frame{*f})
				frames++
			}
			rec.end()
			kept, dropped := int(rec.kept.Load()), int(rec.dropped.Load())
			if kept+dropped != frames || dropped < 60 || dropped > 120 {
				t.Errorf("%d kept, %d lost, want %d together", kept, dropped, frames)
			}
			if len(told) != 2 || !strings.HasSuffix(told[0], ending+" on: no space left on device") ||
				!strings.HasSuffix(told[1], fmt.Sprintf(": %d packets were not kept", dropped)) {
				t.Errorf("told %q", told)
			}
			read := 0
			names := filesIn(t, dir)
			for _, name := range names {
				read += readKept(t, filepath.Join(dir, name))
			}
			if read != kept || len(names) != 2 {
				t.Errorf("%d frames in %q, want %d", read, names, kept)
			}
		})
	}
}

// A folder that is gone is told once, and the ring goes on when it is there again.
func TestRingFolderGone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kept")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	ring, err := newRing(filepath.Join(dir, "ring.pcapng"), capture.FileFormat{Format: "pcapng"}, 2)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	rec := &recorder{
		name: "ring.pcapng", open: ring.create, size: 500, log: newLog("", nil), slots: make(chan struct{}, 1),
		note: func(text string, _ ...string) { told = append(told, text) },
	}
	at := ringStart
	send := func(n int) {
		for range n {
			at = at.Add(time.Second)
			rec.record([]capture.Frame{*keptFrame(at, 100)})
		}
	}
	send(20)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	send(20)
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	send(20)
	rec.end()
	if len(told) != 2 || told[0] != "cannot write ring.pcapng on: its folder is gone" || !strings.HasPrefix(told[1], "writing again, to "+dir) {
		t.Errorf("told %q", told)
	}
	if names := filesIn(t, dir); len(names) != 2 {
		t.Errorf("there are %q", names)
	}
}

// blockedDisk does not write until it may.
type blockedDisk struct {
	*os.File
	may chan struct{}
}

func (d blockedDisk) Write(b []byte) (int, error) {
	<-d.may
	return d.File.Write(b)
}

// A disk that hangs has nobody wait but the file: what there is no room for is counted.
func TestKeeperNeverWaits(t *testing.T) {
	name := filepath.Join(t.TempDir(), "kept.pcapng")
	may := make(chan struct{})
	d, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	rec := &recorder{name: name, plain: true, log: newLog("", nil), note: func(text string, _ ...string) { t.Error(text) }}
	rec.file, err = newCaptureFile(d, name, "", capture.FileFormat{Format: "pcapng"})
	if err != nil {
		t.Fatal(err)
	}
	rec.file.disk = blockedDisk{d, may}
	const limit = 10 * parcelCost
	k := newKeeper(rec, limit)
	const frames = 20000
	for range frames {
		k.frame(keptFrame(ringStart, 500))
		if k.held.Load() > limit {
			t.Fatalf("%d bytes are held, above %d", k.held.Load(), limit)
		}
	}
	if c := k.kept(); c.Dropped < frames/2 || c.Dropped > frames-2000 {
		t.Errorf("%d of %d are lost", c.Dropped, frames)
	}
	k.frame(keptFrame(ringStart, limit+1)) // more than there ever is room for
	close(may)
	k.settle()
	c := k.kept()
	if c.Frames+c.Dropped != frames+1 {
		t.Errorf("%d kept, %d lost, want %d together", c.Frames, c.Dropped, frames+1)
	}
	if n := readKept(t, name); n != int(c.Frames) {
		t.Errorf("%d frames are in the file, want %d", n, c.Frames)
	}
}

// A large frame has a parcel of its own.
func TestKeeperLargeFrames(t *testing.T) {
	name := filepath.Join(t.TempDir(), "kept.pcap")
	rec := &recorder{name: name, log: newLog("", nil), note: func(text string, _ ...string) { t.Error(text) }}
	if err := rec.alone(capture.FileFormat{Format: "pcap"}); err != nil {
		t.Fatal(err)
	}
	k := newKeeper(rec, 4*parcelCost)
	var sizes []int
	for _, size := range []int{100, parcelBytes + 1, 60, 3 * parcelBytes, 0, parcelBytes} {
		for k.held.Load() > 0 { // so that there is room
			time.Sleep(time.Millisecond)
		}
		k.frame(keptFrame(ringStart, size))
		k.tick(nil)
		sizes = append(sizes, size)
	}
	k.settle()
	if c := k.kept(); c.Dropped != 0 || c.Frames != uint64(len(sizes)) {
		t.Errorf("%+v", c)
	}
	if n := readKept(t, name); n != len(sizes) {
		t.Errorf("%d frames are in the file", n)
	}
}

// pcap has one link type: frames of another are counted, told once, and the file goes on.
func TestKeepUnfitFrames(t *testing.T) {
	name := filepath.Join(t.TempDir(), "kept.pcap")
	var told []string
	rec := &recorder{name: name, log: newLog("", nil), note: func(text string, _ ...string) { told = append(told, text) }}
	if err := rec.alone(capture.FileFormat{Format: "pcap"}); err != nil {
		t.Fatal(err)
	}
	k := newKeeper(rec, 4*parcelCost)
	other := *keptFrame(ringStart, 100)
	other.Origin = &capture.Origin{LinkType: 276}
	for _, f := range []*capture.Frame{keptFrame(ringStart, 100), &other, &other, keptFrame(ringStart, 100)} {
		k.frame(f)
	}
	k.settle()
	if c := k.kept(); c.Frames != 2 || c.Dropped != 2 || len(told) != 1 || !strings.Contains(told[0], "several link types: Ethernet and Linux cooked") {
		t.Errorf("%+v, told %q", c, told)
	}
	if n := readKept(t, name); n != 2 {
		t.Errorf("%d frames are in the file", n)
	}
}

// A file is whole from the start, without a frame too.
func TestKeepNothing(t *testing.T) {
	dir := t.TempDir()
	for _, ending := range []string{"pcap", "pcapng", "pcapng.gz", "pcap.zst"} {
		rec := &recorder{name: filepath.Join(dir, "kept."+ending), log: newLog("", nil), note: func(text string, _ ...string) { t.Error(text) }}
		format, _ := capture.FormatOf(rec.name)
		if err := rec.alone(format); err != nil {
			t.Fatal(err)
		}
		if format.Format == "pcapng" {
			readKept(t, rec.name)
		}
		newKeeper(rec, parcelCost).settle()
		if n := readKept(t, rec.name); n != 0 {
			t.Errorf("%s has %d frames", rec.name, n)
		}
	}
}

// SIGHUP makes a file anew where it was moved away or another took its place, and else goes on with it.
func TestReopenAlone(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "kept.pcapng")
	var log strings.Builder
	rec := &recorder{name: name, log: newLog(logJSON, &log), note: func(text string, _ ...string) { t.Error(text) }, slots: make(chan struct{}, 4)}
	if err := rec.alone(capture.FileFormat{Format: "pcapng"}); err != nil {
		t.Fatal(err)
	}
	move := func(to string) {
		t.Helper()
		if err := os.Rename(name, filepath.Join(dir, to)); err != nil {
			t.Fatal(err)
		}
	}
	frame := []capture.Frame{*keptFrame(ringStart, 100)}
	rec.record(frame)
	rec.reopen() // it is where it was
	rec.record(frame)
	move("1.pcapng")
	rec.record(frame)
	rec.reopen()
	rec.record(frame)
	move("2.pcapng")
	touch(t, dir, "kept.pcapng") // as logrotate may
	rec.reopen()
	rec.record(frame)
	rec.end()
	for name, want := range map[string]int{"1.pcapng": 3, "2.pcapng": 1, "kept.pcapng": 1} {
		if got := readKept(t, filepath.Join(dir, name)); got != want {
			t.Errorf("%s has %d frames, want %d", name, got, want)
		}
	}
	if got := filesIn(t, dir); !slices.Equal(got, []string{"1.pcapng", "2.pcapng", "kept.pcapng"}) {
		t.Errorf("there are %q", got)
	}
	if n := strings.Count(log.String(), `"msg":"file rotated"`); n != 2 || !strings.Contains(log.String(), `"frames":3`) {
		t.Errorf("logged %s", &log)
	}
}
