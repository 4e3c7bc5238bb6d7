package decrypt

import (
	"crypto/tls"
	"fmt"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// cutOut plays a tape of which bytes from to of one direction are missing, n bytes at a time.
func cutOut(t testing.TB, wire ct.Wire, c *Connection, dir, from, to int, known bool, n int) *heard {
	t.Helper()
	h := &heard{}
	at := 0
	for _, w := range wire {
		for b := w.Bytes; len(b) > 0; {
			size := min(n, len(b))
			if w.Dir == dir {
				switch {
				case at == from:
					size = min(to-from, len(b))
				case at > from && at < to:
					size = min(to-at, len(b))
				case at < from:
					size = min(size, from-at)
				}
				at += size
				if at > from && at <= to {
					if at == to {
						gap := int64(to - from)
						if !known {
							gap = 0
						}
						c.Gap(dir, gap)
						h.hear(t, c)
					}
					b = b[size:]
					continue
				}
			}
			c.Feed(w.Dir, b[:size])
			h.hear(t, c)
			b = b[size:]
		}
	}
	c.Close(0)
	c.Close(1)
	c.GiveUp()
	h.hear(t, c)
	return h
}

// records returns where in a direction's bytes its records begin, and its end.
func records(b []byte) []int {
	var starts []int
	for at := 0; at < len(b); {
		starts = append(starts, at)
		_, n, _ := parseHeader(b[at:])
		at += recordHeader + n
	}
	return append(starts, len(b))
}

// Whatever bytes are missing after the handshake, the messages in records that are whole come out.
func TestGaps(t *testing.T) {
	var lines []string
	for i := range 12 {
		lines = append(lines, fmt.Sprintf("%02d %s\n", i/2, strings.Repeat("x", 40*(1+i%5))))
	}
	for _, tt := range []struct{ version, suite uint16 }{
		{tls.VersionTLS13, 0},
		{tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
		{tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256},
		{tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA},
		{tls.VersionTLS11, tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA},
	} {
		t.Run(fmt.Sprintf("%s %s", tls.VersionName(tt.version), tls.CipherSuiteName(tt.suite)), func(t *testing.T) {
			p := ct.NewTLS(tt.version, tt.suite)
			tape := p.Talk(lines...)
			whole := tape.Side(0)
			starts := records(whole)
			first := starts[len(starts)-1-6] // six lines of the client end the stream
			for _, gap := range []struct{ from, to int }{
				{first, first + 1}, {first, starts[len(starts)-6]}, {first + 3, first + 4}, {first + 5, first + 6}, {first + 10, first + 20},
				{first + 10, starts[len(starts)-6]}, {first + 10, starts[len(starts)-6] + 2}, {first + 10, starts[len(starts)-4] + 30},
				{starts[len(starts)-5], starts[len(starts)-3]}, {starts[len(starts)-2], len(whole)},
			} {
				want := ""
				for i, line := range strings.SplitAfter(said(lines, 0), "\n") {
					if line == "" {
						break
					}
					k := len(starts) - 7 + i
					if starts[k+1] <= gap.from || starts[k] >= gap.to {
						want += line
					}
				}
				for _, known := range []bool{true, false} {
					for _, n := range []int{1, 33, 1 << 16} {
						c := &Connection{Keys: keysOf(p.KeyLog.String())}
						h := cutOut(t, tape, c, 0, gap.from, gap.to, known, n)
						if h.text[0] != want || h.text[1] != said(lines, 1) {
							t.Errorf("gap %v, known %v, %d at a time: got %q, want %q", gap, known, n, h.text[0], want)
						}
						if len(h.lost[0]) != 1 || h.lost[1] != nil {
							t.Errorf("gap %v, known %v, %d at a time: lost %v, want one range", gap, known, n, h.lost)
						}
					}
				}
			}
		})
	}
}

// TLS 1.0 makes the next record undecipherable too, as its vector is missing.
func TestGapTLS10(t *testing.T) {
	p := ct.NewTLS(tls.VersionTLS10, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA)
	lines := []string{"one", "1", "two", "2", "three", "3", "four", "4"}
	tape := p.Talk(lines...)
	starts := records(tape.Side(1))
	c := &Connection{Keys: keysOf(p.KeyLog.String())}
	h := cutOut(t, tape, c, 1, starts[len(starts)-5], starts[len(starts)-4], true, 1<<16)
	if h.text != [2]string{"onetwothreefour", "34"} {
		t.Errorf("got %q, want the third and fourth answer", h.text)
	}
}

// A gap in the handshake loses nothing of what is said where the hellos are there.
func TestGapInHandshake(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS13, tls.VersionTLS12} {
		p := ct.NewTLS(version)
		silent, tape := p.Talk(), p.Talk(dialogue...)
		for dir := range 2 {
			starts := records(tape.Side(dir))
			for i := 1; i < len(records(silent.Side(dir)))-1; i++ {
				for _, known := range []bool{true, false} {
					c := &Connection{Keys: keysOf(p.KeyLog.String())}
					h := cutOut(t, tape, c, dir, starts[i], starts[i+1], known, 1<<16)
					if h.text[0] != said(dialogue, 0) || h.text[1] != said(dialogue, 1) {
						t.Errorf("%s, side %d without record %d, length known %v: got %d and %d bytes, want %d and %d", tls.VersionName(version), dir, i, known,
							len(h.text[0]), len(h.text[1]), len(said(dialogue, 0)), len(said(dialogue, 1)))
					}
				}
			}
		}
	}
}

// Without a hello nothing can be decrypted, and nothing is held for long.
func TestNoHello(t *testing.T) {
	p := ct.NewTLS(tls.VersionTLS13)
	tape := p.Talk(dialogue...)
	for dir := range 2 {
		starts := records(tape.Side(dir))
		c := &Connection{Keys: keysOf(p.KeyLog.String())}
		h := cutOut(t, tape, c, dir, 0, starts[1], true, 1<<16)
		if h.text != [2]string{} || !c.Info().GivenUp || c.Info().Hellos {
			t.Errorf("without the hello of side %d: got %d and %d bytes, %+v", dir, len(h.text[0]), len(h.text[1]), c.Info())
		}
	}
	c := &Connection{Keys: keysOf(p.KeyLog.String())}
	c.Feed(0, tape.Side(0)[records(tape.Side(0))[1]:]) // begins in the middle
	if !c.Info().GivenUp {
		t.Errorf("in the middle: %+v, want it given up", c.Info())
	}
}

// A KeyUpdate that is missing is told by the records behind it.
func TestKeyUpdateMissing(t *testing.T) {
	log, tapes := readRecording(t, "testdata/openssl/tls13-key-update.txt")
	tape := tapes[0]
	all := play(t, tape, &Connection{Keys: keysOf(log)}, 0).text
	for dir := range 2 {
		starts := records(tape.Side(dir))
		for i := len(starts) - 8; i+1 < len(starts); i++ {
			for _, known := range []bool{true, false} {
				h := cutOut(t, tape, &Connection{Keys: keysOf(log)}, dir, starts[i], starts[i+1], known, 1<<16)
				lines, missing := strings.SplitAfter(all[dir], "\n"), 0
				for _, line := range lines {
					if !strings.Contains(h.text[dir], line) {
						missing++
					}
				}
				if missing > 1 || h.text[1-dir] != all[1-dir] {
					t.Errorf("side %d without record %d: got %q, want all but one line of %q", dir, i, h.text, all)
				}
			}
		}
	}
}
