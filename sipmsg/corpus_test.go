package sipmsg

import (
	"testing"

	"sipcap/testdata/corpus"
)

// corpusDir is the folder of captures and messages that others made; without it the test is skipped.
func corpusDir(t testing.TB) string {
	t.Helper()
	dir, err := corpus.Dir()
	if err != nil {
		t.Skipf("no corpus: %v", err)
	}
	return dir
}
