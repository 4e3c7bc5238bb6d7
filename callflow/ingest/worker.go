package ingest

import (
	"sync"

	"sipcap/callflow"
	"sipcap/capture"
	"sipcap/sipmsg"
)

// worker parses the messages of its share of Call-IDs and builds their calls. Packets reach
// it in batches, because handing over each one would cost more than parsing it.
type worker struct {
	onMessage func(*callflow.Event, callflow.Sighting)
	onWait    func()
	keep      bool // frames of messages without a Call-ID
	in        chan *batch
	free      chan *batch
	filling   *batch
	fresh     bool // something was handed over since it had to wait
	done      sync.WaitGroup

	calls  []*callflow.Call
	stray  callflow.Tally
	strays []callflow.FrameRef // their frames, where those are to be remembered

	unreachable []unreachable // added by the reader, looked at when it is done
	strangers   account       // frames of ICMP errors about calls that were not captured

	live  *Live
	ports *ports // nil where the source has all
}

// batch holds messages and a copy of their bytes.
type batch struct {
	items  []item
	bytes  []byte
	frames []callflow.FrameRef
	vlans  []uint16
	last   bool  // there is no more until the source has waited
	tick   *Tick // what time it is behind the items
}

// item is a message, or an error about one. It is filled where it lies, and handed to the builder there.
type item struct {
	event       callflow.Event // without the message, which is parsed of the payload
	payload     []byte
	unreachable *unreachable // this instead of a message
	handFlags
}

// next is the place of the next item, in which an earlier one may be.
func (b *batch) next() *item {
	b.items = b.items[:len(b.items)+1]
	return &b.items[len(b.items)-1]
}

// handFlags is what the reader knows of a message beside its packet.
type handFlags struct {
	duplicate bool // seen before
	stream    bool // cut from a stream, whose frames are accounted for already
	noLength  bool // nothing in the stream told where it ends
}

const (
	batchItems = 128
	batchBytes = 128 << 10
	batchCount = 4 // of each worker, in turn with the reader
)

// start starts the workers.
func start(cfg Config) []*worker {
	workers := make([]*worker, cfg.Workers)
	for i := range workers {
		w := &worker{
			onMessage: cfg.OnMessage, onWait: cfg.OnWait, keep: cfg.KeepFrames, live: cfg.Live,
			in: make(chan *batch, batchCount), free: make(chan *batch, batchCount),
		}
		for range batchCount {
			w.free <- &batch{items: make([]item, 0, batchItems)}
		}
		w.filling = <-w.free
		w.done.Go(w.run)
		workers[i] = w
	}
	return workers
}

// hand gives the worker a copy of a packet, with the hash of its Call-ID.
func (w *worker) hand(p *capture.Packet, hash uint64, f handFlags) {
	b := w.filling
	it := b.next()
	it.unreachable, it.handFlags = nil, f
	n := len(b.bytes)
	b.bytes = append(b.bytes, p.Payload...)
	it.payload = b.bytes[n:]
	e := &it.event
	e.Time, e.Src, e.Dst = p.Time, p.Src, p.Dst
	e.Transport = transportOf(p.Transport)
	e.Frame, e.Frames, e.VLAN = callflow.FrameRef(p.Frame), nil, nil
	if len(p.Frames) > 0 {
		e.Frames = b.copyFrames(p.Frames)
	}
	if len(p.VLAN) > 0 {
		n := len(b.vlans)
		b.vlans = append(b.vlans, p.VLAN...)
		e.VLAN = b.vlans[n:]
	}
	e.Duplicate, e.Truncated = f.duplicate, p.Truncated
	e.CallIDHash = hash
	w.fresh = true
	if len(b.items) == batchItems || len(b.bytes) >= batchBytes {
		w.send()
	}
}

func (b *batch) copyFrames(frames []capture.FrameRef) []callflow.FrameRef {
	n := len(b.frames)
	for _, f := range frames {
		b.frames = append(b.frames, callflow.FrameRef(f))
	}
	return b.frames[n:]
}

func transportOf(t capture.Transport) callflow.Transport {
	if t == capture.UDP { // nearly always
		return callflow.UDP
	}
	return callflow.TransportOf(string(t))
}

func (w *worker) send() {
	w.in <- w.filling
	w.filling = <-w.free
}

// wait hands over what there is.
func (w *worker) wait() {
	if w.fresh {
		w.fresh = false
		w.filling.last = true
		w.send()
	}
}

// stop hands over what is left, the last that there is. The worker then finishes its calls: w.done tells when it has.
func (w *worker) stop() {
	w.in <- w.filling
	w.filling = nil
	close(w.in)
}

func (w *worker) run() {
	b := callflow.NewBuilder()
	if w.live != nil {
		b.Stream(callflow.Streaming{Limits: w.live.Limits, Done: w.live.OnCall, Progress: w.live.OnProgress})
	}
	var m sipmsg.Message
	for batch := range w.in {
		for i := range batch.items {
			if u := batch.items[i].unreachable; u != nil {
				w.attachOne(b, &m, u)
				continue
			}
			w.message(b, &batch.items[i], &m)
		}
		if batch.last && w.onWait != nil {
			w.onWait()
		}
		if batch.tick != nil {
			w.tell(b, batch.tick)
		}
		batch.last, batch.tick = false, nil
		batch.items, batch.bytes = batch.items[:0], batch.bytes[:0]
		batch.frames, batch.vlans = batch.frames[:0], batch.vlans[:0]
		w.free <- batch
	}
	w.free = nil // the batches make room for the calls
	w.attach(b, &m)
	w.stray = b.Stray()
	w.calls = b.Finish()
}

func (w *worker) message(b *callflow.Builder, it *item, m *sipmsg.Message) {
	if !it.parse(m) {
		return // cannot be: what told it from other traffic looks for the same
	}
	if w.ports != nil {
		w.ports.learn(m)
	}
	e := &it.event
	e.Message = m
	s := b.Add(e)
	if w.keep && s.Leg == nil {
		w.strays = append(append(w.strays, e.Frames...), e.Frame)
	}
	if w.onMessage != nil {
		w.onMessage(e, s)
	}
}

func (it *item) parse(m *sipmsg.Message) bool {
	if it.stream {
		return m.ParseChunk(sipmsg.Chunk{Data: it.payload, NoLength: it.noLength})
	}
	return m.Parse(it.payload)
}
