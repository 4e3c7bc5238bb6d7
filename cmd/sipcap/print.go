package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// print lets write print results on standard output. A reader who had enough, as in
// `sipcap … | head`, ends the program with a failure that says nothing and is none.
func (v *invocation) print(write func(*bufio.Writer) error) error {
	if v.writes.toStdout() {
		return v.printTo(io.Discard, write) // packets go there
	}
	return v.printTo(v.stdout, write)
}

// printTo is print to somewhere else.
func (v *invocation) printTo(to io.Writer, write func(*bufio.Writer) error) error {
	w := bufio.NewWriterSize(to, 64<<10)
	err := write(w)
	if e := w.Flush(); err == nil {
		err = e
	}
	var f *failure
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f):
		return f
	case isBrokenPipe(err):
		return &failure{status: exitOK}
	}
	return failed(fmt.Sprintf("cannot write the results: %v", err))
}
