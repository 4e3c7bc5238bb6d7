package capture

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// readOpen opens captures and reads them to their end.
func readOpen(t *testing.T, cfg Config, names ...string) (*Source, []FrameRef) {
	t.Helper()
	s, err := Open(cfg, names...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	var refs []FrameRef
	readAll(t, s, func(p *Packet) { refs = append(refs, p.Frame) })
	return s, refs
}

func texts(frames []Frame) []string {
	var all []string
	for _, f := range frames {
		all = append(all, string(f.Data[42:])) // behind Ethernet, IPv4 and UDP
	}
	return all
}

func refsOf(frames []Frame) []FrameRef {
	var all []FrameRef
	for _, f := range frames {
		all = append(all, f.Ref)
	}
	return all
}

func setOf(refs ...FrameRef) *FrameSet {
	var s FrameSet
	s.Add(refs...)
	return &s
}

// The second pass has the frames of the first, in the same order, however many files are open.
func TestFramesAgain(t *testing.T) {
	dir := t.TempDir()
	files := map[string][]byte{
		"a.pcap":      ct.Pcap{}.Bytes(datagram(5, "a1").Frame(), datagram(1, "a2").Frame(), datagram(30, "a3").Frame()),
		"b.pcapng.gz": ct.Gzip(ct.PcapNG{}.Bytes(datagram(0, "b1").Frame(), datagram(20, "b2").Frame())),
		"c.tar": ct.Tar(ct.Member{Name: "x.pcap", Content: ct.Pcap{}.Bytes(datagram(10, "cx").Frame())},
			ct.Member{Name: "y.pcap", Content: ct.Pcap{}.Bytes(datagram(2, "cy").Frame())}),
		"d.zip":      ct.Zip(ct.Member{Name: "z.pcap", Content: ct.Pcap{}.Bytes(datagram(7, "dz").Frame(), datagram(8, "dz2").Frame())}),
		"empty.pcap": ct.Pcap{}.Bytes(),
		"notes.txt":  []byte("no capture"),
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, open := range []int{1, 64} {
		s, refs := readOpen(t, Config{MaxOpen: open}, dir)
		all := again(t, s, nil)
		want := []string{"b1", "cy", "a1", "a2", "dz", "dz2", "cx", "b2", "a3"}
		if got := texts(all); !slices.Equal(got, want) {
			t.Errorf("frames %q, want %q", got, want)
		}
		if !slices.Equal(refsOf(all), refs) {
			t.Errorf("frames %v, want %v", refsOf(all), refs)
		}
		// Added in any order, and twice; asked for a second time.
		some := setOf(refs[8], refs[3], refs[3], refs[6], refs[5])
		for range 2 {
			if got := texts(again(t, s, some)); !slices.Equal(got, []string{"a2", "dz2", "cx", "a3"}) {
				t.Errorf("some frames: %q", got)
			}
		}
		if got := again(t, s, &FrameSet{}); len(got) > 0 {
			t.Errorf("of none: %v", got)
		}
	}
	// What is new in the folder meanwhile changes nothing.
	s, refs := readOpen(t, Config{}, dir)
	for name, content := range map[string][]byte{"0.pcap": files["a.pcap"], "notes.txt": files["a.pcap"]} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := refsOf(again(t, s, nil)); !slices.Equal(got, refs) {
		t.Errorf("with a new file: %v, want %v", got, refs)
	}
}

func TestFramesLimit(t *testing.T) {
	name := ct.WriteFile(t, "a.pcap", ct.Pcap{}.Bytes(datagram(0, "a").Frame(), datagram(1, "b").Frame(), datagram(2, "c").Frame()))
	s, _ := readOpen(t, Config{Frames: 2}, name)
	if got := texts(again(t, s, nil)); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("frames %q, want the two that were read", got)
	}
}

// A file is not opened where nothing of it is wanted, and what is wrong with one of which
// something is wanted is told.
func TestFramesGone(t *testing.T) {
	content := ct.Pcap{}.Bytes(datagram(0, "a").Frame(), datagram(1, "b").Frame())
	gone, stays := ct.WriteFile(t, "gone.pcap", content), ct.WriteFile(t, "stays.pcap", content)
	s, _ := readOpen(t, Config{}, gone, stays)
	if err := os.Remove(gone); err != nil {
		t.Fatal(err)
	}
	if got := texts(again(t, s, setOf(FrameRef{1, 2}))); !slices.Equal(got, []string{"b"}) {
		t.Errorf("frames %q, want that of the file that stayed", got)
	}
	wantError := func(want error, text string, set *FrameSet) {
		t.Helper()
		r, err := s.Frames(set)
		for err == nil {
			_, err = r.Next()
		}
		if !errors.Is(err, want) || err.Error() != text {
			t.Errorf("error %q, want %q", err, text)
		}
	}
	wantError(fs.ErrNotExist, "read again "+gone+": no such file or directory", setOf(FrameRef{0, 1}, FrameRef{1, 1}))
	if err := os.WriteFile(stays, content[:len(content)-1], 0o600); err != nil {
		t.Fatal(err)
	}
	wantError(ErrChanged, "read again "+stays+": it changed since it was read", setOf(FrameRef{1, 2}))
	wantError(ErrChanged, "read again: it changed since it was read", setOf(FrameRef{7, 2}))
}

// What can be read only once is read again from a copy, which is gone in the end.
func TestFramesOfPipes(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	content := ct.Gzip(ct.Pcap{}.Bytes(datagram(0, "a").Frame(), datagram(1, "b").Frame()))
	fifo := filepath.Join(t.TempDir(), "fifo")
	for _, kind := range []string{"a pipe", "a named pipe"} {
		t.Run(kind, func(t *testing.T) {
			open := func(again bool) (*Source, []FrameRef) {
				if kind == "a pipe" {
					return readOpen(t, Config{Stdin: io.LimitReader(bytes.NewReader(content), 1<<20), Again: again}, "-")
				}
				_ = os.Remove(fifo)
				if err := exec.Command("mkfifo", fifo).Run(); err != nil {
					t.Skip(err)
				}
				go func() {
					if err := os.WriteFile(fifo, content, 0); err != nil {
						t.Error(err)
					}
				}()
				return readOpen(t, Config{Again: again}, fifo)
			}
			s, refs := open(true)
			for range 2 {
				if got := refsOf(again(t, s, nil)); !slices.Equal(got, refs) {
					t.Errorf("frames %v, want %v", got, refs)
				}
			}
			s.Close()
			if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v %v", left, err)
			}
			s, _ = open(false)
			if _, err := s.Frames(nil); err == nil || !strings.HasSuffix(err.Error(), ": it can be read only once") {
				t.Errorf("without a copy: %v", err)
			}
		})
	}
	// No room for the copy: reading goes on, and it is told when the copy is wanted.
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing"))
	s, refs := readOpen(t, Config{Stdin: io.LimitReader(bytes.NewReader(content), 1<<20), Again: true}, "-")
	if _, err := s.Frames(nil); len(refs) != 2 || !errors.Is(err, fs.ErrNotExist) || !errors.Is(err, ErrNotKept) ||
		!strings.HasPrefix(err.Error(), "read again -: what was read of it cannot be kept: ") {
		t.Errorf("frames %v, error %v", refs, err)
	}
}

// Standard input that is a file is read again from where it stood.
func TestFramesOfRedirectedFile(t *testing.T) {
	content := append([]byte("before"), ct.Pcap{}.Bytes(datagram(0, "a").Frame())...)
	f, err := os.Open(ct.WriteFile(t, "a", content))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Seek(6, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	s, _ := readOpen(t, Config{Stdin: f}, "-")
	if got := texts(again(t, s, nil)); !slices.Equal(got, []string{"a"}) {
		t.Errorf("frames %q", got)
	}
	r, err := s.Frames(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Next(); err != nil {
		t.Fatal(err)
	}
	if read, total := r.Progress(); read == 0 || total != int64(len(content)) {
		t.Errorf("progress %d of %d", read, total)
	}
	r.Close()
	if _, err := r.Next(); err != io.EOF {
		t.Errorf("after Close: %v", err)
	}
}
