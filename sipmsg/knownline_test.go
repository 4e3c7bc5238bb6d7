package sipmsg

import (
	"fmt"
	"testing"
)

// TestKnownLine: a line that needs a check is read by the short cut once it had one, in the same message as well as in
// another, and only where it may stand.
func TestKnownLine(t *testing.T) {
	const start, end = "OPTIONS sip:a@b SIP/2.0\r\nCSeq: 1 OPTIONS\r\n", "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
	var m Message
	for _, c := range []struct {
		lines string
		plain bool
	}{
		{"Server: a/1 (b)\r\n", false}, // the first message leaves nothing behind
		{"Server: a/1 (b)\r\n", false},
		{"Server: a/1 (b)\r\n", true},
		{"Server: a/1 (b)\r\n c\r\n", false},
		{"Server: x\r\nServer: a/1 (b)\r\n", false},
		{"Server: a/1 (b)\r\n", true},
		{"Server: a/1 (b\r\n", false},
		{"Server: a/1 (b\r\n", false},
	} {
		if !m.Parse([]byte(start + c.lines + end)) {
			t.Fatalf("%q is not taken for SIP", c.lines)
		}
		h := m.Headers[len(m.Headers)-3]
		if h.ID != HeaderServer || h.plain != c.plain {
			t.Errorf("%q: got %v, by the short cut %v, want %v", c.lines, h.ID, h.plain, c.plain)
		}
	}
}

// TestKnownLinesBounded has ever new lines come, which find room without an allocation.
func TestKnownLinesBounded(t *testing.T) {
	var messages [][]byte
	for i := range 4 << knownBits {
		messages = append(messages, fmt.Appendf(nil, "ACK sip:a@b SIP/2.0\r\nCSeq: %d ACK\r\nUser-Agent: %d/%d (x)\r\nMax-Forwards: 70\r\n\r\n", i, i, i))
	}
	var m Message
	parse := func() {
		for _, raw := range messages {
			m.Parse(raw)
		}
	}
	parse()
	if got := testing.AllocsPerRun(3, parse); got != 0 {
		t.Errorf("got %v allocations, want 0", got)
	}
}
