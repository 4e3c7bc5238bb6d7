package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocumentsNameFiles holds what ARCHITECTURE.md, CONTRIBUTING.md and README.md say to the tree:
// a file or folder that they name is there.
func TestDocumentsNameFiles(t *testing.T) {
	root := filepath.Join("..", "..")
	named := regexp.MustCompile("`((?:[a-z_*]+/)*[a-z_0-9*]+\\.(?:go|md|sh|tsv))`|`((?:[a-z]+/)+)`|\\]\\(([A-Za-z/.]+)\\)")
	for _, doc := range []string{"ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"} {
		text, err := os.ReadFile(filepath.Join(root, doc))
		if err != nil {
			t.Fatal(err)
		}
		folder := "" // of the section, as its heading names it
		for line := range strings.Lines(string(text)) {
			for _, m := range named.FindAllStringSubmatch(line, -1) {
				name := m[1] + m[2] + m[3]
				if strings.HasPrefix(line, "## ") && strings.HasSuffix(name, "/") {
					folder = name
				}
				found := false
				for _, dir := range []string{"", folder, "docs/", "sipmsg/", "capture/", "callflow/", "callflow/diagnose/", "callflow/compare/", "cmd/sipcap/", "testdata/pcaps/"} {
					if hits, err := filepath.Glob(filepath.Join(root, dir, name)); err == nil && len(hits) > 0 {
						found = true
						break
					}
				}
				if !found {
					t.Errorf("%s names %s, which is not there", doc, name)
				}
			}
		}
	}
}
