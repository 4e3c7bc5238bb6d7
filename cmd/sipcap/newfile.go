package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// newFile is a file that is there when it is complete: until commit it has another name, so that
// nobody takes half of it for the whole.
type newFile struct {
	*os.File
	target string // its name to be; "" for what is no regular file and is written to as it is
}

// createFile begins a file that replaces one of that name. A pipe or a device of that name is
// written to.
func createFile(name string) (*newFile, error) {
	info, err := os.Stat(name)
	exists := err == nil
	switch {
	case exists && info.IsDir():
		return nil, errors.New("it is a directory")
	case exists && !info.Mode().IsRegular():
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		return &newFile{File: f}, err
	}
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target // the link stays
	}
	f, err := createBeside(name)
	if err != nil {
		return nil, err
	}
	if exists {
		if err := f.Chmod(info.Mode().Perm()); err != nil {
			f.abort()
			return nil, err
		}
	}
	return f, nil
}

// createBeside creates a file of a new name in the folder of name.
func createBeside(name string) (*newFile, error) {
	const tries = 100 // of names that a program left behind that was killed
	var err error
	for n := range tries {
		temporary := filepath.Join(filepath.Dir(name), fmt.Sprintf(".sipcap-%d-%d.tmp", os.Getpid(), n))
		var f *os.File
		f, err = os.OpenFile(temporary, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if err == nil {
			return &newFile{File: f, target: name}, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	return nil, err
}

// commit gives the file its name.
func (f *newFile) commit() error {
	err := f.Close()
	if f.target == "" {
		return err
	}
	if err == nil {
		err = os.Rename(f.Name(), f.target)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// abort does away with the file. After commit it does nothing.
func (f *newFile) abort() {
	if f.Close() == nil && f.target != "" {
		_ = os.Remove(f.Name())
	}
}

// plainCause is what is wrong with a file, without its name, which may be one that nobody knows.
func plainCause(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	} else if e, ok := errors.AsType[*os.LinkError](err); ok {
		err = e.Err
	}
	return err.Error()
}
