package ingest

import (
	"cmp"
	"slices"

	"sipcap/capture"
)

// connection is a TCP connection as far as its frames matter to whoever writes them again.
type connection struct {
	id capture.StreamID // the lesser of its two streams
	// opening are the frames without which a stream is not understood: those with SYN, and the
	// handshake of WebSocket.
	opening []capture.FrameRef
	frames  [2][]capture.FrameRef // that brought bytes, by direction
	whole   bool                  // encrypted: what a frame brings needs all frames before it
	used    bool                  // it gave a message
	open    int                   // streams that have not ended
}

// keeper remembers connections, where that is asked for; a nil keeper does nothing.
type keeper struct {
	source  opener // nil where the source cannot tell
	byID    map[capture.StreamID]*connection
	ended   []*connection // that were used
	pending int           // frames of connections that gave no message so far
}

// opener is a source that can tell which frames opened a connection.
type opener interface {
	Opening(capture.StreamID) []capture.FrameRef
}

// maxPending is how many frames are remembered of connections that may never give a message: those of a
// handshake are some few, and what turns out to be no SIP is dropped before long.
const maxPending = 1 << 20

// of returns the connection of a stream and which of its directions that is.
func (k *keeper) of(id capture.StreamID) (c *connection, dir int) {
	if id > id.Reverse() {
		id, dir = id.Reverse(), 1
	}
	return k.byID[id], dir
}

// begin notes a stream, when its first packet has come.
func (k *keeper) begin(s *stream) {
	if k == nil {
		return
	}
	c, _ := k.of(s.id)
	if c == nil {
		c = &connection{id: min(s.id, s.id.Reverse())}
		if k.byID == nil {
			k.byID = make(map[capture.StreamID]*connection)
		}
		k.byID[c.id] = c
	}
	c.open++
	if k.source == nil {
		return
	}
	for _, ref := range k.source.Opening(s.id) {
		if !slices.Contains(c.opening, ref) {
			c.opening = append(c.opening, ref)
		}
	}
}

// data notes the frames that brought the next bytes of a stream.
func (k *keeper) data(s *stream, p *capture.Packet) {
	if k == nil || s.ignored {
		return
	}
	c, dir := k.of(s.id)
	if c == nil || !c.used && k.pending >= maxPending {
		return
	}
	n := len(c.frames[dir])
	if len(p.Frames) > 0 {
		c.frames[dir] = append(c.frames[dir], p.Frames...)
	} else {
		c.frames[dir] = append(c.frames[dir], p.Frame)
	}
	if !c.used {
		k.pending += len(c.frames[dir]) - n
	}
}

// handshake notes that a stream began with a handshake, which its last frame completed.
func (k *keeper) handshake(s *stream) {
	if k == nil {
		return
	}
	if c, dir := k.of(s.id); c != nil {
		c.opening = append(c.opening, c.frames[dir]...)
	}
}

// message notes that a stream gave a message, over the transport that it turned out to be.
func (k *keeper) message(s *stream, transport capture.Transport) {
	if k == nil {
		return
	}
	c, _ := k.of(s.id)
	if c == nil {
		return
	}
	if !c.used {
		c.used = true
		k.pending -= len(c.frames[0]) + len(c.frames[1])
	}
	c.whole = c.whole || transport == capture.TLS || transport == capture.WSS
}

// end notes that nothing more comes of a stream. A connection that gave no message is forgotten
// with its last stream.
func (k *keeper) end(s *stream) {
	if k == nil {
		return
	}
	c, _ := k.of(s.id)
	if c == nil {
		return
	}
	if c.open--; c.open > 0 {
		return
	}
	delete(k.byID, c.id)
	if c.used {
		k.ended = append(k.ended, c)
	} else {
		k.pending -= len(c.frames[0]) + len(c.frames[1])
	}
}

// connections returns those that gave messages, when all streams have ended.
func (k *keeper) connections() []*connection {
	if k == nil {
		return nil
	}
	slices.SortStableFunc(k.ended, func(a, b *connection) int { return cmp.Compare(a.id, b.id) })
	return k.ended
}
