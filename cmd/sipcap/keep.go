package main

import (
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"sipcap/callflow/report"
	"sipcap/capture"
)

// keeper keeps what is captured. It takes a copy of each frame into parcels, which a recorder writes: who
// captures never waits for the disk. Where parcels are used up, frames are lost to the file alone, and
// counted.
type keeper struct {
	unobserved
	to    *recorder
	limit int64 // of bytes that wait

	mu      sync.Mutex // frames come from who reads, ticks from who watches
	filling *parcel
	held    atomic.Int64 // bytes that wait, those in filling left out
	full    chan *parcel
	free    chan *parcel
	renew   chan struct{} // a file is to be opened anew
	done    chan struct{}

	dropped atomic.Uint64 // for lack of room
}

// freeParcels is how many parcels are kept to be used again.
const freeParcels = 8

func newKeeper(to *recorder, limit int64) *keeper {
	k := &keeper{
		to: to, limit: limit,
		full: make(chan *parcel, max(1, limit/parcelCost)), free: make(chan *parcel, freeParcels),
		renew: make(chan struct{}, 1), done: make(chan struct{}),
	}
	to.slots = make(chan struct{}, maxFinishing)
	go k.run()
	return k
}

// frame takes a frame; it never waits.
func (k *keeper) frame(f *capture.Frame) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.filling == nil || !k.filling.add(f) {
		if !k.pass() || !k.begin(len(f.Data)) {
			k.dropped.Add(1)
			return
		}
		k.filling.add(f)
	}
}

// pass hands what there is to who writes it, and reports false where too much waits.
func (k *keeper) pass() bool {
	c := k.filling
	if c == nil || len(c.frames) == 0 {
		return true
	}
	cost := c.cost() // once it is sent, c is another's
	if held := k.held.Load(); held > 0 && held+cost > k.limit {
		return false
	}
	k.held.Add(cost)
	select {
	case k.full <- c:
		k.filling = nil
		return true
	default:
		k.held.Add(-cost)
		return false
	}
}

// begin makes room for a frame of so many bytes.
func (k *keeper) begin(size int) bool {
	if int64(size) > k.limit {
		return false
	}
	if k.filling != nil && size <= cap(k.filling.bytes) {
		return true
	}
	select {
	case k.filling = <-k.free:
		if size <= cap(k.filling.bytes) {
			return true
		}
	default:
	}
	k.filling = newParcel(size)
	return true
}

// run writes until there is no more.
func (k *keeper) run() {
	defer close(k.done)
	if k.to.prepare != nil {
		k.to.prepare()
	}
	for {
		select {
		case c, ok := <-k.full:
			if !ok {
				k.to.end()
				return
			}
			k.to.record(c.frames)
			k.held.Add(-c.cost())
			if c.reset(); cap(c.bytes) == parcelBytes {
				select {
				case k.free <- c:
				default:
				}
			}
		case <-k.renew:
			k.to.reopen()
		}
	}
}

// tick has what was captured reach the file.
func (k *keeper) tick(*tick) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.pass()
}

// reopen has the file opened anew, or the next one of a ring begin.
func (k *keeper) reopen() {
	k.tick(nil)
	select {
	case k.renew <- struct{}{}:
	default:
	}
}

// settle waits until all is written. There are no frames after it.
func (k *keeper) settle() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if c := k.filling; c != nil && len(c.frames) > 0 {
		k.held.Add(c.cost())
		k.full <- c
	}
	k.filling = nil
	close(k.full)
	<-k.done
}

// kept is how much was kept, and lost to what is kept.
func (k *keeper) kept() report.Kept {
	return report.Kept{Frames: k.to.kept.Load(), Dropped: k.dropped.Load() + k.to.dropped.Load()}
}

// keeping is what is kept on disk of a live source; the zero value keeps nothing.
type keeping struct {
	frames   *keeper   // -w
	failures *failures // --on-failure-dir
}

func (k *keeping) counts() (c report.Kept) {
	if k.frames != nil {
		c = k.frames.kept()
	}
	if k.failures != nil {
		k.failures.kept(&c)
	}
	return c
}

// packet is told of each packet, with which the frames that came since the last are known to be of use, or not.
func (k *keeping) packet(p *capture.Packet) {
	if k.failures != nil {
		k.failures.seen.packet(p)
	}
}

// settle waits until all is written, when nothing more comes.
func (k *keeping) settle() {
	if k.frames != nil {
		k.frames.settle()
	}
	if k.failures != nil {
		k.failures.settle()
	}
}

// keep has kept of in what the command line asks for.
func (v *invocation) keep(in *input) (err error) {
	k := &v.keeping
	if v.writes.asked() {
		if k.frames, err = v.keepFrames(); err != nil {
			return err
		}
		v.serving.to = append(v.serving.to, k.frames)
		v.reopen = append(v.reopen, k.frames.reopen)
	}
	if v.keeps.failures != "" {
		if k.failures, err = v.keepFailures(); err != nil {
			return err
		}
		v.serving.to = append(v.serving.to, k.failures)
	}
	if k.frames == nil && k.failures == nil {
		return nil
	}
	in.OnFrame(func(f *capture.Frame, skipped bool) {
		if k.frames != nil {
			k.frames.frame(f)
		}
		if k.failures != nil && !skipped {
			k.failures.seen.add(f)
		}
	})
	return nil
}

// keepFrames has all that is captured written where -w says.
func (v *invocation) keepFrames() (*keeper, error) {
	format, err := v.writes.format()
	if err != nil {
		return nil, err
	}
	name := v.writes.name
	if v.writes.toStdout() {
		return nil, misused("-w -: standard output is for what is watched", "tcpdump -i "+v.live.device()+" -w -")
	}
	r := &recorder{name: name, size: int64(v.keeps.size), every: v.keeps.every, log: v.log, note: v.note}
	if v.keeps.ring() {
		err = r.ring(format, v.keeps.files)
	} else {
		err = r.alone(format)
	}
	if err != nil {
		return nil, cannotWrite(name, err)
	}
	return newKeeper(r, v.shares().writing()), nil
}

// note tells something on standard error while it goes on.
func (v *invocation) note(text string, hints ...string) { note(v.stderr, text, hints...) }

// alone has frames written to one file, which is there at once.
func (r *recorder) alone(format capture.FileFormat) (err error) {
	r.plain = true
	r.open = func(time.Time) (*captureFile, error) { return createPlain(r.name, format) }
	r.file, err = r.open(time.Time{})
	return err
}

// ring has frames written to a ring, in whose folder files can be made.
func (r *recorder) ring(format capture.FileFormat, limit int) error {
	ring, err := newRing(r.name, format, limit)
	if err != nil {
		return err
	}
	f, err := createBeside(filepath.Join(ring.dir, ring.base))
	if err != nil {
		return err
	}
	f.abort()
	told := false
	ring.undeleted = func(name string, err error) {
		if !told {
			told = true
			r.note(fmt.Sprintf("cannot delete %s: %s", name, plainCause(err)), "it stays, beside the --ring-files newest")
		}
	}
	r.open = ring.create
	r.prepare = func() {
		if name, cut, err := ring.mend(); err == nil && cut > 0 {
			r.log.Warn("file cut to whole records", "file", name, "bytes", cut)
		}
	}
	return nil
}
