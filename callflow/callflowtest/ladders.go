package callflowtest

import (
	"iter"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// Ladders runs over the ladders of all files that match patterns, with the name of each file, in their order. It
// fails the test where a pattern matches none, or a file has no ladder first.
func Ladders(t testing.TB, patterns ...string) iter.Seq2[string, *Ladder] {
	t.Helper()
	var files []string
	for _, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: no files (%v)", pattern, err)
		}
		files = append(files, found...)
	}
	return func(yield func(string, *Ladder) bool) {
		for _, name := range files {
			if !yield(name, ReadLadder(t, name)) {
				return
			}
		}
	}
}

// ReadLadder reads the ladder that a file begins with.
func ReadLadder(t testing.TB, name string) *Ladder {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if len(archive.Files) == 0 {
		t.Fatalf("%s: no ladder", name)
	}
	l, err := Parse(string(archive.Files[0].Data))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return l
}
