package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"sipcap/capture"
)

// ring names the files of a ring, and does away with the oldest: of -w ring.pcapng they are
// ring-20261126T101503Z-00001.pcapng and so on, by the time of the first packet and a number that goes on
// from run to run. No other file is ever touched.
type ring struct {
	dir, base, ending string
	format            capture.FileFormat
	limit             int // of files, 0 for none
	pattern           *regexp.Regexp
	number            int // of the last file
	undeleted         func(name string, err error)
}

// newRing finds the files that are there of an earlier run, and removes those that such a one left
// unnamed when it was killed.
func newRing(name string, format capture.FileFormat, limit int) (*ring, error) {
	r := &ring{dir: filepath.Dir(name), format: format, limit: limit}
	base := filepath.Base(name)
	at := strings.LastIndex(strings.ToLower(base), "."+format.Format)
	r.base, r.ending = base[:at], base[at:]
	r.pattern = regexp.MustCompile(`^(\.?)` + regexp.QuoteMeta(r.base) + `-\d{8}T\d{6}Z-(\d{5,18})` + regexp.QuoteMeta(r.ending) + `(\.tmp)?$`)
	files, unnamed, err := r.files()
	if err != nil {
		return nil, err
	}
	for _, name := range unnamed {
		_ = os.Remove(filepath.Join(r.dir, name))
	}
	if len(files) > 0 {
		r.number = files[len(files)-1].number
	}
	return r, nil
}

// ringFile is a file of a ring.
type ringFile struct {
	name   string
	number int
}

// files are the files of the ring, the oldest first, and those that have no name of their own yet.
func (r *ring) files() (named []ringFile, unnamed []string, err error) {
	entries, err := os.ReadDir(r.dir)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range entries {
		m := r.pattern.FindStringSubmatch(e.Name())
		switch {
		case m == nil || !e.Type().IsRegular() || (m[1] == "") != (m[3] == ""):
		case m[1] != "":
			unnamed = append(unnamed, e.Name())
		default:
			n, _ := strconv.Atoi(m[2]) // its digits fit
			named = append(named, ringFile{e.Name(), n})
		}
	}
	// By number: a clock may be set back.
	slices.SortFunc(named, func(a, b ringFile) int { return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.name, b.name)) })
	return named, unnamed, nil
}

// makeRoom deletes the oldest files, until there is room for one more. One that cannot be deleted is
// told and stays, and does not count.
func (r *ring) makeRoom() error {
	if r.limit == 0 {
		return nil
	}
	files, _, err := r.files()
	if err != nil {
		return err
	}
	for _, f := range files[:max(0, len(files)-r.limit+1)] {
		if err := os.Remove(filepath.Join(r.dir, f.name)); err != nil && r.undeleted != nil {
			r.undeleted(filepath.Join(r.dir, f.name), err)
		}
	}
	return nil
}

// mend cuts off the newest file what is no whole record: kill -9 may have ended an earlier run within a
// write(2). It reports how many bytes that were. What is compressed is left as it is.
func (r *ring) mend() (name string, cut int64, err error) {
	files, _, err := r.files()
	if err != nil || len(files) == 0 || r.format.Compression != "" {
		return "", 0, err
	}
	name = filepath.Join(r.dir, files[len(files)-1].name)
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return name, 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return name, 0, err
	}
	whole, err := capture.WholeLength(f, info.Size())
	if err != nil || whole == info.Size() {
		return name, 0, err
	}
	return name, info.Size() - whole, f.Truncate(whole)
}

// ringTime is how a time stands in the name of a file: in UTC, so that names sort.
func ringTime(t time.Time) string {
	if t = t.UTC(); t.Year() < 0 || t.Year() > 9999 {
		t = time.Time{}
	}
	return t.Format("20060102T150405Z")
}

// create begins the file whose first frame is of that time. It gets its name when something is in it, as
// nothing is no capture.
func (r *ring) create(first time.Time) (*captureFile, error) {
	if err := r.makeRoom(); err != nil {
		return nil, err
	}
	name := fmt.Sprintf("%s-%s-%05d%s", r.base, ringTime(first), r.number+1, r.ending)
	hidden := filepath.Join(r.dir, "."+name+".tmp")
	path := hidden
	if runtime.GOOS == "windows" { // where a file that is open cannot be renamed
		hidden, path = "", filepath.Join(r.dir, name)
	}
	d, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, err
	}
	f, err := newCaptureFile(d, filepath.Join(r.dir, name), hidden, r.format)
	if err != nil {
		f.abandon()
		return nil, err
	}
	r.number++
	return f, nil
}
