// Pcapgen writes those small captures that no stack on a plain Linux host can be made to
// produce: other link layers, other byte orders, a mirror port's copies, a file cut short.
// The same bytes each time, everywhere.
//
//	go run ./testdata/pcapgen testdata/pcaps
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
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
	for i, c := range captures {
		file, err := c.bytes(start.Add(time.Duration(i) * time.Minute))
		if err != nil {
			return fmt.Errorf("make %s: %w", c.name, err)
		}
		if err := os.WriteFile(filepath.Join(folder, c.name+".pcap"), file, 0o644); err != nil {
			return err
		}
	}
	return nil
}
