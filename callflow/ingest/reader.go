package ingest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sipcap/callflow"
	"sipcap/capture"
	"sipcap/sipmsg"
)

// reader takes packets from the source, tells SIP from the rest, and hands it to the worker
// that has its Call-ID.
type reader struct {
	workers []*worker
	dedup   capture.Deduper
	recent  recent
	account account
	repeats delays
	streams streams

	index indexed // nil where the source keeps none

	ports *ports // nil where the source has all

	live   *Live     // nil for a source that ends
	ticked time.Time // when the last tick was
	info   func() capture.Info
}

func newReader(workers []*worker, src Source, cfg Config) *reader {
	r := &reader{workers: workers, live: cfg.Live, info: src.Info}
	r.streams.out, r.streams.limit = r, int64(cmp.Or(cfg.StreamBytes, DefaultStreamBytes))
	r.streams.tls.keys.log = cfg.KeyLog
	r.streams.tls.limitTLS(cfg.TLSBytes)
	if s, ok := src.(ignorer); ok {
		r.streams.ignore = s.Ignore
	}
	if s, ok := src.(waiter); ok {
		s.OnWait(r.waiting)
	}
	if s, ok := src.(indexed); ok {
		r.index = s
		s.OnUnused(r.passedOver)
	}
	if s, ok := src.(learner); ok && cfg.Live != nil && s.LeavesOut(0) { // which no packet has
		r.ports = &ports{source: s}
		for _, w := range workers {
			w.ports = r.ports // before its first batch
		}
	}
	if s, ok := src.(secretive); ok {
		r.streams.tls.keys.source = s
	}
	if cfg.KeepFrames {
		r.streams.keep = &keeper{}
		r.streams.keep.source, _ = src.(opener)
	}
	return r
}

// waiter is a source that tells when it has to wait for more.
type waiter interface{ OnWait(func()) }

// indexed is a source that can remember which frames are of no use, and pass over them the next time.
type indexed interface {
	Unused(capture.SkipReason)
	OnUnused(func(why capture.SkipReason, frames uint64, first capture.FrameRef))
}

// passedOver accounts for frames that the source did not read again.
func (r *reader) passedOver(why capture.SkipReason, frames uint64, first capture.FrameRef) {
	for i := range reasonTable {
		if reasonTable[i].Reason == why {
			r.account.skipMany(reason(i), frames, first)
			return
		}
	}
	r.account.skipMany(notSIP, frames, first) // an index that says what no version of this said
}

// waiting hands over all messages, as it may take long until there are more.
func (r *reader) waiting() {
	for _, w := range r.workers {
		w.wait()
	}
}

// checkEvery is after how many packets the context is looked at.
const checkEvery = 1024

// read reads to the end, or until ctx is done.
func (r *reader) read(ctx context.Context, src Source) error {
	defer r.streams.finish()
	for n := uint64(0); ; n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		p, err := src.Next()
		if err != nil {
			i, ok := idle(err)
			if !ok {
				return err
			}
			r.tick(i.Now)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			continue
		}
		if r.live != nil {
			r.tick(p.Time)
		}
		r.take(p)
	}
}

func (r *reader) take(p *capture.Packet) {
	switch {
	case p.ICMP != nil:
		r.unreachable(p)
		return
	case p.Stream != 0:
		r.streams.take(p)
		return
	}
	callID, sip := sipmsg.SniffCallID(p.Payload)
	if !sip {
		why := notSIP
		if isKeepAlive(p.Payload) {
			why = keepAlive
		}
		r.account.skipPacket(why, p)
		if r.index != nil {
			r.index.Unused(reasonTable[why].Reason)
		}
		return
	}
	r.account.usePacket(p)
	way, hash := capture.HashWay(p.Src, p.Dst), callflow.HashCallID(callID)
	_, delay, dup := r.dedup.SeenOn(way, p)
	if dup {
		r.repeats.add(delay)
	} else {
		r.recent.note(way, p, callID, hash)
	}
	r.worker(hash).hand(p, hash, handFlags{duplicate: dup})
}

// hand gives a message to the worker that has its Call-ID.
func (r *reader) hand(p *capture.Packet, callID []byte, f handFlags) {
	hash := callflow.HashCallID(callID)
	r.worker(hash).hand(p, hash, f)
}

// worker is the one that has the Call-IDs of a hash.
func (r *reader) worker(hash uint64) *worker { return r.workers[hash%uint64(len(r.workers))] }

func isKeepAlive(b []byte) bool {
	return len(b) <= 8 && !slices.ContainsFunc(b, func(c byte) bool { return c != '\r' && c != '\n' && c != 0 })
}

// delays keeps how long after the first sighting of a packet the second one came.
type delays struct {
	n    uint64
	list []time.Duration
}

// delayLimit bounds what the median is taken of.
const delayLimit = 1 << 16

func (d *delays) add(t time.Duration) {
	d.n++
	t = t.Abs() // the clock of the other sighting may be behind
	if len(d.list) < delayLimit {
		d.list = append(d.list, t)
	}
}

func (d *delays) median() time.Duration {
	if len(d.list) == 0 {
		return 0
	}
	slices.Sort(d.list)
	return d.list[len(d.list)/2]
}
