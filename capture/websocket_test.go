package capture

import (
	"fmt"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// unwrap feeds a stream in pieces of n bytes and returns a line a message.
func unwrap(t testing.TB, w *WebSocket, stream string, n int) string {
	t.Helper()
	var out strings.Builder
	last := int64(0)
	collect := func() {
		for m, ok := w.Next(); ok; m, ok = w.Next() {
			if m.Kind == WebSocketBroken { // comes in the pieces that were fed
				continue
			}
			if m.Start > m.End || m.End < last || m.End > int64(len(stream)) {
				t.Fatalf("%+v after %d in %d bytes", m, last, len(stream))
			}
			last = m.End
			fmt.Fprintf(&out, "%d %d-%d %q", m.Kind, m.Start, m.End, m.Data)
			if m.Partial {
				out.WriteString(" partial")
			}
			out.WriteString("\n")
		}
	}
	for rest := stream; rest != ""; {
		k := min(n, len(rest))
		w.Feed([]byte(rest[:k]))
		rest = rest[k:]
		collect()
	}
	w.Close()
	collect()
	return out.String()
}

func TestWebSocket(t *testing.T) {
	const key = "\x37\xfa\x21\x3d"
	hello := "\x81\x85" + key + "\x7f\x9f\x4d\x51\x58" // RFC 6455 §5.7
	long, longer := strings.Repeat("a", 256), strings.Repeat("b", 1<<16)
	text := func(from, to int, s string) string { return fmt.Sprintf("0 %d-%d %q\n", from, to, s) }
	for _, tt := range []struct{ name, stream, want string }{
		{"unmasked", "\x81\x05Hello", text(0, 7, "Hello")},
		{"masked", hello, text(0, 11, "Hello")},
		{"in two fragments", "\x01\x03Hel\x80\x02lo", text(0, 9, "Hello")},
		{"a ping between fragments", "\x01\x03Hel\x89\x05Hello\x80\x02lo", "1 5-12 \"\"\n" + text(0, 16, "Hello")},
		{"256 bytes", ct.WebSocketFrame(0x82, "", long), text(0, 260, long)},
		{"64 kB, masked", ct.WebSocketFrame(0x82, key, longer), text(0, 1<<16+14, longer)},
		{"two, and the end", hello + hello + "\x88\x02\x03\xe8", text(0, 11, "Hello") + text(11, 22, "Hello") + "1 22-26 \"\"\n"},
		{"compressed", "\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00" + hello, "2 0-9 \"\"\n" + text(9, 20, "Hello")}, // RFC 7692 §7.2.3.1
		{"empty", "\x81\x00", text(0, 2, "")},
		{"cut in the payload", "\x81\x05Hel", "0 0-5 \"Hel\" partial\n"},
		{"cut between fragments", "\x01\x03Hel", "0 0-5 \"Hel\" partial\n"},
		{"cut in the second header", "\x01\x03Hel\x80", "0 0-6 \"Hel\" partial\n"},
		{"reserved bit", hello + "\x91\x05Hello" + hello, text(0, 11, "Hello")},
		{"reserved opcode", "\x83\x05Hello" + hello, ""},
		{"a fragment of nothing", "\x80\x05Hello", ""},
		{"a message within a message", "\x01\x03Hel\x81\x02lo", "0 0-5 \"Hel\" partial\n"},
		{"a ping in fragments", "\x09\x01a" + hello, ""},
		{"a ping of 126 bytes", ct.WebSocketFrame(0x89, "", long), ""},
		{"a length not in its shortest form", "\x81\x7e\x00\x05Hello", ""},
		{"a length above the limit", "\x81\x7f\x00\x00\x00\x00\x00\x10\x00\x01" + hello, ""},
		{"a length of 2^63", "\x81\x7f\x80\x00\x00\x00\x00\x00\x00\x01" + hello, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, n := range []int{1 << 20, 1, 7} {
				if n == 1 && len(tt.stream) > 1<<12 {
					n = 1000
				}
				if got := unwrap(t, &WebSocket{}, tt.stream, n); got != tt.want {
					t.Errorf("in pieces of %d: got\n%swant\n%s", n, got, tt.want)
				}
			}
		})
	}
}

func TestWebSocketLimit(t *testing.T) {
	w := WebSocket{MaxMessage: 8}
	want := "0 0-10 \"12345678\"\n0 10-16 \"1234\" partial\n"
	if got := unwrap(t, &w, "\x81\x0812345678\x01\x041234\x80\x051234\x81\x01a", 100); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if len(w.buf) > 32 {
		t.Errorf("%d bytes held", len(w.buf))
	}
}

func TestWebSocketHandshake(t *testing.T) {
	request := "GET /sip HTTP/1.1\r\nHost: example.com\r\nupgrade:  WebSocket \r\n\r\n"
	response := "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
	for name, tt := range map[string]struct {
		in       string
		n        int
		ok, more bool
	}{
		"request":     {request + "\x81", len(request), true, false},
		"response":    {response, len(response), true, false},
		"begins":      {"GET /sip HTTP/1.1\r\nUpgr", 0, false, true},
		"two bytes":   {"HT", 0, false, true},
		"nothing":     {"", 0, false, false},
		"no upgrade":  {"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", 0, false, false},
		"another":     {"GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n", 0, false, false},
		"refused":     {"HTTP/1.1 403 Forbidden\r\n\r\n", 0, false, false},
		"SIP":         {"INVITE sip:a SIP/2.0\r\n\r\n", 0, false, false},
		"without end": {"GET " + strings.Repeat("x", maxHandshake), 0, false, false},
	} {
		if n, ok, more := WebSocketHandshake([]byte(tt.in)); n != tt.n || ok != tt.ok || more != tt.more {
			t.Errorf("%s: got %d, %t, %t; want %d, %t, %t", name, n, ok, more, tt.n, tt.ok, tt.more)
		}
	}
}

func TestLooksLikeWebSocket(t *testing.T) {
	text := "REGISTER sip:example.com SIP/2.0\r\n"
	for name, tt := range map[string]struct {
		in   string
		want bool
	}{
		"masked":         {ct.WebSocketFrame(0x81, "\x01\x02\xf3\xf4", text), true},
		"plain":          {ct.WebSocketFrame(0x82, "", text), true},
		"cut":            {ct.WebSocketFrame(0x81, "", text)[:20], true},
		"cut too short":  {ct.WebSocketFrame(0x81, "", text)[:17], false},
		"binary":         {ct.WebSocketFrame(0x82, "", strings.Repeat("\x01", 20)), false},
		"ping":           {ct.WebSocketFrame(0x89, "", text), false},
		"compressed":     {ct.WebSocketFrame(0xc1, "", text), false},
		"short":          {ct.WebSocketFrame(0x81, "", "short"), false},
		"plain text":     {text, false},
		"nothing at all": {"", false},
	} {
		if got := LooksLikeWebSocket([]byte(tt.in)); got != tt.want {
			t.Errorf("%s: got %t, want %t", name, got, tt.want)
		}
	}
}

// FuzzWebSocket checks that the pieces that are fed make no difference, and that the messages
// lie in the stream in their order; and that what is written comes back.
func FuzzWebSocket(f *testing.F) {
	f.Add("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58\x01\x03Hel\x89\x01a\x80\x02lo", byte(3))
	f.Add(ct.WebSocketFrame(0xc2, "abcd", strings.Repeat("x", 300))+"\x81\x05Hel", byte(1))
	f.Fuzz(func(t *testing.T, stream string, piece byte) {
		whole := unwrap(t, &WebSocket{MaxMessage: 1000}, stream, len(stream))
		for _, n := range []int{1, max(1, int(piece))} {
			if got := unwrap(t, &WebSocket{MaxMessage: 1000}, stream, n); got != whole {
				t.Errorf("in pieces of %d: got\n%swhole\n%s", n, got, whole)
			}
		}
		text := stream[:min(len(stream), 1000)]
		half := len(text) / 2
		written := ct.WebSocketFrame(0x01, "\x00\xff\x10\x20", text[:half]) + ct.WebSocketFrame(0x80, "", text[half:])
		if want, got := fmt.Sprintf("0 0-%d %q\n", len(written), text), unwrap(t, &WebSocket{MaxMessage: 1000}, written, 13); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}
