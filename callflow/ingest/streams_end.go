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
	s.end += n
	t.held += n
	switch {
	case s.ignored:
	case s.tls != nil:
		t.gapTLS(s, n)
		return
	default:
		t.interrupt(s, n)
	}
	t.account(s, s.end)
}

// interrupt tells that n bytes of the content are missing, 0 where it is not known how many.
func (t *streams) interrupt(s *stream, n int64) {
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
	if s.tls == nil || t.endTLS(s) {
		t.finishStream(s)
	}
}

// finishStream is for a stream of which nothing more comes.
func (t *streams) finishStream(s *stream) {
	t.close(s, 0)
	t.account(s, s.end)
	if s.found > 0 {
		t.gaps, t.missing = t.gaps+s.gaps, t.missing+s.missing
	}
	t.forget(s)
}

// drop is for a stream that is of no use.
func (t *streams) drop(s *stream) {
	s.ignored = true
	t.account(s, s.end)
	s.split, s.socket, s.head = sipmsg.Splitter{}, capture.WebSocket{}, nil
	if t.ignore != nil {
		t.forget(s)
		t.ignore(s.id)
	}
}

func (t *streams) forget(s *stream) {
	delete(t.byID, s.id)
	t.keep.end(s)
	if s.tls != nil {
		t.leave(s)
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
	if s.tls != nil && !s.tls.flow.decided {
		t.forsake(s.tls.flow)
		return
	}
	t.overflowed++
	t.gap(s, 0)
}

// finish ends all streams, in the order in which they began.
func (t *streams) finish() {
	t.lastKeys()
	for _, id := range slices.Sorted(maps.Keys(t.byID)) {
		if s := t.byID[id]; s != nil { // else it ended with another
			t.end(s)
		}
	}
}

// settle notes that all content up to end is told.
func (t *streams) settle(s *stream, end int64) {
	s.done = end
	t.account(s, s.behind(end))
}

// account accounts for the frames whose bytes end by end.
func (t *streams) account(s *stream, end int64) {
	if end > s.settled {
		t.held -= end - s.settled
		s.settled = end
	}
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
	t.held -= partBytes * int64(n)
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
	case useNoKey:
		t.out.account.skip(noKey, frames...)
	default:
		t.out.account.skip(notSIP, frames...)
	}
}
