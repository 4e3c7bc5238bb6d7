package sipmsg

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

// update makes the tests write the pages in docs that are printed from tables, instead
// of comparing with them: go test ./sipmsg -update
var update = flag.Bool("update", false, "rewrite the pages in docs that are printed from tables")

// checkPage fails when docs/name is not what the tables print now.
func checkPage(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("..", "docs", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("docs/%s is stale: run go test ./sipmsg -update", name)
	}
}
