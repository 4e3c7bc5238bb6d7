package capture

import "bytes"

// maxHandshake limits a handshake, which has a header line for each of a browser's cookies.
const maxHandshake = 16 << 10

// WebSocketHandshake tells whether a stream begins with one side of the handshake that makes it
// a WebSocket connection (RFC 6455 §4): an HTTP request or response to upgrade. Frames begin
// after n bytes. more says that b is too short to tell.
func WebSocketHandshake(b []byte) (n int, ok, more bool) {
	var first []byte
	for _, prefix := range []string{"GET ", "HTTP/1.1 101"} {
		if m := min(len(b), len(prefix)); string(b[:m]) == prefix[:m] {
			first = b
		}
	}
	if first == nil || len(b) == 0 {
		return 0, false, false
	}
	end := bytes.Index(b, []byte("\r\n\r\n"))
	if end < 0 {
		return 0, false, len(b) < maxHandshake
	}
	for line := range bytes.Lines(b[:end]) {
		name, value, _ := bytes.Cut(line, []byte(":"))
		if bytes.EqualFold(bytes.TrimSpace(name), []byte("Upgrade")) && bytes.EqualFold(bytes.TrimSpace(value), []byte("websocket")) {
			return end + 4, true, false
		}
	}
	return 0, false, false
}

// LooksLikeWebSocket tells whether b, where a segment begins of a stream whose beginning is not
// there, is the beginning of a WebSocket frame with text in it.
func LooksLikeWebSocket(b []byte) bool {
	const enough = 16 // bytes of text, which other bytes are not by chance
	f, state := parseWebSocketFrame(b)
	if state != wsFine || f.opcode != 1 && f.opcode != 2 || f.flags&wsDeflated != 0 || f.length < enough {
		return false
	}
	head := b[f.header:]
	if len(head) < enough {
		return false
	}
	for i, c := range head[:enough] {
		if f.masked {
			c ^= f.key[i%len(f.key)]
		}
		if (c < 0x20 || c > 0x7e) && c != '\r' && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}
