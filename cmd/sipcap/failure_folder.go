package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"sync/atomic"

	"sipcap/callflow"
	"sipcap/callflow/report"
	"sipcap/capture"
)

// failureName is how the files are called: when the call began, and what it is, as split would call it.
const failureName = "{start}-{call_id}.pcapng"

// failurePattern is what all their names are like, and that nobody else's need be: see isOurs.
var failurePattern = regexp.MustCompile(`^\d{8}T\d{6}Z-.+\.pcapng$`)

// maxFailureFiles is how many calls the folder of --on-failure-dir has files of: so a flood of failing
// calls does not fill the disk.
const maxFailureFiles = 10_000

// failureFolder is the folder that calls which failed are written to, and how that goes.
type failureFolder struct {
	dir   string
	names *nameTemplate
	limit int      // of files
	files []string // that are there, the oldest first
	full  bool     // that there are as many as may be was told
	note  func(text string, hints ...string)

	trouble       bool          // it was told that files cannot be written
	troubled      uint64        // how many were not since then
	written, lost atomic.Uint64 // calls
}

// newFailureFolder makes the folder, where it is missing, and sees whether files can be made there.
func newFailureFolder(dir string) (*failureFolder, error) {
	names, err := parseNameTemplate(failureName)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	f, err := createBeside(filepath.Join(dir, failureName))
	if err != nil {
		return nil, err
	}
	f.abort()
	to := &failureFolder{dir: dir, names: names, limit: maxFailureFiles}
	return to, to.list()
}

// list finds the files that are there, by their names in the order of the calls' beginnings.
func (f *failureFolder) list() error {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return err
	}
	f.files = f.files[:0]
	for _, e := range entries {
		if e.Type().IsRegular() && failurePattern.MatchString(e.Name()) {
			f.files = append(f.files, e.Name())
		}
	}
	slices.Sort(f.files)
	return nil
}

// stem is what the name of a call's file begins with.
func (f *failureFolder) stem(c *callflow.Call) string { return f.names.stem(c) }

// write writes a call. What goes wrong is told once, until it goes well again.
func (f *failureFolder) write(job *failedCall) {
	name, err := f.create(job)
	if err != nil {
		f.lost.Add(1)
		if f.troubled++; !f.trouble {
			f.trouble = true
			f.note(cannotWriteOn(filepath.Join(f.dir, name), err), "the capture goes on, and the next call that fails is tried")
		}
		return
	}
	f.written.Add(1)
	if f.trouble {
		f.note(fmt.Sprintf("writing again, to %s: %s that failed were not kept", filepath.Join(f.dir, name), plural(f.troubled, "call")))
		f.trouble, f.troubled = false, 0
	}
}

// create makes a call's file, which has its name when it is complete.
func (f *failureFolder) create(job *failedCall) (name string, err error) {
	ending := f.names.ending
	name = job.name + ending
	f.makeRoom()
	for n := 2; exists(filepath.Join(f.dir, name)); n++ {
		name = job.name + "-" + strconv.Itoa(n) + ending
	}
	out, err := createBeside(filepath.Join(f.dir, name))
	if err != nil {
		return name, err
	}
	defer out.abort()
	buffered := bufio.NewWriterSize(out, 64<<10)
	w, err := capture.NewWriter(buffered, f.names.format)
	if err != nil {
		return name, err
	}
	w.Comment(job.about...)
	calls := []*callflow.Call{job.call}
	for i := range job.frames {
		frame := &job.frames[i]
		frame.Comments = job.comments.At(callflow.FrameRef(frame.Ref), calls)
		if err := w.Write(frame); err != nil {
			return name, err
		}
	}
	if err := w.Close(); err != nil {
		return name, err
	}
	if err := buffered.Flush(); err != nil {
		return name, err
	}
	if err := out.commit(); err != nil {
		return name, err
	}
	f.files = append(f.files, name)
	return name, nil
}

// makeRoom deletes the oldest files until there is room for one more.
func (f *failureFolder) makeRoom() {
	if len(f.files) < f.limit {
		return
	}
	if !f.full {
		if f.list() != nil || len(f.files) < f.limit { // somebody else took some away
			return
		}
		f.full = true
		f.note(fmt.Sprintf("%s has files of %s that failed: from now on the oldest go", f.dir, plural(uint64(f.limit), "call")))
	}
	for len(f.files) >= f.limit {
		name := filepath.Join(f.dir, f.files[0])
		f.files = f.files[1:]
		if isOurs(name) {
			_ = os.Remove(name) // or it stays, and the next one goes
		}
	}
}

// isOurs tells whether a file is one that sipcap wrote for a call that failed, by what its section says.
func isOurs(name string) bool {
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	var head [256]byte
	n, _ := f.Read(head[:])
	return bytes.Contains(head[:n], []byte(report.KeptMark))
}
