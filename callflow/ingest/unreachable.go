package ingest

import (
	"hash/maphash"
	"slices"

	"sipcap/callflow"
	"sipcap/capture"
	"sipcap/sipmsg"
)

// maxUnreachable is how many ICMP errors a worker keeps for the end, with what they quote.
const maxUnreachable = 1 << 14

// unreachable is an ICMP error with a copy of what it quotes.
type unreachable struct {
	callflow.Unreachable
	quoted []byte
	frames []capture.FrameRef
}

// unreachable takes an ICMP error. Only where so much of a SIP message is quoted that its
// Call-ID can be told is it of use.
func (r *reader) unreachable(p *capture.Packet) {
	e := p.ICMP
	var id []byte
	if sipmsg.Sniff(e.Payload) {
		id = sipmsg.FindCallID(e.Payload)
	}
	w := r.workers[maphash.Bytes(r.seed, id)%uint64(len(r.workers))]
	if len(id) == 0 || len(w.unreachable) == maxUnreachable {
		r.account.skip(noCall, r.account.of(p)...)
		return
	}
	r.account.use(r.account.of(p)...)
	if _, delay, dup := r.dedup.Seen(p); dup {
		r.repeats.add(delay)
		return
	}
	w.unreachable = append(w.unreachable, unreachable{
		Unreachable: callflow.Unreachable{
			Time: p.Time, Frame: callflow.FrameRef(p.Frame), From: p.Src.Addr(), Src: e.Src, Dst: e.Dst,
			Transport: callflow.TransportOf(string(e.Transport)), Type: e.Type, Code: e.Code, MTU: e.MTU,
		},
		quoted: slices.Clone(e.Payload),
		frames: p.AppendFrames(nil),
	})
}

// attach gives the errors to their calls, once all messages are there.
func (w *worker) attach(b *callflow.Builder, m *sipmsg.Message) {
	for i := range w.unreachable {
		u := &w.unreachable[i]
		if !m.Parse(u.quoted) || !b.AddUnreachable(u.Unreachable, m) {
			w.strangers = append(w.strangers, u.frames...)
		}
	}
	w.unreachable = nil
}
