package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"sipcap/testdata/corpus"
)

// corpusDir is the folder of captures that others made, with an oracle beside each; without it the
// test is skipped.
func corpusDir(t *testing.T) string {
	t.Helper()
	dir, err := corpus.Dir()
	if err != nil {
		t.Skipf("no corpus: %v", err)
	}
	return dir
}

// corpusCaptures are the captures of the corpus, by their path in it.
func corpusCaptures(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	for _, row := range tsv(t, filepath.Join(dir, "INDEX.tsv")) {
		names = append(names, row["path"])
	}
	for _, folder := range []string{"robust", "rfc4475", "made"} {
		err := filepath.WalkDir(filepath.Join(dir, folder), func(name string, entry fs.DirEntry, err error) error {
			if err == nil && entry.Type().IsRegular() && isCaptureName(name) {
				rel, err := filepath.Rel(dir, name)
				if err != nil {
					return err
				}
				names = append(names, rel)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// eachOfTheTree checks each capture of testdata/pcaps.
func eachOfTheTree(t *testing.T, check func(t *testing.T, name string)) {
	t.Helper()
	names, err := filepath.Glob("../../testdata/pcaps/*.pcap*")
	if err != nil || len(names) == 0 {
		t.Fatalf("no captures in testdata/pcaps: %v", err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) { check(t, name) })
	}
}

// eachOfTheCorpus checks each capture of the corpus, several at a time.
func eachOfTheCorpus(t *testing.T, check func(t *testing.T, name string)) {
	t.Helper()
	dir := corpusDir(t)
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	for _, name := range corpusCaptures(t, dir) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, filepath.Join(dir, name))
		})
	}
}

func isCaptureName(name string) bool {
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".zst")
	return slices.Contains([]string{".pcap", ".pcapng", ".cap"}, filepath.Ext(name))
}

// tsv reads a table whose first line names the columns.
func tsv(t *testing.T, name string) []map[string]string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	var header []string
	for line := range strings.Lines(string(content)) {
		fields := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if header == nil {
			header = fields
			continue
		}
		row := make(map[string]string)
		for i, f := range fields[:min(len(fields), len(header))] {
			row[header[i]] = f
		}
		rows = append(rows, row)
	}
	return rows
}

// program runs sipcap in this process.
func program(args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	status = run(context.Background(), args, func(string) string { return "" }, strings.NewReader(""), &out, &errs)
	return status, out.String(), errs.String()
}

// views are the commands that print what is in a capture.
var views = [][]string{
	{"report"}, {"calls", "--all"}, {"calls", "--all", "--messages"}, {"ladder", "--call", "1-1000"}, {"messages"}, {"stats"},
}

// checkViews runs every view of a capture in every format: it must end with 0, print what the
// format promises, and print the same on any number of cores.
func checkViews(t *testing.T, name string) {
	t.Helper()
	for _, view := range views {
		for _, format := range []string{"table", "json", "ndjson", "csv", "markdown"} {
			args := slices.Concat(view, []string{"--format", format, name})
			status, out, errs := program(append(args, "--cores", "1")...)
			if status != exitOK {
				t.Errorf("sipcap %s: exit status %d: %s", strings.Join(args, " "), status, errs)
				continue
			}
			if err := wellFormed(format, out); err != nil {
				t.Errorf("sipcap %s: %v", strings.Join(args, " "), err)
			}
			if format != "json" && format != "table" {
				continue // they print the same data
			}
			for _, cores := range []string{"2", "8"} {
				if _, again, _ := program(append(args, "--cores", cores)...); again != out {
					t.Errorf("sipcap %s: --cores %s prints something else than --cores 1", strings.Join(args, " "), cores)
				}
			}
		}
	}
}

// wellFormed tells what is wrong with a result as text of its format.
func wellFormed(format, out string) error {
	switch format {
	case "json":
		var v any
		return json.Unmarshal([]byte(out), &v)
	case "ndjson":
		d := json.NewDecoder(strings.NewReader(out))
		for d.More() {
			var v map[string]any
			if err := d.Decode(&v); err != nil {
				return err
			}
		}
	case "csv":
		if _, err := csv.NewReader(strings.NewReader(out)).ReadAll(); err != nil {
			return err
		}
	}
	return noControls(out)
}

// noControls tells a control character, a hidden one or broken UTF-8 in a result.
func noControls(out string) error {
	for line := range strings.SplitSeq(out, "\n") {
		i := strings.IndexFunc(line, func(r rune) bool { return r == utf8.RuneError || !unicode.IsGraphic(r) })
		if i >= 0 && !strings.HasPrefix(line[i:], "\ufffd") {
			return fmt.Errorf("%q has what a terminal may obey at %d", line, i)
		}
	}
	return nil
}

func TestViewsOfTheTreesCaptures(t *testing.T) { eachOfTheTree(t, checkViews) }

func TestViewsOfTheCorpus(t *testing.T) { eachOfTheCorpus(t, checkViews) }

// TestRobustInTime reads the malformed captures of the corpus: each ends with 0 or is none, and soon.
func TestRobustInTime(t *testing.T) {
	dir := corpusDir(t)
	const limit = 20 * time.Second // some milliseconds, on a machine that does nothing else
	read := 0
	err := filepath.WalkDir(filepath.Join(dir, "robust"), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		type result struct {
			status int
			errs   string
		}
		done := make(chan result, 1)
		go func() {
			status, _, errs := program("report", name)
			done <- result{status, errs}
		}()
		select {
		case r := <-done:
			read++
			if r.status != exitOK && !(r.status == exitFailed && strings.HasPrefix(r.errs, "sipcap: cannot read ")) {
				t.Errorf("%s: exit status %d: %s", name, r.status, r.errs)
			}
		case <-time.After(limit):
			t.Fatalf("%s is not read within %v", name, limit)
		}
		return nil
	})
	if err != nil || read < 100 {
		t.Errorf("read %d: %v", read, err)
	}
}
