package sipmsg

import "bytes"

// splitState says what a Splitter expects at its position.
type splitState uint8

const (
	splitStart   splitState = iota // a start line, or line ends before it
	splitJunk                      // octets that belong to no message, up to a start line
	splitHeaders                   // a start line was seen, the end of the headers is looked for
	splitBody                      // the end of the headers was seen
)

const (
	maxStreamJunk = 4096     // the size in which junk is returned
	maxStartLine  = 16 << 10 // a longer line in a stream is no start line
	maxBlankCR    = 8        // with more of CR before its LF, a line is not an empty one
)

// bodyFrame says where the body of a message in a stream is.
type bodyFrame struct {
	start int // counted from the message's first octet
	end   int // likewise; -1 where no Content-Length tells
	// search says that a start line within the body begins the next message, since
	// bodies of its type hold none.
	search   bool
	noLength bool
}

// Each next function takes one step from its state. ok says that c is the next chunk,
// more that another step may be taken; with neither, more octets are needed.

// nextStart looks at what stands where a message should begin.
func (s *Splitter) nextStart() (c Chunk, ok, more bool) {
	b := s.buf[s.pos:]
	switch {
	case len(b) == 0 || len(b) == 1 && b[0] == '\r':
		return c, false, false
	case b[0] == '\n', b[0] == 0: // NUL is what some stacks send to keep a connection open
		return s.emit(ChunkKeepAlive, 1, splitStart), true, true
	case b[0] == '\r' && b[1] == '\n':
		return s.emit(ChunkKeepAlive, 2, splitStart), true, true
	}
	switch s.judgeLine(b) {
	case lineUnclear:
		return c, false, false
	case lineStarts:
		s.state = splitHeaders
	default:
		s.state, s.inLine = splitJunk, true
	}
	return c, false, true
}

// nextJunk skips lines that do not begin a message. They are returned in pieces of one
// size, so that the pieces fed do not show.
func (s *Splitter) nextJunk() (c Chunk, ok, more bool) {
	b := s.buf[s.pos:]
	for {
		if s.scan >= maxStreamJunk {
			return s.emit(ChunkJunk, maxStreamJunk, splitJunk), true, true
		}
		if !s.inLine {
			switch s.judgeLine(b[s.scan:]) {
			case lineUnclear:
				return c, false, false
			case lineStarts:
				return s.emit(ChunkJunk, s.scan, splitHeaders), true, true
			}
			s.inLine = true
		}
		i := bytes.IndexByte(b[s.scan:], '\n')
		if i < 0 {
			s.scan = len(b)
			if s.scan >= maxStreamJunk {
				continue
			}
			return c, false, false
		}
		s.scan += i + 1
		s.inLine = false
	}
}

// nextHeaders looks for the empty line.
func (s *Splitter) nextHeaders() (c Chunk, ok, more bool) {
	b := s.buf[s.pos:]
	head := b[:min(len(b), s.limit())]
	for {
		i := bytes.IndexByte(head[s.scan:], '\n')
		if i < 0 {
			s.scan = len(head)
			break
		}
		next := s.scan + i + 1
		end := next
		for end < len(head) && head[end] == '\r' && end-next < maxBlankCR {
			end++
		}
		if end == len(head) { // the next octet may make it an empty line
			s.scan = next - 1
			break
		}
		if head[end] == '\n' {
			s.body = frameOf(head[:end+1])
			s.state, s.scan = splitBody, end+1
			return c, false, true
		}
		s.scan = next
	}
	if len(b) > s.limit() {
		return s.giveUp(), true, true
	}
	return c, false, false
}

// nextBody looks for the end of the body, which is where Content-Length says unless
// another start line comes first.
func (s *Splitter) nextBody() (c Chunk, ok, more bool) {
	b := s.buf[s.pos:]
	end := s.body.end
	fits := end >= 0 && end <= s.limit()
	if s.body.search {
		region := b
		if fits {
			region = b[:min(len(b), end)]
		}
		for s.scan <= s.limit() {
			i := bytes.IndexByte(region[s.scan:], '\n')
			if i < 0 {
				break
			}
			if next := s.scan + i + 1; !isPlainStart(region[s.scan:next]) {
				s.scan = next
				continue
			}
			kind := ChunkPartial
			if end < 0 {
				kind = ChunkMessage
			}
			return s.emit(kind, s.scan, splitStart), true, true
		}
	}
	switch {
	case fits && len(b) >= end:
		return s.emit(ChunkMessage, end, splitStart), true, true
	case !fits && len(b) > s.limit()+maxStartLine:
		return s.giveUp(), true, true
	}
	return c, false, false
}

// giveUp returns as much of a message as the limit allows. The rest of it is junk.
func (s *Splitter) giveUp() Chunk {
	c := s.emit(ChunkPartial, s.limit(), splitJunk)
	s.scan, s.inLine = 0, true
	return c
}

// frameOf reads from the headers of a message where its body is.
func frameOf(head []byte) bodyFrame {
	f := bodyFrame{start: len(head), end: -1, noLength: true}
	p := Part{headers: head}
	n, ok := parseUint(p.Get(HeaderContentLength), 1<<31-1)
	t, _ := ParseMediaType(p.Get(HeaderContentType))
	switch {
	case ok:
		f.end, f.noLength = len(head)+int(n), false
	case len(t.Type) == 0:
		f.end = len(head)
	}
	f.search = f.end < 0 || len(t.Type) == 0 || t.Is("application/sdp")
	return f
}
