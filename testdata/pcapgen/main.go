// Pcapgen writes those small captures that no stack on a plain Linux host can be made to
// produce: other link layers, other byte orders, a mirror port's copies, a file cut short.
// The same bytes each time, everywhere.
//
//	go run ./testdata/pcapgen testdata/pcaps
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: pcapgen FOLDER")
		os.Exit(2)
	}
	if err := writeAll(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "pcapgen:", err)
		os.Exit(1)
	}
}

// writeAll writes all captures into a folder.
func writeAll(folder string) error {
	for _, c := range captures {
		var file bytes.Buffer
		if err := c.write(&file); err != nil {
			return fmt.Errorf("make %s: %w", c.name, err)
		}
		if err := os.WriteFile(filepath.Join(folder, c.name), file.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}
