package ingest

import (
	"net/netip"
	"sync"
	"time"

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

	event  callflow.Event // used for each message again
	calls  []*callflow.Call
	stray  callflow.Tally
	strays []callflow.FrameRef // their frames, where those are to be remembered

	unreachable []unreachable // added by the reader, looked at when it is done
	strangers   account       // frames of ICMP errors about calls that were not captured

	live  *Live
	ports *ports // nil where the source has all
}

// batch holds packets and a copy of their bytes.
type batch struct {
	items  []item
	bytes  []byte
	frames []callflow.FrameRef
	vlans  []uint16
	last   bool  // there is no more until the source has waited
	tick   *Tick // what time it is behind the items
}

type item struct {
	time        time.Time
	src, dst    netip.AddrPort
	frame       callflow.FrameRef
	payload     [2]int // from, to in bytes
	frames      [2]int
	vlans       [2]int
	callIDHash  uint64
	transport   callflow.Transport
	unreachable *unreachable // this instead of a message
	handFlags
	truncate bool
}

// handFlags is what the reader knows of a message beside its packet.
type handFlags struct {
	duplicate bool // seen before
	stream    bool // cut from a stream, whose frames are accounted for already
	noLength  bool // nothing in the stream told where it ends
}

const (
	batchItems = 256
	batchBytes = 256 << 10
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
			w.free <- &batch{}
		}
		w.filling = <-w.free
		w.done.Go(w.run)
		workers[i] = w
	}
	return workers
}

// hand gives the worker a copy of a packet.
func (w *worker) hand(p *capture.Packet, hash uint64, f handFlags) {
	b := w.filling
	it := item{
		time: p.Time, src: p.Src, dst: p.Dst, frame: callflow.FrameRef(p.Frame),
		transport: callflow.TransportOf(string(p.Transport)), handFlags: f, truncate: p.Truncated, callIDHash: hash,
	}
	it.payload[0] = len(b.bytes)
	b.bytes = append(b.bytes, p.Payload...)
	it.payload[1] = len(b.bytes)
	it.frames[0] = len(b.frames)
	for _, f := range p.Frames {
		b.frames = append(b.frames, callflow.FrameRef(f))
	}
	it.frames[1] = len(b.frames)
	it.vlans[0] = len(b.vlans)
	b.vlans = append(b.vlans, p.VLAN...)
	it.vlans[1] = len(b.vlans)
	b.items = append(b.items, it)
	w.fresh = true
	if len(b.items) == batchItems || len(b.bytes) >= batchBytes {
		w.send()
	}
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
			w.message(b, batch, &batch.items[i], &m)
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

func (w *worker) message(b *callflow.Builder, from *batch, it *item, m *sipmsg.Message) {
	frames := from.frames[it.frames[0]:it.frames[1]]
	if !it.parse(from.bytes[it.payload[0]:it.payload[1]], m) {
		return // cannot be: what told it from other traffic looks for the same
	}
	w.ports.learn(m)
	w.event = callflow.Event{
		Time: it.time, Src: it.src, Dst: it.dst, Transport: it.transport, Frame: it.frame, Frames: frames,
		VLAN: from.vlans[it.vlans[0]:it.vlans[1]], Duplicate: it.duplicate, Truncated: it.truncate, Message: m, CallIDHash: it.callIDHash,
	}
	s := b.Add(&w.event)
	if w.keep && s.Leg == nil {
		w.strays = append(append(w.strays, frames...), it.frame)
	}
	if w.onMessage != nil {
		w.onMessage(&w.event, s)
	}
}

func (it *item) parse(b []byte, m *sipmsg.Message) bool {
	if it.stream {
		return m.ParseChunk(sipmsg.Chunk{Data: b, NoLength: it.noLength})
	}
	return m.Parse(b)
}
