package ingest

import (
	"slices"

	"sipcap/capture"
	"sipcap/sipmsg"
)

// streams cuts TCP streams into messages. Each direction is cut alone, but for TLS.
type streams struct {
	out    *reader
	ignore func(capture.StreamID) // nil where the source has no such thing
	byID   map[capture.StreamID]*stream
	packet capture.Packet // of a message, used for each again
	tls    tlsFlows
	keep   *keeper // nil where frames need not be remembered

	limit      int64 // of held
	held       int64 // bytes of all streams that are not yet told what they are
	overflowed uint64

	gaps, missing uint64 // of streams that gave messages, which have ended
}

// ignorer is a source that can be told that a stream is of no use.
type ignorer interface{ Ignore(capture.StreamID) }

// take takes the next bytes of a stream, or its end.
func (t *streams) take(p *capture.Packet) {
	s := t.byID[p.Stream]
	if s == nil {
		if p.End {
			return
		}
		s = t.begin(p)
	}
	t.add(s, p)
	if s.tls != nil {
		t.weigh(s.tls.flow)
	}
	if t.held > t.limit {
		t.overflow(t.longest())
	}
}

// add adds what a packet has to its stream.
func (t *streams) add(s *stream, p *capture.Packet) {
	if p.Gap > 0 {
		s.gaps++
		s.missing += uint64(p.Gap)
	}
	if p.Gap != 0 && (s.mode != modeUnknown || s.tls != nil) {
		t.gap(s, p.Gap)
	}
	if p.End {
		t.end(s)
		return
	}
	t.keep.data(s, p)
	if len(s.parts) >= maxParts {
		t.overflow(s)
	}
	n := int64(len(p.Payload))
	s.parts = append(s.parts, part{
		start: s.end, end: s.end + n, time: p.Time,
		frame: p.Frame, frames: slices.Clone(p.Frames), use: s.unread,
	})
	s.end += n
	t.held += n + partBytes
	if s.ignored {
		t.account(s, s.end)
		return
	}
	t.feed(s, p.Payload)
	if s.tls == nil {
		t.sift(s)
	}
}

// sift drops a stream that is of no use.
func (t *streams) sift(s *stream) {
	if s.ignored || s.hopeless() && !t.promising(s.id.Reverse()) {
		t.drop(s)
	}
}

func (t *streams) begin(p *capture.Packet) *stream {
	s := &stream{id: p.Stream, begun: p.Begin}
	s.packet = capture.Packet{
		Src: p.Src, Dst: p.Dst, Transport: p.Transport, VLAN: slices.Clone(p.VLAN), TTL: p.TTL,
	}
	if t.byID == nil {
		t.byID = make(map[capture.StreamID]*stream)
	}
	t.byID[s.id] = s
	t.keep.begin(s)
	return s
}

// promising tells whether a stream has given a message.
func (t *streams) promising(id capture.StreamID) bool {
	s := t.byID[id]
	return s != nil && s.found > 0
}

// feed takes bytes, whose part is there.
func (t *streams) feed(s *stream, b []byte) {
	if s.tls == nil && s.mode == modeUnknown {
		t.decideTLS(s, b)
	}
	if s.tls != nil {
		t.decrypt(s, b)
		return
	}
	t.content(s, b)
}

// content takes bytes of the content.
func (t *streams) content(s *stream, b []byte) {
	if s.mode == modeUnknown || s.mode == modeLost {
		t.decide(s, b)
	}
	s.fed += int64(len(b))
	switch s.mode {
	case modeHandshake:
		s.head = append(s.head, b...)
		t.handshake(s)
	case modeSIP:
		if s.lost && !s.split.InMessage() && sipmsg.Sniff(b) {
			t.resume(s)
		}
		s.split.Feed(b)
		t.cut(s)
	case modeSocket:
		s.socket.Feed(b)
		t.unwrap(s)
	case modeLost, modeUnknown:
		s.junk += len(b)
		s.mark(s.fed-int64(len(b)), s.fed, useOther)
		t.settle(s, s.fed)
	}
}

// resume has a message begin with the next bytes. Senders begin segments with messages, so
// that this is right where the end of the last one, of which the beginning is missing, would
// otherwise be taken for a part of the start line.
func (t *streams) resume(s *stream) {
	s.split.Gap(0)
	t.cut(s)
}

// cut takes the messages out of what a SIP stream has.
func (t *streams) cut(s *stream) {
	for c, ok := s.split.Next(); ok; c, ok = s.split.Next() {
		end := c.Offset + int64(len(c.Data))
		switch {
		case c.IsMessage():
			t.message(s, c.Offset, end, c.Data, c.NoLength, s.closing && c.Kind == sipmsg.ChunkPartial)
		case c.Kind == sipmsg.ChunkKeepAlive:
			s.mark(c.Offset, end, useKeepAlive)
		default:
			s.junk += len(c.Data)
			s.mark(c.Offset, end, useOther)
		}
		t.settle(s, end)
	}
}

// message hands over a message, whose bytes in the stream are from start to end. cut tells
// that the rest of it is missing.
func (t *streams) message(s *stream, start, end int64, data []byte, noLength, cut bool) {
	s.found++
	t.keep.message(s, s.packet.Transport)
	s.lost = false
	s.mark(start, end, useMessage)
	s.carry(&t.packet, start, end)
	t.packet.Payload = data
	t.packet.Truncated = cut
	t.out.hand(&t.packet, sipmsg.FindCallID(data), handFlags{stream: true, noLength: noLength})
}
