package ingest

import (
	"maps"
	"slices"

	"sipcap/capture"
	"sipcap/sipmsg"
)

// streams cuts TCP streams into messages. Each direction is cut alone.
type streams struct {
	out    *reader
	ignore func(capture.StreamID) // nil where the source has no such thing
	byID   map[capture.StreamID]*stream
	packet capture.Packet // of a message, used for each again

	limit      int64 // of held
	held       int64 // bytes of all streams that are not yet told what they are
	overflowed uint64
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
	t.held -= s.waiting()
	t.add(s, p)
	t.held += s.waiting()
	if t.held > t.limit {
		t.overflow(t.longest())
	}
}

// add adds what a packet has to its stream.
func (t *streams) add(s *stream, p *capture.Packet) {
	if p.Gap != 0 && s.mode != modeUnknown {
		t.gap(s, p.Gap)
	}
	if p.End {
		t.end(s)
		return
	}
	if len(s.parts) >= maxParts {
		t.overflowed++
		t.gap(s, 0)
	}
	s.parts = append(s.parts, part{
		start: s.fed, end: s.fed + int64(len(p.Payload)), time: p.Time,
		frame: p.Frame, frames: slices.Clone(p.Frames), count: p.FrameCount(),
	})
	if s.ignored {
		s.fed += int64(len(p.Payload))
		t.settle(s, s.fed)
		return
	}
	t.feed(s, p.Payload)
	if s.hopeless() && !t.promising(s.id.Reverse()) || s.ignored {
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
	return s
}

// promising tells whether a stream has given a message.
func (t *streams) promising(id capture.StreamID) bool {
	s := t.byID[id]
	return s != nil && s.found > 0
}

// feed takes bytes, whose part is there.
func (t *streams) feed(s *stream, b []byte) {
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

// decide tells by the first bytes of a stream, or those after a gap, what it is.
func (t *streams) decide(s *stream, b []byte) {
	_, upgrade, more := capture.WebSocketHandshake(b)
	switch {
	case s.mode == modeUnknown && (upgrade || more):
		s.mode = modeHandshake
	case capture.LooksLikeWebSocket(b):
		s.startSocket(s.fed)
	case s.mode == modeLost:
	case s.begun && isOther(b):
		s.ignored = true
	default:
		s.mode = modeSIP
		s.lost = !s.begun
	}
}

func (s *stream) startSocket(at int64) {
	s.mode, s.origin, s.socket = modeSocket, at, capture.WebSocket{}
	s.packet.Transport = capture.WS
}

// handshake looks at the bytes held of what may be a WebSocket handshake.
func (t *streams) handshake(s *stream) {
	n, upgrade, more := capture.WebSocketHandshake(s.head)
	if more && !s.closing {
		return
	}
	head := s.head
	s.head = nil
	if !upgrade {
		s.mode = modeSIP
		s.split.Feed(head)
		t.cut(s)
		return
	}
	begin := s.fed - int64(len(head))
	s.mark(begin, begin+int64(n), useOther)
	t.settle(s, begin+int64(n))
	s.startSocket(begin + int64(n))
	s.socket.Feed(head[n:])
	t.unwrap(s)
}

// cut takes the messages out of what a SIP stream has.
func (t *streams) cut(s *stream) {
	for c, ok := s.split.Next(); ok; c, ok = s.split.Next() {
		end := c.Offset + int64(len(c.Data))
		switch {
		case c.IsMessage():
			t.message(s, c.Offset, end, c.Data, handFlags{
				stream: true, noLength: c.NoLength, cut: s.closing && c.Kind == sipmsg.ChunkPartial,
			})
		case c.Kind == sipmsg.ChunkKeepAlive:
			s.mark(c.Offset, end, useKeepAlive)
		default:
			s.junk += len(c.Data)
			s.mark(c.Offset, end, useOther)
		}
		t.settle(s, end)
	}
}

// unwrap takes the messages out of what a WebSocket stream has. RFC 7118 §5 has each SIP message
// in a WebSocket message of its own.
func (t *streams) unwrap(s *stream) {
	for m, ok := s.socket.Next(); ok; m, ok = s.socket.Next() {
		start, end := s.origin+m.Start, s.origin+m.End
		switch {
		case m.Kind == capture.WebSocketControl, m.Kind == capture.WebSocketData && isKeepAlive(m.Data):
			s.mark(start, end, useKeepAlive)
		case m.Kind == capture.WebSocketCompressed:
			s.mark(start, end, useDeflated)
		case m.Kind == capture.WebSocketData && sipmsg.Sniff(m.Data):
			t.message(s, start, end, m.Data, handFlags{stream: true, cut: m.Partial})
		default:
			s.junk += int(m.End - m.Start)
			s.mark(start, end, useOther)
		}
		if !s.socket.Held() {
			t.settle(s, end)
		}
	}
}

func (t *streams) message(s *stream, start, end int64, data []byte, f handFlags) {
	s.found++
	s.lost = false
	s.mark(start, end, useMessage)
	s.carry(&t.packet, start, end)
	t.packet.Payload = data
	t.packet.Truncated = f.cut
	t.out.hand(&t.packet, f)
}

// gap tells a stream that n bytes are missing, or that some are where n is -1.
func (t *streams) gap(s *stream, n int64) {
	n = max(n, 0)
	t.close(s, n)
	s.fed += n
	s.done = s.fed
	if s.mode == modeSocket {
		s.mode = modeLost
	}
	s.closing, s.lost = false, true
}

// close has a stream give what there is of an incomplete message.
func (t *streams) close(s *stream, lost int64) {
	s.closing = true
	switch s.mode {
	case modeHandshake:
		t.handshake(s)
		t.close(s, lost)
		return
	case modeSIP:
		s.split.Gap(lost)
		t.cut(s)
	case modeSocket:
		s.socket.Close()
		t.unwrap(s)
	}
	t.settle(s, s.fed)
}

// end ends a stream.
func (t *streams) end(s *stream) {
	t.close(s, 0)
	delete(t.byID, s.id)
}

// drop is for a stream that is of no use.
func (t *streams) drop(s *stream) {
	s.ignored = true
	t.settle(s, s.fed)
	s.split, s.socket, s.head = sipmsg.Splitter{}, capture.WebSocket{}, nil
	if t.ignore != nil {
		delete(t.byID, s.id)
		t.ignore(s.id)
	}
}

// longest returns the stream of which most is held, the first of several.
func (t *streams) longest() *stream {
	var longest *stream
	for _, s := range t.byID {
		if longest == nil || s.waiting() > longest.waiting() || s.waiting() == longest.waiting() && s.id < longest.id {
			longest = s
		}
	}
	return longest
}

// overflow gives up what is held of a stream.
func (t *streams) overflow(s *stream) {
	t.overflowed++
	t.held -= s.waiting()
	t.gap(s, 0)
	t.held += s.waiting()
}

// finish ends all streams, in the order in which they began.
func (t *streams) finish() {
	for _, id := range slices.Sorted(maps.Keys(t.byID)) {
		t.end(t.byID[id])
	}
}

// settle accounts for the parts that end by end.
func (t *streams) settle(s *stream, end int64) {
	s.done = end
	n := 0
	for ; n < len(s.parts) && s.parts[n].end <= end; n++ {
		p := &s.parts[n]
		switch p.use {
		case useMessage:
			t.out.used += p.count
		case useKeepAlive:
			t.out.skip(keepAlive, p.frame, p.count)
		case useDeflated:
			t.out.skip(deflated, p.frame, p.count)
		default:
			t.out.skip(notSIP, p.frame, p.count)
		}
	}
	s.parts = slices.Delete(s.parts, 0, n)
}
