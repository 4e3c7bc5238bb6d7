package decrypt

import (
	"crypto/tls"
	"slices"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// What is captured in another order than it was sent, one whole side first, comes out all the same.
func TestSidesInAnyOrder(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS13, tls.VersionTLS12} {
		for _, first := range []int{0, 1} {
			p := ct.NewTLS(version)
			tape := p.Talk(dialogue...)
			c := &Connection{Keys: keysOf(p.KeyLog.String())}
			h := &heard{}
			for _, dir := range []int{first, 1 - first} {
				c.Feed(dir, tape.Side(dir))
				h.hear(t, c)
			}
			h.want(t, dialogue)
		}
	}
}

// A key that comes late decrypts what was held, in the order in which it came.
func TestLateKey(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS13, tls.VersionTLS12} {
		p := ct.NewTLS(version)
		lines := []string{"one", "two", "three", "four"}
		tape := p.Talk(lines...)
		keys := &Keys{}
		c := &Connection{Keys: keys}
		for _, w := range tape {
			c.Feed(w.Dir, w.Bytes)
		}
		c.Close(0)
		c.Retry()
		if !c.Info().NoKey || c.Info().Decrypted != 0 {
			t.Fatalf("%s without a key: %+v", tls.VersionName(version), c.Info())
		}
		keys.Write(p.KeyLog.Bytes())
		c.Retry()
		var got []string
		for p, ok := c.Next(); ok; p, ok = c.Next() {
			if p.Kind == Data {
				got = append(got, string(p.Data))
			}
		}
		if !slices.Equal(got, lines) || c.Info().NoKey {
			t.Errorf("%s: got %q, want %q; %+v", tls.VersionName(version), got, lines, c.Info())
		}
	}
}

func TestHoldsNoMore(t *testing.T) {
	p := ct.NewTLS(tls.VersionTLS13)
	tape := p.Talk(dialogue...)
	c := &Connection{MaxHeld: 10000}
	h := play(t, tape, c, 100)
	if i := c.Info(); h.text != [2]string{} || !i.GivenUp || !i.Hellos || i.Decrypted != 0 {
		t.Errorf("without a key: got %d bytes, %+v", len(h.text[0]), i)
	}
}

// crypto/tls logs no secret where a session of TLS 1.2 is resumed.
func TestResumed(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		p := ct.NewTLS(version)
		p.Client.ClientSessionCache = tls.NewLRUClientSessionCache(1)
		first := p.Talk("one", "two")
		logged := p.KeyLog.String()
		second := p.Talk("three", "four")
		if version == tls.VersionTLS12 && p.KeyLog.String() != logged {
			t.Fatal("a secret was logged: the test shows nothing")
		}
		keys := keysOf(p.KeyLog.String())
		play(t, first, &Connection{Keys: keys}, 0).want(t, []string{"one", "two"})
		play(t, second, &Connection{Keys: keys}, 0).want(t, []string{"three", "four"})
	}
}

func TestWrongKeys(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS13, tls.VersionTLS12} {
		p := ct.NewTLS(version)
		var lines []string
		for range 100 {
			lines = append(lines, "hello")
		}
		tape := p.Talk(lines...)
		other := ct.NewTLS(version)
		other.Talk("other")
		c := &Connection{Keys: keysOf(swapRandom(p.KeyLog.String(), other.KeyLog.String()))}
		h := play(t, tape, c, 0)
		if i := c.Info(); h.text != [2]string{} || i.Decrypted != 0 || i.Lost == 0 {
			t.Errorf("%s: got %q, %+v", tls.VersionName(version), h.text, i)
		}
	}
}

// swapRandom puts the random numbers of the lines of one key log into the lines of another.
func swapRandom(from, into string) string {
	var out string
	lines := strings.Split(into, "\n")
	for i, line := range strings.Split(strings.TrimSpace(from), "\n") {
		words := strings.Fields(lines[i])
		words[1] = strings.Fields(line)[1]
		out += strings.Join(words, " ") + "\n"
	}
	return out
}
