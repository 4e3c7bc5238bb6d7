// Package corpus finds the captures that others made, which tests use where they are there:
// in the folder shared/corpus beside the repository, or where SIPCAP_CORPUS says.
package corpus

import (
	"os"
	"path/filepath"
)

// Dir is the corpus's folder, or the error for which it is not there.
func Dir() (string, error) {
	dir := os.Getenv("SIPCAP_CORPUS")
	if dir == "" {
		root, err := os.Getwd()
		if err != nil {
			return "", err
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil || root == filepath.Dir(root) {
				break
			}
			root = filepath.Dir(root)
		}
		dir = filepath.Join(filepath.Dir(root), "shared", "corpus")
	}
	_, err := os.Stat(filepath.Join(dir, "INDEX.tsv"))
	return dir, err
}
