package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestKeptCapturesAreWhatThisMakes(t *testing.T) {
	folder := t.TempDir()
	if err := writeAll(folder); err != nil {
		t.Fatal(err)
	}
	for _, c := range captures {
		t.Run(c.name, func(t *testing.T) {
			got, err := os.ReadFile(filepath.Join(folder, c.name+".pcap"))
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(filepath.Join("..", "pcaps", c.name+".pcap"))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("got %d bytes that differ from the %d in testdata/pcaps", len(got), len(want))
			}
		})
	}
}

func TestNoFolder(t *testing.T) {
	if err := writeAll(filepath.Join(t.TempDir(), "missing")); err == nil {
		t.Error("writing into a folder that is not there got no error")
	}
}
