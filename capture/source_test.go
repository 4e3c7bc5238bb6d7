package capture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	ct "sipcap/capture/capturetest"
)

// writeAll writes files into one directory.
func writeAll(t testing.TB, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// ring is a file for each group of times.
func ring(groups ...[]int) [][]byte {
	var files [][]byte
	for _, times := range groups {
		var frames []ct.Frame
		for _, ms := range times {
			frames = append(frames, datagram(ms, fmt.Sprint(ms)).Frame())
		}
		files = append(files, ct.Pcap{}.Bytes(frames...))
	}
	return files
}

func TestMerge(t *testing.T) {
	for name, tt := range map[string]struct {
		files [][]byte
		want  []string
	}{
		"interleaved":            {ring([]int{1, 4, 5}, []int{2, 3, 6}), []string{"1", "2", "3", "4", "5", "6"}},
		"a ring by name":         {ring([]int{5, 6}, []int{1, 2}, []int{3, 4}), []string{"1", "2", "3", "4", "5", "6"}},
		"back in time":           {ring([]int{1, 5, 2, 6}, []int{3, 7}), []string{"1", "3", "5", "2", "6", "7"}},
		"a file without frames":  {ring(nil, []int{1}), []string{"1"}},
		"nothing but the header": {ring(nil), nil},
	} {
		for _, maxOpen := range []int{0, 1} {
			t.Run(fmt.Sprintf("%s, %d open", name, maxOpen), func(t *testing.T) {
				dir := t.TempDir()
				var names []string
				for i, content := range tt.files {
					names = append(names, filepath.Join(dir, fmt.Sprint(i)))
					if err := os.WriteFile(names[i], content, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				packets, info := readNames(t, Config{MaxOpen: maxOpen}, names...)
				wantPayloads(t, packets, tt.want...)
				for i, f := range info.Files {
					if f.Name != names[i] || f.Truncated {
						t.Errorf("file %d is %+v, want %s without damage", i, f, names[i])
					}
				}
			})
		}
	}
}

// TestRing: a ring's oldest file was written over, and its newest is cut off where tcpdump was stopped.
func TestRing(t *testing.T) {
	files := ring([]int{5, 6, 7}, []int{1, 2}, []int{3, 4})
	dir := writeAll(t, map[string][]byte{"trace.pcap0": files[0][:len(files[0])-3], "trace.pcap1": files[1], "trace.pcap2": files[2]})
	for _, maxOpen := range []int{0, 1} {
		packets, info := readNames(t, Config{MaxOpen: maxOpen}, dir)
		wantPayloads(t, packets, "1", "2", "3", "4", "5", "6")
		if f := info.Files; !f[0].Truncated || f[1].Truncated || f[2].Truncated {
			t.Errorf("%d open: files %+v, want the first cut off", maxOpen, f)
		}
	}
}

// TestMergeStable: at equal times the order of the inputs decides, then that of the frames.
func TestMergeStable(t *testing.T) {
	same := func(texts ...string) []byte {
		var frames []ct.Frame
		for _, text := range texts {
			frames = append(frames, datagram(0, text).Frame())
		}
		return ct.Pcap{}.Bytes(frames...)
	}
	a, b := ct.WriteFile(t, "z", same("a1", "a2")), ct.WriteFile(t, "a", same("b1", "b2"))
	packets, _ := readNames(t, Config{}, a, b)
	wantPayloads(t, packets, "a1", "a2", "b1", "b2")
	if got, want := packets[2].Frame, (FrameRef{File: 1, Number: 1}); got != want {
		t.Errorf("frame %v, want %v", got, want)
	}
}

func TestBackInTime(t *testing.T) {
	_, info := readBytes(t, ring([]int{5, 3, 4, 2, 9})[0])
	f := info.Files[0]
	if f.BackInTime != 2 || f.First != at(2) || f.Last != at(9) {
		t.Errorf("%d back in time, from %v to %v; want 2, %v, %v", f.BackInTime, f.First, f.Last, at(2), at(9))
	}
	if want := (Step{2 * time.Millisecond, FrameRef{0, 2}}); f.FarthestBack != want {
		t.Errorf("farthest back %v, want the first of two, %v", f.FarthestBack, want)
	}
}

// TestPause: the longest time without a frame, over all files.
func TestPause(t *testing.T) {
	for name, tt := range map[string]struct {
		files [][]byte
		pause Step
		next  time.Duration
	}{
		"no frames":              {ring(nil), Step{}, 0},
		"one frame":              {ring([]int{7}), Step{}, 0},
		"in a file":              {ring([]int{1, 3, 500, 504}), Step{497 * time.Millisecond, FrameRef{0, 3}}, 4 * time.Millisecond},
		"a file is missing":      {ring([]int{900, 901}, []int{1, 3}), Step{897 * time.Millisecond, FrameRef{0, 1}}, 2 * time.Millisecond},
		"filled by another file": {ring([]int{1, 500}, []int{100, 300}), Step{200 * time.Millisecond, FrameRef{1, 2}}, 200 * time.Millisecond},
		"back, and on again":     {ring([]int{100, 200, 50, 210}), Step{100 * time.Millisecond, FrameRef{0, 2}}, 10 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			var names []string
			for _, content := range tt.files {
				names = append(names, ct.WriteFile(t, "x", content))
			}
			_, info := readNames(t, Config{}, names...)
			if info.Pause != tt.pause || info.NextPause != tt.next {
				t.Errorf("%+v, then %v; want %+v, then %v", info.Pause, info.NextPause, tt.pause, tt.next)
			}
		})
	}
}

// bzip2ed is the capture of one datagram, "one", through bzip2 1.0.8; there is no compressor in Go.
var bzip2ed = []byte("" +
	"\x42\x5a\x68\x39\x31\x41\x59\x26\x53\x59\xbb\xd5\x34\x1c\x00\x00\x27\x75\x9f\x74\xd8\x28\x00\x80\x02\x42\x00\x03" +
	"\x01\xa0\x00\x20\x00\x10\x00\x4d\x08\x04\x04\x40\x00\xa0\x00\x54\x52\x64\x60\x4c\x98\x11\x98\x50\x6a\x7e\xa4\x9a" +
	"\x34\x34\xd0\x00\x34\x32\x9b\x2a\x85\x21\x04\x08\x88\x26\x27\x90\xc1\x9c\xa2\x74\x25\x78\xe4\xf3\x61\xd2\x23\xd8" +
	"\xaa\xb3\x6b\x4a\x0b\x37\xf4\x80\x05\xc4\x08\x10\x33\x3f\xc5\xdc\x91\x4e\x14\x24\x2e\xf5\x4d\x07\x00")

func TestCompressed(t *testing.T) {
	pcap := ct.Pcap{}.Bytes(datagram(0, "one").Frame())
	ng := ct.PcapNG{}.Bytes(datagram(0, "one").Frame())
	for name, tt := range map[string]struct {
		content     []byte
		compression string
	}{
		"pcap.gz":                {ct.Gzip(pcap), "gzip"},
		"pcapng.gz":              {ct.Gzip(ng), "gzip"},
		"pcap.zst":               {ct.Zstd(pcap), "zstd"},
		"pcapng.zst":             {ct.Zstd(ng), "zstd"},
		"gzip members":           {slices.Concat(ct.Gzip(pcap[:30]), ct.Gzip(pcap[30:])), "gzip"},
		"pcap.xz":                {ct.Xz(pcap), "xz"},
		"pcapng.xz":              {ct.Xz(ng), "xz"},
		"xz streams":             {slices.Concat(ct.Xz(pcap[:30]), ct.Xz(pcap[30:])), "xz"},
		"pcap.lz4":               {ct.LZ4(pcap), "lz4"},
		"lz4 frames":             {slices.Concat(ct.LZ4(pcap[:30]), ct.LZ4(pcap[30:])), "lz4"},
		"pcap.bz2":               {bzip2ed, "bzip2"},
		"zstd skippable frame":   {slices.Concat([]byte("\x50\x2a\x4d\x18\x02\x00\x00\x00xx"), ct.Zstd(pcap)), "zstd"},
		"not compressed, though": {pcap, ""},
	} {
		t.Run(name, func(t *testing.T) {
			path := ct.WriteFile(t, "misleading.txt", tt.content)
			packets, info := readNames(t, Config{}, path)
			wantPayloads(t, packets, "one")
			if got := info.Files[0].Compression; got != tt.compression {
				t.Errorf("compression %q, want %q", got, tt.compression)
			}
		})
	}
}

// TestXzDictionary: what a file asks for in memory is known before it is given.
func TestXzDictionary(t *testing.T) {
	small := ct.Xz(ct.Pcap{}.Bytes(datagram(0, "one").Frame()))
	const properties = 12 + 4 // of the first block's only filter
	huge := slices.Clone(small)
	huge[properties] = 40
	binary.LittleEndian.PutUint32(huge[12+8:], crc32.ChecksumIEEE(huge[12:12+8]))
	for name, tt := range map[string]struct {
		content []byte
		want    int64
	}{
		"8 MiB": {small, 8 << 20},
		"4 GiB": {huge, 4 << 30},
		"cut":   {small[:13], 0},
	} {
		if got := xzDictionary(&window{r: bytes.NewReader(tt.content)}); got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
	if _, err := Open(Config{}, ct.WriteFile(t, "x", huge)); !errors.Is(err, ErrNotCapture) {
		t.Errorf("4 GiB: %v, want ErrNotCapture", err)
	}
}

// TestCompressedDamage: what can be decompressed is read.
func TestCompressedDamage(t *testing.T) {
	var frames []ct.Frame
	for i := range 8000 {
		frames = append(frames, datagram(i, fmt.Sprint(i*7919)).Frame())
	}
	content := ct.Pcap{}.Bytes(frames...)
	for name, compressed := range map[string][]byte{
		"gzip": ct.Gzip(content), "zstd": ct.Zstd(content), "xz": ct.Xz(content), "lz4": ct.LZ4(content),
	} {
		t.Run(name+" cut off", func(t *testing.T) {
			packets, info := readBytes(t, compressed[:len(compressed)-7])
			if len(packets) == 0 || !info.Files[0].Truncated {
				t.Errorf("%d packets, %+v; want some, and the damage told", len(packets), info.Files[0])
			}
		})
		t.Run(name+" with a wrong checksum", func(t *testing.T) {
			wrong := slices.Clone(compressed)
			wrong[len(wrong)-map[string]int{"gzip": 6, "zstd": 1, "xz": 30, "lz4": 1}[name]] ^= 0xff
			_, info := readBytes(t, wrong)
			if f := info.Files[0]; !f.Truncated || !strings.Contains(f.Damage, "cannot be read on") {
				t.Errorf("damage %q, want it told", f.Damage)
			}
		})
	}
}

func TestDirectory(t *testing.T) {
	dir := writeAll(t, map[string][]byte{
		"b.pcap":       ring([]int{2})[0],
		"a.pcapng.gz":  ct.Gzip(ct.PcapNG{}.Bytes(datagram(1, "1").Frame())),
		"notes.txt":    []byte("call the customer back"),
		"empty.pcap":   nil,
		"damaged.gz":   []byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff"),
		".hidden.pcap": ring([]int{9})[0],
		"below/c.pcap": ring([]int{9})[0],
	})
	packets, info := readNames(t, Config{}, dir)
	wantPayloads(t, packets, "1", "2")
	if info.Files[0].Name != filepath.Join(dir, "a.pcapng.gz") || len(info.Files) != 2 {
		t.Errorf("files %+v, want a.pcapng.gz and b.pcap", info.Files)
	}
}

func TestOpenErrors(t *testing.T) {
	for name, tt := range map[string]struct {
		path string
		want error
		text string
	}{
		"not there":         {filepath.Join(t.TempDir(), "none.pcap"), fs.ErrNotExist, ""},
		"empty":             {ct.WriteFile(t, "x", nil), ErrEmpty, "empty file"},
		"empty within gzip": {ct.WriteFile(t, "x", ct.Gzip(nil)), ErrEmpty, "empty file"},
		"text":              {ct.WriteFile(t, "x", []byte("hello, world")), ErrNotCapture, "it looks like text"},
		"HTML":              {ct.WriteFile(t, "x", []byte("\ufeff\n<!DOCTYPE html><html>")), ErrNotCapture, "an HTML page"},
		"HTML within zstd":  {ct.WriteFile(t, "x", ct.Zstd([]byte("<html><body>"))), ErrNotCapture, "an HTML page, compressed with zstd"},
		"damaged gzip":      {ct.WriteFile(t, "x", []byte("\x1f\x8bxxxx")), ErrNotCapture, "a damaged gzip file"},
		"header cut":        {ct.WriteFile(t, "x", ct.Pcap{}.Bytes()[:20]), ErrNotCapture, "ends within its header"},
		"first block cut":   {ct.WriteFile(t, "x", ct.PcapNG{}.Bytes()[:20]), ErrNotCapture, "ends within its first block"},
		"pcap version":      {ct.WriteFile(t, "x", []byte("\xa1\xb2\xc3\xd4\x00\x05\x00\x00aaaabbbbccccdddd")), ErrNotCapture, "pcap version 5"},
		"no captures":       {writeAll(t, map[string][]byte{"a.txt": []byte("text")}), ErrNoCaptures, "no captures in this directory"},
		"empty directory":   {t.TempDir(), ErrNoCaptures, ""},
		"stdin without one": {"-", ErrNoInput, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(Config{}, ct.WriteFile(t, "good", ring([]int{1})[0]), tt.path)
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.text) {
				t.Fatalf("got %v, want %v with %q", err, tt.want, tt.text)
			}
			e, ok := errors.AsType[*Error](err)
			if !ok || e.Op != "open" || e.File != tt.path || strings.Count(err.Error(), tt.path) != 1 {
				t.Errorf("got %#v, want an *Error that names %s once", err, tt.path)
			}
		})
	}
	if _, err := Open(Config{}); !errors.Is(err, ErrNoInput) {
		t.Errorf("no names: got %v, want %v", err, ErrNoInput)
	}
}

// TestPermission: root may read everything, so that the refusal is told to the file.
func TestPermission(t *testing.T) {
	denied := cannotOpen("a.pcap", &fs.PathError{Op: "open", Path: "a.pcap", Err: syscall.EACCES})
	if !errors.Is(denied, fs.ErrPermission) || denied.Error() != "open a.pcap: permission denied" {
		t.Errorf("got %v, want permission denied", denied)
	}
	s := &Source{}
	s.addUnreadable("a.pcap", denied)
	if err := s.addFile(Config{MaxFrame: 1000, MaxOpen: 9}, &file{name: ct.WriteFile(t, "b", ring([]int{1})[0])}); err != nil {
		t.Fatal(err)
	}
	s.merge.init(s.files)
	info := readAll(t, s, nil)
	if f := info.Files[0]; f.Damage != "cannot be opened: permission denied" || !f.Truncated || info.Frames != 1 {
		t.Errorf("got %+v, want the first file refused and the second read", info)
	}
}

func TestInfoMidway(t *testing.T) {
	s, err := Open(Config{}, ct.WriteFile(t, "x", ring([]int{1, 2, 3})[0]))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for n := range uint64(3) {
		if got := s.Info(); got.Frames != n || got.Files[0].Frames != n {
			t.Errorf("after %d packets: %d frames", n, got.Frames)
		}
		if _, err := s.Next(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Next(); err != io.EOF {
		t.Errorf("got %v, want io.EOF", err)
	}
	if _, err := s.Next(); err != io.EOF {
		t.Errorf("again: got %v, want io.EOF", err)
	}
}

func TestProgress(t *testing.T) {
	files := ring([]int{1, 3}, []int{2, 4})
	a, b := ct.WriteFile(t, "a", files[0]), ct.WriteFile(t, "b", ct.Gzip(files[1]))
	size := int64(len(files[0]) + len(ct.Gzip(files[1])))
	for _, maxOpen := range []int{0, 1} {
		s, err := Open(Config{MaxOpen: maxOpen}, a, b)
		if err != nil {
			t.Fatal(err)
		}
		readAll(t, s, nil)
		if read, total := s.Progress(); read != size || total != size {
			t.Errorf("%d open: read %d of %d, want %d", maxOpen, read, total, size)
		}
		s.Close()
	}
	s, err := Open(Config{Stdin: bytes.NewReader(files[0])}, "-", a)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, total := s.Progress(); total != 0 {
		t.Errorf("a pipe's total is %d, want 0: not known", total)
	}
}

// TestLivePipe: each packet comes as soon as it was written, not when a buffer is full.
func TestLivePipe(t *testing.T) {
	for name, content := range map[string][]byte{
		"pcap":   ct.Pcap{}.Bytes(datagram(0, "one").Frame()),
		"pcapng": ct.PcapNG{}.Bytes(datagram(0, "one").Frame()),
	} {
		t.Run(name, func(t *testing.T) {
			r, w := io.Pipe()
			defer w.Close()
			got := make(chan string)
			go func() {
				defer close(got)
				s, err := Open(Config{Stdin: r}, "-")
				if err != nil {
					return
				}
				defer s.Close()
				if p, err := s.Next(); err == nil {
					got <- string(p.Payload)
				}
			}()
			if _, err := w.Write(content); err != nil {
				t.Fatal(err)
			}
			select {
			case text := <-got:
				if text != "one" {
					t.Errorf("got %q, want one", text)
				}
			case <-time.After(10 * time.Second):
				t.Error("no packet before the pipe was closed")
			}
		})
	}
}

// TestFileGone: a file that is not there any more when its time comes is told as damage.
func TestFileGone(t *testing.T) {
	files := ring([]int{1}, []int{2})
	a, b := ct.WriteFile(t, "a", files[0]), ct.WriteFile(t, "b", files[1])
	s, err := Open(Config{MaxOpen: 1}, a, b)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := os.Remove(b); err != nil {
		t.Fatal(err)
	}
	info := readAll(t, s, nil)
	if f := info.Files[1]; info.Frames != 1 || !strings.HasSuffix(f.Damage, "when it was opened again") {
		t.Errorf("%d frames, damage %q; want 1, and the loss told", info.Frames, f.Damage)
	}
}

func TestFrameLimit(t *testing.T) {
	names := []string{filepath.Join("..", "testdata", "pcaps", "answered-call.pcap"), filepath.Join("..", "testdata", "pcaps", "busy-486.pcap")}
	for _, limit := range []uint64{1, 5, 1000} {
		s, err := Open(Config{Frames: limit}, names...)
		if err != nil {
			t.Fatal(err)
		}
		var got uint64
		for {
			if _, err := s.Next(); err != nil {
				break
			}
			got++
		}
		info := s.Info()
		for _, skip := range info.Skipped {
			got += skip.Count
		}
		if want := min(limit, 13); info.Frames != want || got != want {
			t.Errorf("limit %d: %d frames read, %d accounted for, want %d", limit, info.Frames, got, want)
		}
		s.Close()
	}
}

// lossy is a live source that lost frames and gives none.
type lossy struct{}

func (lossy) next(*frame) error       { return io.EOF }
func (lossy) format() string          { return "live" }
func (lossy) links() []*linkLayer     { return nil }
func (lossy) dropped() uint64         { return 7 }
func (lossy) down() []string          { return nil }
func (lossy) softwareTimed() []string { return nil }
func (lossy) drops() Drops            { return Drops{Received: 9, Dropped: 7} }
func (lossy) onWait(func())           {}
func (lossy) stop()                   {}
func (lossy) close()                  {}

// TestLiveDropped: what an interface lost stands in the account, while it runs and at its end.
func TestLiveDropped(t *testing.T) {
	s := &Source{}
	s.addLive(lossy{}, []string{"eth0"})
	if f := s.Info().Files[0]; f.Dropped != 7 {
		t.Errorf("%d dropped, want 7", f.Dropped)
	}
	s.files[0].advance()
	if f := s.Info().Files[0]; f.Dropped != 7 {
		t.Errorf("at the end: %d dropped, want 7", f.Dropped)
	}
}
