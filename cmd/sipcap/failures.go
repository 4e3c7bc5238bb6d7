package main

import (
	"cmp"
	"slices"
	"sync/atomic"

	"sipcap/callflow"
	"sipcap/callflow/report"
	"sipcap/capture"
)

// failures is the observer that keeps the packets of each call that failed, for --on-failure-dir: what the
// look-back still has of them goes to a goroutine that writes.
type failures struct {
	unobserved
	seen    lookback
	refused pins
	refusal bool // the message that is to come refuses a call
	to      *failureFolder
	limit   int64 // of bytes that wait to be written

	jobs chan *failedCall
	held atomic.Int64
	done chan struct{}

	lost atomic.Uint64 // calls for which there was no room to wait
	gone atomic.Uint64 // frames that had left the look-back
}

// failedCall is a call to be written.
type failedCall struct {
	name     string // what the file's begins with
	about    []string
	comments *report.Comments
	call     *callflow.Call
	frames   []capture.Frame
	cost     int64
}

// maxFailuresWaiting is how many calls wait to be written, however small.
const maxFailuresWaiting = 1024

func newFailures(to *failureFolder, limit int64) *failures {
	f := &failures{
		seen: lookback{limit: limit / 2}, refused: pins{limit: limit / 4}, to: to, limit: limit / 4,
		jobs: make(chan *failedCall, maxFailuresWaiting), done: make(chan struct{}),
	}
	go f.run()
	return f
}

// isFailure tells whether a call's packets are to be kept: it failed, or something is gravely wrong with it. Of
// registrations and the rest only the latter counts.
func isFailure(c *callflow.Call) bool {
	return c.Kind == callflow.KindCall && c.Bad() ||
		slices.ContainsFunc(c.Findings(), func(f *callflow.Finding) bool { return f.Severity == callflow.Error })
}

func (f *failures) step(step callflow.Progress, status int) {
	f.refusal = step == callflow.CallRefused && !everyday(status)
}

// message holds what there was of a call that is refused.
func (f *failures) message(e *callflow.Event, s callflow.Sighting) {
	if !f.refusal {
		return
	}
	f.refusal = false
	if s.Leg != nil && !e.Duplicate {
		frames, _ := f.seen.take(inOrder(framesOfLeg(nil, s.Leg)))
		f.refused.add(s.Leg, frames)
	}
}

// frames are those of a call that are still there, in the order of capture, and how many are not.
func (f *failures) frames(c *callflow.Call) (frames []capture.Frame, gone int) {
	var refs []capture.FrameRef
	for _, l := range c.Legs() {
		frames = append(frames, f.refused.take(l)...)
		refs = framesOfLeg(refs, l)
	}
	held := make(map[capture.FrameRef]bool, len(frames))
	for i := range frames {
		held[frames[i].Ref] = true
	}
	rest, gone := f.seen.take(slices.DeleteFunc(inOrder(refs), func(r capture.FrameRef) bool { return held[r] }))
	frames = append(frames, rest...)
	slices.SortFunc(frames, func(a, b capture.Frame) int { return compareRefs(a.Ref, b.Ref) })
	return slices.CompactFunc(frames, func(a, b capture.Frame) bool { return a.Ref == b.Ref }), gone
}

// call hands a call that failed to who writes it.
func (f *failures) call(c *callflow.Call) {
	if !isFailure(c) {
		for _, l := range c.Legs() {
			f.refused.take(l)
		}
		return
	}
	frames, gone := f.frames(c)
	f.gone.Add(uint64(gone))
	if len(frames) == 0 {
		f.lost.Add(1)
		return
	}
	job := &failedCall{name: f.to.stem(c), about: report.Verdict(c, len(frames), gone), comments: report.NewComments(c.Findings()), call: c, frames: frames, cost: cost(frames)}
	if held := f.held.Load(); held > 0 && held+job.cost > f.limit {
		f.lost.Add(1)
		return
	}
	f.held.Add(job.cost)
	select {
	case f.jobs <- job:
	default:
		f.held.Add(-job.cost)
		f.lost.Add(1)
	}
}

// framesOfLeg adds the frames that a leg is made of, as far as it has come.
func framesOfLeg(refs []capture.FrameRef, l *callflow.Leg) []capture.FrameRef {
	for i := range l.Len() {
		for _, ref := range l.Frames(i) {
			refs = append(refs, capture.FrameRef(ref))
		}
	}
	for _, u := range l.Unreachable() {
		refs = append(refs, capture.FrameRef(u.Frame))
	}
	return refs
}

// inOrder has frames in the order of capture, each once.
func inOrder(refs []capture.FrameRef) []capture.FrameRef {
	slices.SortFunc(refs, compareRefs)
	return slices.Compact(refs)
}

func compareRefs(a, b capture.FrameRef) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Number, b.Number))
}

// run writes until there is no more.
func (f *failures) run() {
	defer close(f.done)
	for job := range f.jobs {
		f.to.write(job)
		f.held.Add(-job.cost)
	}
}

// settle waits until all is written. There are no calls after it.
func (f *failures) settle() {
	close(f.jobs)
	<-f.done
}

// kept adds how many calls were kept, and lost.
func (f *failures) kept(c *report.Kept) {
	c.Failures, c.FailuresLost, c.FailureFramesGone = f.to.written.Load(), f.lost.Load()+f.to.lost.Load(), f.gone.Load()
}

// keepFailures has calls that fail kept where --on-failure-dir says.
func (v *invocation) keepFailures() (*failures, error) {
	to, err := newFailureFolder(v.keeps.failures)
	if err != nil {
		return nil, cannotWrite(v.keeps.failures, err)
	}
	to.note = v.note
	return newFailures(to, v.shares().lookback()), nil
}
