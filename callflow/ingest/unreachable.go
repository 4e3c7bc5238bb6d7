package ingest

import (
	"slices"

	"sipcap/callflow"
	"sipcap/capture"
	"sipcap/sipmsg"
)

// maxUnreachable is how many ICMP errors a worker keeps for the end, with what they quote.
const maxUnreachable = 1 << 14

// unreachable is an ICMP error with what tells its message: a copy of what it quotes, where that is enough,
// or else the message's frame. The hash of the Call-ID is 0 where that could not be told.
type unreachable struct {
	callflow.Unreachable
	quoted []byte
	callID uint64
	sent   callflow.FrameRef
	frames []capture.FrameRef
}

// unreachable takes an ICMP error. It is of use where so much of a SIP message is quoted that its
// Call-ID can be told, or where the message was just seen.
func (r *reader) unreachable(p *capture.Packet) {
	e := p.ICMP
	u := unreachable{Unreachable: callflow.Unreachable{
		Time: p.Time, Frame: callflow.FrameRef(p.Frame), From: p.Src.Addr(), Src: e.Src, Dst: e.Dst,
		Transport: callflow.TransportOf(string(e.Transport)), Type: e.Type, Code: e.Code, MTU: e.MTU,
	}}
	why := otherICMP
	callID, sip := sipmsg.SniffCallID(e.Payload)
	if sip {
		why = unclear
	}
	if len(callID) > 0 {
		u.quoted, u.callID = slices.Clone(e.Payload), callflow.HashCallID(callID)
	} else if s, sip := r.recent.quoted(e, p.Time); s != nil {
		u.callID, u.sent = s.callID, s.frame
	} else if sip {
		why = unclear
	}
	w := r.worker(u.callID)
	if u.callID == 0 || len(w.unreachable) == maxUnreachable && r.live == nil {
		r.account.skipPacket(why, p)
		return
	}
	r.account.usePacket(p)
	if _, delay, dup := r.dedup.Seen(p); dup {
		r.repeats.add(delay)
		return
	}
	u.frames = p.AppendFrames(nil)
	if r.live != nil {
		w.handError(&u)
		return
	}
	w.unreachable = append(w.unreachable, u)
}

// attach gives the errors to their calls, once all messages are there.
func (w *worker) attach(b *callflow.Builder, m *sipmsg.Message) {
	for i := range w.unreachable {
		w.attachOne(b, m, &w.unreachable[i])
	}
	w.unreachable = nil
}

func (w *worker) attachOne(b *callflow.Builder, m *sipmsg.Message, u *unreachable) {
	var ok bool
	if u.quoted != nil {
		ok = m.Parse(u.quoted) && b.AddUnreachable(u.Unreachable, m)
	} else {
		ok = b.AddUnreachableOf(u.Unreachable, u.callID, u.sent)
	}
	if !ok {
		w.strangers.skip(unclear, u.frames...)
	}
}

// handError hands over an error in its place among the messages: where a source has no end, the call is let go of
// before all messages are there.
func (w *worker) handError(u *unreachable) {
	w.filling.next().unreachable = u
	w.fresh = true
	if len(w.filling.items) == batchItems {
		w.send()
	}
}
