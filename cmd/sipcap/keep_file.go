package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"sipcap/capture"
)

// disk is what a file is for who writes it.
type disk interface {
	Write([]byte) (int, error)
	Truncate(int64) error
	Sync() error
	Close() error
}

// captureFile is a capture that is written while it goes on. Each write(2) is of whole records, or, where
// it is compressed, of a member with whole records: wherever the program is killed, what is
// there can be read.
type captureFile struct {
	disk
	name   string
	hidden string // what it is called until something is in it; "" where it has its name
	format capture.FileFormat
	w      *capture.Writer

	pending bytes.Buffer // records that are not written yet
	member  bytes.Buffer // the same, compressed
	waiting uint64       // frames in pending

	began  time.Time // the time of its first frame
	size   int64     // that was written
	frames uint64    // likewise
}

// newCaptureFile writes to d. A pcapng that goes by its own name from the start has its header at once.
func newCaptureFile(d disk, name, hidden string, format capture.FileFormat) (*captureFile, error) {
	f := &captureFile{disk: d, name: name, hidden: hidden, format: format}
	var err error
	f.w, err = capture.NewWriter(&f.pending, capture.FileFormat{Format: format.Format})
	if err == nil && hidden == "" {
		f.w.Begin()
		err = f.flush()
	}
	return f, err
}

// add takes a frame, which flush writes. An error is that the format has no place for it: the file goes on.
func (f *captureFile) add(frame *capture.Frame) error {
	if err := f.w.Write(frame); err != nil {
		return err
	}
	f.waiting++
	return nil
}

// length is how long the file will be with what is not written yet, about where it is compressed.
func (f *captureFile) length() int64 {
	if f.format.Compression != "" || f.w.Flush() != nil {
		return f.size
	}
	return f.size + int64(f.pending.Len())
}

// flush writes what there is, all of it or nothing.
func (f *captureFile) flush() error {
	if err := f.w.Flush(); err != nil || f.pending.Len() == 0 {
		return err
	}
	b := f.pending.Bytes()
	if f.format.Compression != "" {
		f.member.Reset()
		z, err := capture.Compress(&f.member, f.format.Compression)
		if err == nil {
			_, err = z.Write(b)
		}
		if err == nil {
			err = z.Close()
		}
		if err != nil {
			return err
		}
		b = f.member.Bytes()
	}
	if _, err := f.Write(b); err != nil {
		_ = f.Truncate(f.size) // a part of it may be there
		return err
	}
	if f.hidden != "" {
		if err := os.Rename(f.hidden, f.name); err != nil {
			return err
		}
		f.hidden = ""
	}
	f.size += int64(len(b))
	f.frames += f.waiting
	f.waiting = 0
	f.pending.Reset()
	return nil
}

// abandon closes a file that cannot be written on. What was written of it stays.
func (f *captureFile) abandon() {
	f.Close()
	if f.hidden != "" {
		_ = os.Remove(f.hidden)
	}
}

// finish has all of the file reach the disk, and its name with it.
func (f *captureFile) finish() error {
	err := f.w.Close() // of a pcap without frames, that is its header
	if err == nil {
		err = f.flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil // it is no file that has a place on a disk
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		syncFolder(filepath.Dir(f.name))
	}
	return err
}

// syncFolder has the names in a folder reach the disk, where the system can do that.
func syncFolder(name string) {
	if d, err := os.Open(name); err == nil {
		_ = d.Sync()
		d.Close()
	}
}

// createPlain opens the file that -w names.
func createPlain(name string, format capture.FileFormat) (*captureFile, error) {
	d, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	f, err := newCaptureFile(d, name, "", format)
	if err != nil {
		d.Close()
	}
	return f, err
}

// isAt tells whether the file is still the one of its name.
func (f *captureFile) isAt() bool {
	d, ok := f.disk.(*os.File)
	if !ok {
		return false
	}
	own, err := d.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(f.name)
	return err == nil && os.SameFile(own, named)
}

// cannotWriteOn is what is told of a file that cannot be written any more, or cannot be made.
func cannotWriteOn(name string, err error) string {
	why := plainCause(err)
	if errors.Is(err, fs.ErrNotExist) {
		why = "its folder is gone"
	}
	return fmt.Sprintf("cannot write %s on: %s", name, why)
}
