package decrypt

import (
	"crypto/tls"
	"io"
	"slices"
	"strings"
	"testing"
)

// What is captured in another order than it was sent, one whole side first, comes out all the same.
func TestSidesInAnyOrder(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS13, tls.VersionTLS12} {
		for _, first := range []int{0, 1} {
			p := newPeers(version)
			tape := p.talk(t, dialogue...)
			c := &Connection{Keys: keysOf(p.keys.String())}
			h := &heard{}
			for _, dir := range []int{first, 1 - first} {
				c.Feed(dir, tape.side(dir))
				h.hear(t, c)
			}
			h.want(t, dialogue)
		}
	}
}

// A key that comes late decrypts what was held, in the order in which it came.
func TestLateKey(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS13, tls.VersionTLS12} {
		p := newPeers(version)
		lines := []string{"one", "two", "three", "four"}
		tape := p.talk(t, lines...)
		keys := &Keys{}
		c := &Connection{Keys: keys}
		for _, w := range tape.writes {
			c.Feed(w.dir, w.b)
		}
		c.Close(0)
		c.Retry()
		if !c.Info().NoKey || c.Info().Decrypted != 0 {
			t.Fatalf("%s without a key: %+v", tls.VersionName(version), c.Info())
		}
		io.Copy(keys, strings.NewReader(p.keys.String()))
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
	p := newPeers(tls.VersionTLS13)
	tape := p.talk(t, dialogue...)
	c := &Connection{MaxHeld: 10000}
	h := tape.play(t, c, 100)
	if i := c.Info(); h.text != [2]string{} || !i.GivenUp || !i.Hellos || i.Decrypted != 0 {
		t.Errorf("without a key: got %d bytes, %+v", len(h.text[0]), i)
	}
}

// crypto/tls logs no secret where a session of TLS 1.2 is resumed.
func TestResumed(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		p := newPeers(version)
		p.client.ClientSessionCache = tls.NewLRUClientSessionCache(1)
		first := p.talk(t, "one", "two")
		logged := p.keys.String()
		second := p.talk(t, "three", "four")
		if version == tls.VersionTLS12 && p.keys.String() != logged {
			t.Fatal("a secret was logged: the test shows nothing")
		}
		keys := keysOf(p.keys.String())
		first.play(t, &Connection{Keys: keys}, 0).want(t, []string{"one", "two"})
		second.play(t, &Connection{Keys: keys}, 0).want(t, []string{"three", "four"})
	}
}

func TestWrongKeys(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS13, tls.VersionTLS12} {
		p := newPeers(version)
		var lines []string
		for range 100 {
			lines = append(lines, "hello")
		}
		tape := p.talk(t, lines...)
		other := newPeers(version)
		other.talk(t, "other")
		c := &Connection{Keys: keysOf(swapRandom(p.keys.String(), other.keys.String()))}
		h := tape.play(t, c, 0)
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
