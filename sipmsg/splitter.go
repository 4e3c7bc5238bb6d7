package sipmsg

// Splitter cuts a byte stream, one direction of a TCP, TLS or WebSocket connection, into
// SIP messages by their Content-Length (RFC 3261 §18.3). The zero value is ready.
//
//	s.Feed(segment)
//	for {
//		chunk, ok := s.Next()
//		if !ok {
//			break
//		}
//		if chunk.IsMessage() && m.ParseChunk(chunk) { … }
//	}
//
// What the stream is cut into does not depend on the pieces in which it is fed, and the
// chunks put together are the stream, but for what a gap took.
type Splitter struct {
	// MaxMessage is the length in octets above which a message is given up; 0 means
	// [DefaultMaxMessage]. No more than that is held, and what is being fed.
	MaxMessage int

	buf    []byte // from the stream offset base on
	pos    int    // what Next has returned ends here
	base   int64
	scan   int // what has been searched already ends here, counted from pos
	state  splitState
	inLine bool  // scan is within a line that is known not to be a start line
	closed bool  // the stream, or what precedes a gap, has ended
	lost   int64 // octets of the gap that follows buf

	body bodyFrame // in splitBody
}

// DefaultMaxMessage is the longest message that a Splitter holds unless told otherwise.
const DefaultMaxMessage = 1 << 20

// ChunkKind says what a chunk of a stream is.
type ChunkKind uint8

// The kinds of chunks.
const (
	ChunkMessage   ChunkKind = iota // a whole message
	ChunkPartial                    // the first part of a message, whose end is lost or beyond the limit
	ChunkKeepAlive                  // a line end between messages (RFC 5626 §3.5.1), or NUL
	ChunkJunk                       // anything else
)

// String returns "message", "partial", "keep-alive" or "junk".
func (k ChunkKind) String() string {
	switch k {
	case ChunkMessage:
		return "message"
	case ChunkPartial:
		return "partial"
	case ChunkKeepAlive:
		return "keep-alive"
	}
	return "junk"
}

// Chunk is a piece of a stream. Its data is valid until the next call of Feed.
type Chunk struct {
	Kind   ChunkKind
	Offset int64 // of Data in the stream
	Data   []byte
	// NoLength says that no Content-Length told where the message ends. It then has no
	// body, or one up to the next start line.
	NoLength bool
}

// IsMessage reports whether there is a message, whole or in part, in the chunk.
func (c Chunk) IsMessage() bool { return c.Kind == ChunkMessage || c.Kind == ChunkPartial }

// ParseChunk parses the message in a chunk as [Message.Parse] does, and notes what only
// a stream makes an issue: a Content-Length that is missing.
func (m *Message) ParseChunk(c Chunk) bool {
	if !m.Parse(c.Data) {
		return false
	}
	if c.NoLength && m.index[HeaderContentLength] == 0 {
		m.note(MissingContentLength, m.Raw[:0])
	}
	return true
}

// Feed adds the next octets of the stream, which it copies. Call Next until it reports
// false before feeding more.
func (s *Splitter) Feed(b []byte) {
	if s.closed {
		return
	}
	if s.pos > 0 {
		s.base += int64(s.pos)
		s.buf = s.buf[:copy(s.buf, s.buf[s.pos:])]
		s.pos = 0
	}
	s.buf = append(s.buf, b...)
}

// Gap tells that n octets of the stream are missing here, 0 when it is not known how
// many. Next returns what precedes the gap, a message cut short among it; after that,
// feeding goes on, and the next start line is looked for.
func (s *Splitter) Gap(n int64) {
	s.closed = true
	s.lost += n
}

// Close tells that the stream has ended. Next returns what is left.
func (s *Splitter) Close() { s.closed = true }

// InMessage reports whether what was fed ends within a message, rather than between messages
// or in octets that belong to none.
func (s *Splitter) InMessage() bool { return s.state == splitHeaders || s.state == splitBody }

func (s *Splitter) limit() int {
	if s.MaxMessage > 0 {
		return s.MaxMessage
	}
	return DefaultMaxMessage
}

// Next returns the next chunk. It reports false when more octets are needed to tell what
// the next one is, and when the stream has ended.
func (s *Splitter) Next() (Chunk, bool) {
	for {
		var c Chunk
		var ok, more bool
		switch s.state {
		case splitStart:
			c, ok, more = s.nextStart()
		case splitJunk:
			c, ok, more = s.nextJunk()
		case splitHeaders:
			c, ok, more = s.nextHeaders()
		case splitBody:
			c, ok, more = s.nextBody()
		}
		if ok {
			return c, true
		}
		if !more {
			break
		}
	}
	if s.closed {
		return s.last()
	}
	return Chunk{}, false
}

// last returns what the end of the stream, or a gap, leaves.
func (s *Splitter) last() (Chunk, bool) {
	n := len(s.buf) - s.pos
	if n == 0 {
		s.reopen()
		return Chunk{}, false
	}
	kind := ChunkPartial
	switch {
	case s.state == splitStart || s.state == splitJunk:
		kind = ChunkJunk
	case s.state == splitBody && s.body.end < 0:
		kind = ChunkMessage
	}
	return s.emit(kind, n, splitStart), true
}

// reopen makes the Splitter ready for what follows a gap.
func (s *Splitter) reopen() {
	s.base += int64(len(s.buf)) + s.lost
	s.buf, s.pos, s.scan, s.lost = s.buf[:0], 0, 0, 0
	s.state, s.inLine, s.closed = splitStart, false, false
}

// emit returns the next n octets as a chunk and goes on in state.
func (s *Splitter) emit(kind ChunkKind, n int, state splitState) Chunk {
	c := Chunk{Kind: kind, Offset: s.base + int64(s.pos), Data: s.buf[s.pos : s.pos+n : s.pos+n]}
	if s.state == splitBody {
		c.NoLength = s.body.noLength
	}
	s.pos += n
	s.scan = max(0, s.scan-n)
	s.inLine = s.inLine && state == splitJunk
	s.state = state
	return c
}
