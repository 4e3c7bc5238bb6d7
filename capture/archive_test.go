package capture

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// bundle is what a ticket has attached: a ring whose names say nothing about its order, one of
// its files compressed, and things that are no captures.
func bundle() []ct.Member {
	files := ring([]int{5, 6}, []int{1, 2}, []int{3, 4})
	return []ct.Member{
		{Name: "case/", Content: nil},
		{Name: "case/trace.pcap0", Content: files[0]},
		{Name: "case/trace.pcap1", Content: ct.Gzip(files[1])},
		{Name: "case/readme.txt", Content: []byte("what happened")},
		{Name: "case/._trace.pcap1", Content: files[1]},
		{Name: "case/empty.pcap", Content: nil},
		{Name: "case/sub/trace.pcap2", Content: files[2]},
	}
}

func TestArchives(t *testing.T) {
	inner := ct.Tar(bundle()...)
	for name, content := range map[string][]byte{
		"zip":               ct.Zip(bundle()...),
		"tar":               inner,
		"tar.gz":            ct.Gzip(inner),
		"tar.xz":            ct.Xz(inner),
		"tar.zst":           ct.Zstd(inner),
		"tar.gz in zip":     ct.Zip(ct.Member{Name: "logs.tgz", Content: ct.Gzip(inner)}),
		"zip in zip":        ct.Zip(ct.Member{Name: "a.txt", Content: []byte("x")}, ct.Member{Name: "logs.zip", Content: ct.Zip(bundle()...)}),
		"zip in tar.gz":     ct.Gzip(ct.Tar(ct.Member{Name: "logs.zip", Content: ct.Zip(bundle()...)})),
		"tar in zip in zip": ct.Zip(ct.Member{Name: "a.zip", Content: ct.Zip(ct.Member{Name: "b.tar", Content: inner})}),
		"tar in tar.lz4":    ct.LZ4(ct.Tar(ct.Member{Name: "x", Content: []byte("x")}, ct.Member{Name: "logs.tar", Content: inner})),
	} {
		t.Run(name, func(t *testing.T) {
			path := ct.WriteFile(t, "ticket.bin", content)
			for _, names := range [][]string{{path}, {filepath.Dir(path)}} {
				packets, info := readNames(t, Config{}, names...)
				wantPayloads(t, packets, "1", "2", "3", "4", "5", "6")
				var members []string
				for _, f := range info.Files {
					if f.Truncated {
						t.Errorf("%s: %s", f.Name, f.Damage)
					}
					members = append(members, f.Name[strings.Index(f.Name, "/case/")+1:])
				}
				if want := []string{"case/trace.pcap0", "case/trace.pcap1", "case/sub/trace.pcap2"}; !slices.Equal(members, want) {
					t.Errorf("files %q, want %q", members, want)
				}
				if !strings.HasPrefix(info.Files[0].Name, path+"/") {
					t.Errorf("name %q, want it to begin with %q", info.Files[0].Name, path)
				}
			}
		})
	}
}

// TestArchiveProgress: the total is known and is reached.
func TestArchiveProgress(t *testing.T) {
	s, err := Open(Config{}, ct.WriteFile(t, "x.tgz", ct.Gzip(ct.Tar(bundle()...))))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	readAll(t, s, nil)
	if read, total := s.Progress(); read != total || total == 0 {
		t.Errorf("read %d of %d", read, total)
	}
}

// TestArchiveDamage: what is there is read, and what is not is told.
func TestArchiveDamage(t *testing.T) {
	files := ring([]int{1, 2}, []int{3, 4})
	tar := ct.Tar(ct.Member{Name: "a", Content: files[0]}, ct.Member{Name: "b", Content: files[1]})
	for name, tt := range map[string]struct {
		content []byte
		want    []string
	}{
		"in the second file":   {tar[:len(tar)-1024-512+60], []string{"1", "2"}},
		"in the second header": {tar[:3*512-100], []string{"1", "2"}},
		"compressed":           {ct.Gzip(tar[:len(tar)-1024-512+60]), []string{"1", "2"}},
	} {
		t.Run(name, func(t *testing.T) {
			packets, info := readNames(t, Config{}, ct.WriteFile(t, "x.tar", tt.content))
			wantPayloads(t, packets, tt.want...)
			if last := info.Files[len(info.Files)-1]; !last.Truncated {
				t.Errorf("%+v, want the damage told", info.Files)
			}
		})
	}
}

// encrypted is a zip archive whose files say that they are.
func encrypted(members ...ct.Member) []byte {
	b := ct.Zip(members...)
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte("PK\x01\x02"))
		if i < 0 {
			return b
		}
		at += i + 4
		b[at+4] |= 1
	}
}

func TestArchiveErrors(t *testing.T) {
	capture := ct.Member{Name: "a.pcap", Content: ring([]int{1})[0]}
	text := ct.Member{Name: "a.txt", Content: []byte("text")}
	tar := ct.Tar(capture)
	for range maxNesting {
		tar = ct.Tar(ct.Member{Name: "x.tar", Content: tar})
	}
	unknown := ct.Zip(capture)
	for _, signature := range []string{"PK\x03\x04", "PK\x01\x02"} { // a method that nobody knows
		at := bytes.Index(unknown, []byte(signature)) + 8
		if signature == "PK\x01\x02" {
			at += 2
		}
		unknown[at] = 97
	}
	for name, tt := range map[string]struct {
		content []byte
		is      error // where not nil
		want    string
	}{
		"no captures in a zip":  {ct.Zip(text), ErrNoCaptures, "no captures in this zip archive"},
		"no captures in a tar":  {ct.Gzip(ct.Tar(text)), ErrNoCaptures, "no captures in this tar archive"},
		"nothing in a zip":      {ct.Zip(), ErrNoCaptures, "no captures in this zip archive"},
		"encrypted":             {encrypted(capture), nil, "encrypted"},
		"unknown method":        {unknown, nil, zip.ErrAlgorithm.Error()},
		"zip cut off":           {ct.Zip(capture)[:100], ErrNotCapture, "a damaged zip archive"},
		"tar damaged":           {append(make([]byte, 257), append([]byte("ustar"), make([]byte, 600)...)...), ErrNotCapture, "a damaged tar archive"},
		"damaged zip in a zip":  {ct.Zip(ct.Member{Name: "b.zip", Content: ct.Zip(capture)[:90]}), nil, "damaged zip archive"},
		"archives all the way":  {tar, nil, "unpack it first"},
		"compressed zip":        {ct.Gzip(ct.Zip(capture)), nil, "unpack it first"},
		"text in a compression": {ct.Xz([]byte("text")), ErrNotCapture, "text, compressed with xz"},
	} {
		t.Run(name, func(t *testing.T) {
			path := ct.WriteFile(t, "x", tt.content)
			s, err := Open(Config{}, path)
			if err == nil {
				s.Close()
				t.Fatalf("no error; %+v", s.Info())
			}
			if tt.is != nil && !errors.Is(err, tt.is) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
	for name, content := range map[string][]byte{"zip": ct.Zip(capture), "tar": ct.Tar(capture)} {
		_, err := Open(Config{Stdin: bytes.NewReader(content)}, "-")
		if !errors.Is(err, ErrNotCapture) || !strings.Contains(err.Error(), name+" archive; unpack it first") {
			t.Errorf("%s on standard input: %v, want ErrNotCapture", name, err)
		}
	}
}

// TestArchiveBesideCaptures: an archive that cannot be read does not keep a directory from it.
func TestArchiveBesideCaptures(t *testing.T) {
	capture := ct.Member{Name: "a.pcap", Content: ring([]int{1})[0]}
	dir := writeAll(t, map[string][]byte{
		"a.pcap": ring([]int{2})[0], "b.zip": encrypted(capture), "c.zip": ct.Zip(capture), "d.zip": ct.Zip(),
	})
	packets, info := readNames(t, Config{}, dir)
	wantPayloads(t, packets, "1", "2")
	if len(info.Files) != 3 || !strings.Contains(info.Files[1].Damage, "encrypted") {
		t.Errorf("files %+v, want three, the second encrypted", info.Files)
	}
}

// TestArchiveLimit: zip archives within archives are kept in memory, as many as there is room for.
func TestArchiveLimit(t *testing.T) {
	inner := func(ms int) ct.Member {
		return ct.Member{Name: "x.zip", Content: ct.Zip(ct.Member{Name: "a.pcap", Content: ring([]int{ms})[0]})}
	}
	path := ct.WriteFile(t, "x.tar", ct.Tar(inner(1), inner(2), ct.Member{Name: "b.pcap", Content: ring([]int{3})[0]}))
	packets, info := readNames(t, Config{ArchiveBytes: len(inner(1).Content) + 10}, path)
	wantPayloads(t, packets, "1", "3")
	if len(info.Files) != 3 || !strings.Contains(info.Files[1].Damage, "too large") {
		t.Errorf("files %+v, want three, the second too large", info.Files)
	}
	packets, _ = readNames(t, Config{}, path)
	wantPayloads(t, packets, "1", "2", "3")
}

// countedArchive counts how often it is opened.
type countedArchive struct {
	inMemory
	opened *int
}

func (c countedArchive) open() (io.ReadCloser, error) {
	*c.opened++
	return c.inMemory.open()
}

// TestTarOpened: a compressed archive is not read again for each of its captures: not at all where there is
// memory for them, and else once as long as they come in the order in which they stand.
func TestTarOpened(t *testing.T) {
	const n = 50
	var sorted, shuffled []ct.Member
	var want []string
	for i := range n {
		want = append(want, fmt.Sprint(i))
		sorted = append(sorted, ct.Member{Name: fmt.Sprint(i), Content: ring([]int{i})[0]})
		j := i * 17 % n
		shuffled = append(shuffled, ct.Member{Name: fmt.Sprint(j), Content: ring([]int{j})[0]})
	}
	for _, tt := range []struct {
		name    string
		members []ct.Member
		room    int
		most    int
	}{
		{"in memory", shuffled, 0, 1},
		{"in memory, sorted", sorted, 0, 1},
		{"no memory, sorted", sorted, 1, 2},
		{"no memory", shuffled, 1, n + 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			opened := 0
			s := &Source{}
			s.decoder.streams.limits.connections = 1
			cfg := Config{MaxFrame: 1 << 20, MaxOpen: 64, ArchiveBytes: tt.room}
			if err := s.addArchive(cfg, "x", countedArchive{ct.Gzip(ct.Tar(tt.members...)), &opened}, tarArchive, 1); err != nil {
				t.Fatal(err)
			}
			s.merge.init(s.files)
			var packets []Packet
			readAll(t, s, func(p *Packet) { packets = append(packets, keep(p)) })
			wantPayloads(t, packets, want...)
			if opened > tt.most {
				t.Errorf("opened %d times, want %d at most", opened, tt.most)
			}
			s.Close()
		})
	}
}
