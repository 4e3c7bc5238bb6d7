package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync/atomic"

	"sipcap/callflow"
	"sipcap/callflow/report"
	"sipcap/capture"
)

// eachFrame reads frames a second time, with what is to be said of them as comments, and tells how many.
func (v *invocation) eachFrame(ctx context.Context, a *analysis, set *capture.FrameSet, each func(*capture.Frame) error) (uint64, error) {
	if ctx.Err() != nil { // reading was interrupted; what was read is still written
		ctx = context.WithoutCancel(ctx)
	}
	r, err := a.Frames(set)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	m := &secondPass{Frames: r}
	defer v.showProgress(m)()
	comments, frames := report.NewComments(a.everyFinding()), a.frames()
	for {
		f, err := r.Next()
		switch {
		case err == io.EOF:
			return m.n.Load(), nil
		case err == nil && ctx.Err() != nil:
			err = errInterrupted
		}
		if err != nil {
			return 0, err
		}
		m.n.Add(1)
		ref := callflow.FrameRef(f.Ref)
		f.Comments = slices.DeleteFunc(f.Comments, report.IsComment)
		f.Comments = append(f.Comments, comments.At(ref, frames.Calls(ref))...)
		if err := each(f); err != nil {
			return 0, err
		}
	}
}

var errInterrupted = errors.New("interrupted")

// secondPass is what progress is drawn of.
type secondPass struct {
	*capture.Frames
	n atomic.Uint64
}

func (s *secondPass) packets() uint64 { return s.n.Load() }
