package main

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Profiles are whole, as go tool pprof reads them, once the run is over.
func TestProfiles(t *testing.T) {
	dir := t.TempDir()
	p := profileFlags{cpu: filepath.Join(dir, "cpu"), memory: filepath.Join(dir, "memory")}
	stop, err := p.start()
	if err != nil {
		t.Fatal(err)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{p.cpu: "cpu", p.memory: "alloc_space"} {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		text, err := io.ReadAll(z)
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: %d bytes without %s, %v", name, len(text), want, err)
		}
	}
}
