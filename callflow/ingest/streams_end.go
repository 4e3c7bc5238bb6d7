package ingest

import (
	"maps"
	"slices"

	"sipcap/capture"
	"sipcap/sipmsg"
)

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
	if s.found > 0 {
		t.gaps, t.missing = t.gaps+s.gaps, t.missing+s.missing
	}
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
		if len(p.frames) == 0 {
			t.settled(p.use, p.frame)
			continue
		}
		t.settled(p.use, p.frames...)
	}
	s.parts = slices.Delete(s.parts, 0, n)
}

// settled accounts for the frames of a part.
func (t *streams) settled(u use, frames ...capture.FrameRef) {
	switch u {
	case useMessage:
		t.out.account.use(frames...)
	case useKeepAlive:
		t.out.account.skip(keepAlive, frames...)
	case useDeflated:
		t.out.account.skip(deflated, frames...)
	default:
		t.out.account.skip(notSIP, frames...)
	}
}
