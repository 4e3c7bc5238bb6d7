package capture

import (
	"errors"
	"fmt"
	"io/fs"
)

// What can be wrong with an input as a whole, for errors.Is. Beside these there are
// fs.ErrNotExist and fs.ErrPermission.
var (
	// ErrEmpty: the file, or what its compression holds, has no bytes.
	ErrEmpty = errors.New("empty file")
	// ErrNotCapture: the content is none of the capture formats that are read.
	ErrNotCapture = errors.New("not a pcap, pcapng or snoop capture")
	// ErrNoCaptures: a directory or an archive in which no file is a capture.
	ErrNoCaptures = errors.New("no captures")
	// ErrFilter: Config.Filter is not one, or not for any link layer of the inputs.
	ErrFilter = errors.New("not a capture filter")
	// ErrNoFilters: Config.Filter in a build that compiles none; see HasFilters.
	ErrNoFilters = errors.New("this build has no capture filters")
	// ErrNoInput: Open without names, or "-" without Config.Stdin.
	ErrNoInput = errors.New("no input")
	// ErrNotKept: of an input that can be read only once there is no whole copy.
	ErrNotKept = errors.New("what was read of it cannot be kept")
	// ErrChanged: a file that is read again lacks frames that it had.
	ErrChanged = errors.New("it changed since it was read")

	errNoDirectory = errors.New("not a directory")
)

// Error says that an input cannot be read at all. An input that is damaged further on is
// no Error: see [FileInfo].
type Error struct {
	Op   string // what was tried: "open", "read again", or "compile" of a capture filter
	File string // the name as it was given, or the path inside a directory that was given; or the filter
	Err  error  // the cause
}

// Error implements error.
func (e *Error) Error() string {
	s := e.Op
	if e.File != "" {
		s += " " + e.File
	}
	return s + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// cannotOpen wraps the cause, without a PathError's repetition of what Error says already.
func cannotOpen(file string, err error) *Error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		err = pe.Err
	}
	return &Error{Op: "open", File: file, Err: err}
}

// notCapture is ErrNotCapture with a guess at what the content is instead.
type notCapture struct {
	looksLike string
}

func (e *notCapture) Error() string {
	return ErrNotCapture.Error() + ": it looks like " + e.looksLike
}

func (e *notCapture) Is(target error) bool { return target == ErrNotCapture }

// noCaptures is ErrNoCaptures with the kind of thing that was looked into.
type noCaptures struct {
	in string
}

func (e *noCaptures) Error() string { return ErrNoCaptures.Error() + " in this " + e.in }

func (e *noCaptures) Is(target error) bool { return target == ErrNoCaptures }

// badFilter is ErrFilter in the words of what could not compile it.
type badFilter struct {
	why string
}

func (e *badFilter) Error() string { return e.why }

func (e *badFilter) Is(target error) bool { return target == ErrFilter }

// inArchive is the error for an archive, which is no capture but may hold some.
type inArchive struct {
	notCapture
	kind archiveKind
}

// damage ends the reading of a file, or the trust in a part of it: what is wrong, and where.
type damage struct {
	what   string
	offset int64 // in the uncompressed bytes
}

func (d *damage) Error() string {
	return fmt.Sprintf("%s at offset %d", d.what, d.offset)
}
