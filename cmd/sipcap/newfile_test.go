package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sipcap/capture"
)

// filesIn are the names of what is in a folder, hidden files too.
func filesIn(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func fill(t *testing.T, f *newFile, text string) {
	t.Helper()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

func TestNewFile(t *testing.T) {
	dir := t.TempDir()
	old, link := filepath.Join(dir, "old"), filepath.Join(dir, "link")
	if err := os.WriteFile(old, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("old", link); err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		b, err := os.ReadFile(name)
		if err != nil {
			return ""
		}
		return string(b)
	}
	f, err := createFile(link)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, f, "new")
	if got := read(old); got != "old" {
		t.Errorf("before commit: %q", got)
	}
	if err := f.commit(); err != nil {
		t.Fatal(err)
	}
	f.abort() // too late
	info, err := os.Stat(old)
	if err != nil {
		t.Fatal(err)
	}
	if target, err := os.Readlink(link); read(old) != "new" || info.Mode().Perm() != 0o640 || err != nil || target != "old" {
		t.Errorf("after commit: %q, mode %v, link to %s", read(old), info.Mode(), target)
	}
	f, err = createFile(filepath.Join(dir, "other"))
	if err != nil {
		t.Fatal(err)
	}
	fill(t, f, "half of i")
	f.abort()
	if got := filesIn(t, dir); !slices.Equal(got, []string{"link", "old"}) {
		t.Errorf("files %q", got)
	}
	if _, err := createFile(dir); err == nil {
		t.Error("a directory: no error")
	}
	if _, err := createFile(filepath.Join(dir, "missing", "x")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("in no directory: %v", err)
	}
}

func TestSameContent(t *testing.T) {
	dir := t.TempDir()
	large := strings.Repeat("x", 64<<10)
	for _, tt := range []struct {
		a, b string
		want bool
	}{{"", "", true}, {"a", "a", true}, {"a", "b", false}, {"a", "ab", false}, {"ab", "a", false}, {large, large, true}, {large, large + "x", false}, {large + "a", large + "b", false}} {
		name := filepath.Join(dir, "file")
		if err := os.WriteFile(name, []byte(tt.b), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := createFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fill(t, f, tt.a)
		if got, err := sameContent(f, name); got != tt.want || err != nil {
			t.Errorf("%d and %d bytes: %t, %v", len(tt.a), len(tt.b), got, err)
		}
		f.abort()
	}
}

// On a disk that is full nothing is left of what could not be written, and what was there stays.
func TestDiskFull(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root, to make a small disk")
	}
	disk := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=16k", "none", disk).CombinedOutput(); err != nil {
		t.Skipf("no small disk: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", disk).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
	})
	if err := os.WriteFile(filepath.Join(disk, "old.pcapng"), []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"new.pcapng", "old.pcapng"} {
		name = filepath.Join(disk, name)
		status, out, errs := program("stats", "-w", name, "../../testdata/pcaps")
		if status != exitFailed || !strings.HasSuffix(errs, "sipcap: cannot write "+name+": no space left on device\n") || !strings.Contains(out, "calls") {
			t.Errorf("status %d: %s", status, errs)
		}
	}
	if got := filesIn(t, disk); !slices.Equal(got, []string{"old.pcapng"}) {
		t.Errorf("files %q", got)
	}
	status, out, errs := program("split", "--format", "csv", "--name", disk+"/{call}.pcapng", "../../testdata/pcaps")
	if status != exitFailed || !strings.HasSuffix(errs, ": no space left on device\n") {
		t.Errorf("split: status %d: %s", status, errs)
	}
	for _, name := range filesIn(t, disk) {
		if name != "old.pcapng" && !strings.Contains(out, "/"+name+",") {
			t.Errorf("split left %s, which is in no row of\n%s", name, out)
		}
	}
}

// An interrupt while reading lets what was read be written; one while writing ends that.
func TestWriteInterrupted(t *testing.T) {
	written := filepath.Join(t.TempDir(), "x.pcapng")
	v := &invocation{env: func(string) string { return "" }}
	if err := v.parse([]string{"-w", written, "../../testdata/pcaps/missing-ack.pcap"}); err != nil {
		t.Fatal(err)
	}
	a, err := v.analyse(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	ctx, cancel := context.WithCancel(context.Background())
	n, err := v.eachFrame(ctx, a, a.frames().All(), func(*capture.Frame) error { cancel(); return nil })
	if !errors.Is(err, errInterrupted) || n != 0 {
		t.Errorf("interrupted: %d frames, %v", n, err)
	}
	n, err = v.writeFile(ctx, a, a.frames().All())
	if err != nil || n != 15 {
		t.Errorf("interrupted before: %d frames, %v", n, err)
	}
}
