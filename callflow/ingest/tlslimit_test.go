package ingest

import (
	"crypto/tls"
	"slices"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// Where decrypting takes too much memory, the connections that take most are given up, and told. The others go on.
func TestTLSLimit(t *testing.T) {
	p := ct.NewTLS(tls.VersionTLS13)
	long := p.Talk(options("a", ""), options("b", ""), options("lost", ""))
	short := p.Talk(options("c", ""), options("d", ""), options("e", ""))
	const limit = 11_000 // for one connection and its buffers
	w := to(sips).over(long[:len(long)-1], 1000)
	other := &wire{server: "10.0.0.3:5061", frames: w.frames}
	other.segment(0, "S", "").segment(1, "S", "").over(short, 1000)
	w.frames = other.frames
	w.over(long[len(long)-1:], 1000)
	for _, keyed := range []bool{true, false} {
		cfg := Config{TLSBytes: limit}
		want := []string(nil)
		if keyed {
			cfg.KeyLog, want = strings.NewReader(p.KeyLog.String()), []string{"tls a", "tls b", "tls c", "tls d", "tls e"}
		}
		got, skipped, facts := toldBy(t, w, cfg)
		if !slices.Equal(ids(got), want) || facts.GivenUp.TLS != 1 {
			t.Errorf("keyed: %t: got %q, %d given up, skipped %s; want %q, and one given up", keyed, got, facts.GivenUp.TLS, skipped, want)
		}
		got, _, facts = toldBy(t, w, Config{KeyLog: cfg.KeyLog})
		if facts.GivenUp.TLS != 0 {
			t.Errorf("keyed: %t: got %q, %d given up within the default", keyed, got, facts.GivenUp.TLS)
		}
	}
}
