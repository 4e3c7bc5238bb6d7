package capture

// WebSocket takes one direction of a WebSocket connection apart (RFC 6455 §5): the bytes behind
// the handshake, see [WebSocketHandshake], into messages. The zero value is ready.
//
//	w.Feed(payload)
//	for m, ok := w.Next(); ok; m, ok = w.Next() { … }
type WebSocket struct {
	// MaxMessage is the length in bytes above which a message is given up, and the rest of the
	// stream with it; 0 means DefaultMaxWebSocketMessage. No more than that and what is being
	// fed is held.
	MaxMessage int

	buf  []byte // what was fed and is not taken apart
	pos  int    // of it, what Next is done with
	base int64  // of buf in what was fed
	data []byte // the message so far

	started    bool // data is of a message whose last frame is to come
	compressed bool
	start      int64
	broken     bool
	closed     bool
}

// DefaultMaxWebSocketMessage is the longest message that a WebSocket holds unless told otherwise.
const DefaultMaxWebSocketMessage = 1 << 20

// WebSocketKind says what a message is.
type WebSocketKind uint8

// The kinds of messages.
const (
	WebSocketData       WebSocketKind = iota // text or binary
	WebSocketControl                         // ping, pong or close
	WebSocketCompressed                      // by permessage-deflate (RFC 7692), which is not undone
	WebSocketBroken                          // no frames: the rest of the stream cannot be used
)

// WebSocketMessage is a message, or what stands in its place.
type WebSocketMessage struct {
	Kind       WebSocketKind
	Data       []byte // unmasked; of WebSocketData alone, and valid until the next call
	Start, End int64  // where its frames are in what was fed
	Partial    bool   // the stream ended before the message
}

// Feed adds the next bytes of the stream, which it copies. Call Next until it reports false
// before feeding more.
func (w *WebSocket) Feed(b []byte) {
	if w.pos > 0 {
		w.base += int64(w.pos)
		w.buf = w.buf[:copy(w.buf, w.buf[w.pos:])]
		w.pos = 0
	}
	w.buf = append(w.buf, b...)
}

// Close tells that nothing follows, or that bytes are missing here. Next returns what is there
// of a message that is not complete.
func (w *WebSocket) Close() { w.closed = true }

// Next returns the next message. It reports false when more bytes are needed.
func (w *WebSocket) Next() (WebSocketMessage, bool) {
	for {
		b := w.buf[w.pos:]
		if len(b) == 0 && !w.started {
			return WebSocketMessage{}, false
		}
		if w.broken {
			return w.breakOff()
		}
		f, state := parseWebSocketFrame(b)
		switch {
		case state == wsUnclear && !w.closed, state == wsFine && uint64(len(b)-f.header) < f.length && !w.closed && f.length <= w.room():
			return WebSocketMessage{}, false
		case w.closed && (state != wsFine || uint64(len(b)-f.header) < f.length):
			return w.last(f, state, b)
		case state == wsWrong, f.length > w.room(), f.opcode == 0 && !w.started, f.opcode != 0 && f.opcode < wsControl && w.started:
			w.broken = true
			continue
		}
		if m, ok := w.frame(f, b[f.header:f.header+int(f.length)]); ok {
			return m, true
		}
	}
}

// frame takes a whole frame, and returns the message that it completes.
func (w *WebSocket) frame(f wsFrame, payload []byte) (WebSocketMessage, bool) {
	at := w.base + int64(w.pos)
	w.pos += f.header + len(payload)
	end := w.base + int64(w.pos)
	if f.opcode >= wsControl { // may stand between the frames of a message
		return WebSocketMessage{Kind: WebSocketControl, Start: at, End: end}, true
	}
	w.add(f, payload, at)
	if f.flags&wsFinal == 0 {
		return WebSocketMessage{}, false
	}
	return w.complete(end, false), true
}

// add adds a frame's payload to the message.
func (w *WebSocket) add(f wsFrame, payload []byte, at int64) {
	if f.opcode != 0 {
		w.started, w.start, w.data = true, at, w.data[:0]
		w.compressed = f.flags&wsDeflated != 0
	}
	w.data = f.unmask(w.data, payload)
}

func (w *WebSocket) complete(end int64, partial bool) WebSocketMessage {
	w.started = false
	m := WebSocketMessage{Data: w.data, Start: w.start, End: end, Partial: partial}
	if w.compressed {
		m.Kind, m.Data = WebSocketCompressed, nil
	}
	return m
}

// last returns what there is of a message that is not complete.
func (w *WebSocket) last(f wsFrame, state wsState, b []byte) (WebSocketMessage, bool) {
	at := w.base + int64(w.pos)
	w.pos = len(w.buf)
	end := w.base + int64(w.pos)
	if state == wsFine && f.opcode < wsControl && (f.opcode == 0) == w.started {
		payload := b[f.header:]
		w.add(f, payload[:min(len(payload), int(w.room()))], at)
	}
	if w.started {
		return w.complete(end, true), true
	}
	return WebSocketMessage{Kind: WebSocketBroken, Start: at, End: end, Partial: true}, true
}

// breakOff returns the message that the fault is in, and then the rest as broken.
func (w *WebSocket) breakOff() (WebSocketMessage, bool) {
	at := w.base + int64(w.pos)
	if w.started {
		return w.complete(at, true), true
	}
	w.pos = len(w.buf)
	return WebSocketMessage{Kind: WebSocketBroken, Start: at, End: w.base + int64(w.pos)}, true
}

// room is how many bytes may still be added to the message.
func (w *WebSocket) room() uint64 {
	limit := orDefault(w.MaxMessage, DefaultMaxWebSocketMessage)
	if w.started {
		limit = max(limit-len(w.data), 0)
	}
	return uint64(limit)
}

// Held reports whether the first frames of a message are there, and not its last.
func (w *WebSocket) Held() bool { return w.started }
