package sipmsg

import (
	"os"
	"path/filepath"
	"testing"
)

// corpusDir returns the folder of captures and messages that others made, which lies
// beside the repository or where SIPCAP_CORPUS says. Without it the test is skipped.
func corpusDir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("SIPCAP_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "corpus")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no corpus (set SIPCAP_CORPUS): %v", err)
	}
	return dir
}
