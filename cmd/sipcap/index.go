package main

import (
	"fmt"

	"sipcap/capture"
)

// keepIndexes writes the indexes that --index asks for, beside their captures. What goes wrong with that is
// told, and is no failure: the results are there.
func (v *invocation) keepIndexes(a *analysis) {
	if !v.source.index || a.result.Capture.Interrupted {
		return
	}
	for _, x := range a.Indexes() {
		name := x.File + capture.IndexSuffix
		switch err := keepIndex(name, x.New); {
		case x.Used:
		case x.New == nil:
			note(v.stderr, fmt.Sprintf("no index of %s: %s", inputName(x.File), x.Why))
		case err != nil:
			note(v.stderr, fmt.Sprintf("cannot write %s: %s", name, plainCause(err)), "the index is kept beside the capture; copy that to where you may write")
		case x.Why != "":
			note(v.stderr, fmt.Sprintf("%s was of no use and is made anew: %s", name, x.Why))
		default:
			note(v.stderr, fmt.Sprintf("wrote %s: with --index the next question will be answered sooner", name))
		}
	}
}

// keepIndex writes an index where there is one.
func keepIndex(name string, index []byte) error {
	if index == nil {
		return nil
	}
	f, err := createFile(name)
	if err != nil {
		return err
	}
	if _, err := f.Write(index); err != nil {
		f.abort()
		return err
	}
	return f.commit()
}
