package capture

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// stdinName is the name that stands for standard input.
const stdinName = "-"

// input is a name to be opened, and whether it was found by looking into a directory.
type input struct {
	name  string
	found bool
}

// expand replaces directories by the regular files in them, sorted by name. It does not go
// into directories below, and leaves out hidden files, which are other programs' own.
func expand(name string) ([]input, bool, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, false, cannotOpen(name, err)
	}
	if !info.IsDir() {
		return []input{{name: name}}, false, nil
	}
	entries, err := os.ReadDir(name) // sorts
	if err != nil {
		return nil, true, cannotOpen(name, err)
	}
	var inputs []input
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		path := filepath.Join(name, e.Name())
		// Stat follows links. A pipe or device in a directory would block, and is nobody's capture.
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			inputs = append(inputs, input{name: path, found: true})
		}
	}
	return inputs, true, nil
}

// passOver tells whether an error of a file that was only found in a directory or an archive is
// to be expected there.
func passOver(err error) bool {
	return errors.Is(err, ErrNotCapture) || errors.Is(err, ErrEmpty) || errors.Is(err, ErrNoCaptures)
}

// unreadable tells whether a file may be a capture that could not be looked into.
func unreadable(err error) bool {
	_, archive := errors.AsType[*unreadableArchive](err)
	return archive || errors.Is(err, fs.ErrPermission)
}
