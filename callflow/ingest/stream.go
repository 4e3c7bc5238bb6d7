package ingest

import (
	"slices"
	"time"

	"sipcap/capture"
	"sipcap/sipmsg"
)

// stream is one direction of a TCP connection on its way to become messages. Its content is
// what messages are cut from: the stream's own bytes, or those that TLS encrypted.
type stream struct {
	id      capture.StreamID
	packet  capture.Packet // addresses, VLAN: those of the first
	mode    streamMode
	split   sipmsg.Splitter
	socket  capture.WebSocket
	origin  int64              // where in the content the socket's bytes begin
	head    []byte             // in modeHandshake
	tls     *tlsSide           // nil where the content is in the clear
	fed     int64              // where in the content the next bytes are
	done    int64              // up to here it is known what they are
	end     int64              // where in the stream the next bytes are
	settled int64              // up to here their frames are accounted for
	parts   []part             // that have bytes which are not yet told what they are
	unread  use                // what the bytes of an ignored stream are
	junk    int                // bytes that are of no message
	found   uint64             // messages
	gaps    uint64             // places where bytes are missing
	missing uint64             // these bytes
	frames  []capture.FrameRef // of the last one
	begun   bool               // the stream's first byte was there
	ignored bool
	closing bool // what is incomplete stays so
	lost    bool // the last bytes may have begun within a message: after a gap
}

// streamMode says what the bytes of a stream are.
type streamMode uint8

const (
	modeUnknown   streamMode = iota // nothing was fed
	modeSIP                         // SIP, or what is not known to be something else
	modeHandshake                   // perhaps of WebSocket
	modeSocket                      // WebSocket frames
	modeLost                        // WebSocket frames, of which none is found after a gap
)

// part is what one packet gave to a stream.
type part struct {
	start, end int64
	time       time.Time
	frame      capture.FrameRef
	frames     []capture.FrameRef // where there are several
	use        use
}

// use says what the bytes of a part are, the most telling of several.
type use uint8

const (
	useNone      use = iota
	useKeepAlive     // between messages
	useOther         // not SIP
	useDeflated      // compressed WebSocket messages
	useNoKey         // TLS that was not decrypted
	useMessage
)

// mark tells what the content from start to end is.
func (s *stream) mark(start, end int64, u use) {
	start, end = s.place(start, end)
	s.markStream(start, end, u)
}

// markStream is mark for bytes of the stream itself.
func (s *stream) markStream(start, end int64, u use) {
	for i := range s.parts {
		if p := &s.parts[i]; p.start < end && start < p.end {
			p.use = max(p.use, u)
		}
	}
}

// carry makes p the packet of the message whose content is from start to end: its time is that
// of the last frame that carried it, as are the other marks of a packet.
func (s *stream) carry(p *capture.Packet, start, end int64) {
	start, end = s.place(start, end)
	*p = s.packet
	frames := s.frames[:0]
	found := false
	for i := range s.parts {
		part := &s.parts[i]
		if part.start >= end || start >= part.end {
			continue
		}
		frames = append(append(frames, part.frames...), part.frame)
		if !found || later(part, p) {
			p.Frame, p.Time = part.frame, part.time
		}
		found = true
	}
	slices.SortFunc(frames, func(a, b capture.FrameRef) int {
		if a.File != b.File {
			return 0 // they are in the order of the stream
		}
		return int(int64(a.Number) - int64(b.Number))
	})
	s.frames = frames
	if len(frames) > 1 {
		p.Frames = frames
	}
}

// later tells whether a part was captured after the packet.
func later(part *part, p *capture.Packet) bool {
	if part.frame.File == p.Frame.File {
		return part.frame.Number > p.Frame.Number
	}
	return part.time.After(p.Time)
}

// maxParts is how many packets an incomplete message can be spread over: enough for one of
// 1 MiB in the smallest segments that a network imposes (RFC 9293 §3.7.1: 536 bytes).
const maxParts = 4096

// partBytes is what a part takes beside its bytes: it may have a single one.
const partBytes = 96

// waiting is how many bytes are held of a stream.
func (s *stream) waiting() int64 { return s.end - s.settled + partBytes*int64(len(s.parts)) }

// The bytes of a stream that has not begun with a message so far, after which it is taken
// for something else: where the first byte was there, and where it was not, so that the end of
// a long message may come first.
const (
	maxJunk       = 4 << 10
	maxMiddleJunk = 64 << 10
)

// hopeless tells whether no SIP is to be expected of the stream.
func (s *stream) hopeless() bool {
	limit := maxMiddleJunk
	if s.begun {
		limit = maxJunk
	}
	return s.found == 0 && !s.split.InMessage() && s.junk+int(s.fed-s.done) >= limit
}

// isOther reports whether the first bytes of a stream are no SIP, no handshake of WebSocket and
// no keep-alive: those of TLS, SSH and everything else that is not text.
func isOther(b []byte) bool {
	return b[0] >= 0x7f && b[0] != 0xef || b[0] != 0 && b[0] < '\t' || b[0] > '\r' && b[0] < ' '
}
