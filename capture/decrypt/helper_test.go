package decrypt

import (
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// dialogue is what most tests have the peers say.
var dialogue = []string{
	"REGISTER sip:example.com SIP/2.0\r\n\r\n", "SIP/2.0 401 Unauthorized\r\n\r\n",
	"INVITE " + strings.Repeat("x", 20000), "SIP/2.0 200 OK " + strings.Repeat("y", 40000), "ACK", "BYE",
}

// said is what of lines one side says.
func said(lines []string, turn int) string {
	var all string
	for i, line := range lines {
		if i%2 == turn {
			all += line
		}
	}
	return all
}

// heard is what a Connection gave of each direction.
type heard struct {
	text [2]string
	lost [2][][2]int64 // ranges
	end  [2]int64      // of the last piece
}

// hear takes the pieces that are there.
func (h *heard) hear(t testing.TB, c *Connection) {
	t.Helper()
	for p, ok := c.Next(); ok; p, ok = c.Next() {
		if p.Start != h.end[p.Dir] || p.End < p.Start {
			t.Fatalf("side %d: a piece from %d to %d after %d", p.Dir, p.Start, p.End, h.end[p.Dir])
		}
		h.end[p.Dir] = p.End
		switch p.Kind {
		case Data:
			h.text[p.Dir] += string(p.Data)
		case Lost:
			all := h.lost[p.Dir]
			if n := len(all); n > 0 && all[n-1][1] == p.Start {
				all[n-1][1] = p.End
				break
			}
			h.lost[p.Dir] = append(all, [2]int64{p.Start, p.End})
		}
	}
}

// play feeds what is on the wire in pieces of at most n bytes, as it was written where n is 0.
func play(t testing.TB, wire ct.Wire, c *Connection, n int) *heard {
	t.Helper()
	h := &heard{}
	for _, w := range wire {
		for b := w.Bytes; len(b) > 0; {
			size := len(b)
			if n > 0 {
				size = min(n, size)
			}
			c.Feed(w.Dir, b[:size])
			h.hear(t, c)
			b = b[size:]
		}
	}
	for dir := range 2 {
		c.Close(dir)
		h.hear(t, c)
	}
	c.GiveUp()
	h.hear(t, c)
	return h
}

// keysOf reads a key log.
func keysOf(log string) *Keys {
	k := &Keys{}
	k.Write([]byte(log))
	return k
}

// want checks that all of what the lines say came out.
func (h *heard) want(t testing.TB, lines []string) {
	t.Helper()
	for dir := range 2 {
		if want := said(lines, dir); h.text[dir] != want {
			t.Errorf("side %d: got %.60q (%d bytes), want %.60q (%d)", dir, h.text[dir], len(h.text[dir]), want, len(want))
		}
		if h.lost[dir] != nil {
			t.Errorf("side %d: lost %v, want nothing lost", dir, h.lost[dir])
		}
	}
}
