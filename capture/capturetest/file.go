package capturetest

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz"
)

// WriteFile writes a file into a directory that lives as long as the test, and returns its path.
func WriteFile(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Gzip returns the content compressed.
func Gzip(content []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(content)
	must(err)
	must(w.Close())
	return b.Bytes()
}

// Zstd returns the content compressed.
func Zstd(content []byte) []byte {
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b)
	must(err)
	_, err = w.Write(content)
	must(err)
	must(w.Close())
	return b.Bytes()
}

// Xz returns the content compressed.
func Xz(content []byte) []byte {
	var b bytes.Buffer
	w, err := xz.NewWriter(&b)
	must(err)
	_, err = w.Write(content)
	must(err)
	must(w.Close())
	return b.Bytes()
}

// LZ4 returns the content compressed.
func LZ4(content []byte) []byte {
	var b bytes.Buffer
	w := lz4.NewWriter(&b)
	_, err := w.Write(content)
	must(err)
	must(w.Close())
	return b.Bytes()
}

// Member is a file in an archive. A name that ends with a slash is a directory.
type Member struct {
	Name    string
	Content []byte
}

// Zip returns an archive.
func Zip(members ...Member) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		w, err := z.Create(m.Name)
		must(err)
		_, err = w.Write(m.Content)
		must(err)
	}
	must(z.Close())
	return b.Bytes()
}

// Tar returns an archive.
func Tar(members ...Member) []byte {
	var b bytes.Buffer
	t := tar.NewWriter(&b)
	for _, m := range members {
		must(t.WriteHeader(&tar.Header{Name: m.Name, Size: int64(len(m.Content)), Mode: 0o600}))
		_, err := t.Write(m.Content)
		must(err)
	}
	must(t.Close())
	return b.Bytes()
}
