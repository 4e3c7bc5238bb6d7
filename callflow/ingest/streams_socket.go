package ingest

import (
	"sipcap/capture"
	"sipcap/sipmsg"
)

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
	if s.tls != nil {
		s.packet.Transport = capture.WSS
	}
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
	t.keep.handshake(s)
	begin := s.fed - int64(len(head))
	s.mark(begin, begin+int64(n), useOther)
	t.settle(s, begin+int64(n))
	s.startSocket(begin + int64(n))
	s.socket.Feed(head[n:])
	t.unwrap(s)
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
			t.message(s, start, end, m.Data, false, m.Partial)
		default:
			s.junk += int(m.End - m.Start)
			s.mark(start, end, useOther)
		}
		if !s.socket.Held() {
			t.settle(s, end)
		}
	}
}
