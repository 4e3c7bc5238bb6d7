package decrypt

import (
	"crypto/tls"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// BenchmarkConnection decrypts a thousand messages of 700 bytes.
func BenchmarkConnection(b *testing.B) {
	lines := make([]string, 1000)
	for i := range lines {
		lines[i] = strings.Repeat("sip:", 175)
	}
	for _, bm := range []struct {
		name           string
		version, suite uint16
	}{
		{"tls13", tls.VersionTLS13, 0},
		{"gcm", tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
		{"chacha20", tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256},
		{"cbc", tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA},
	} {
		p := ct.NewTLS(bm.version, bm.suite)
		wire := p.Talk(lines...)
		keys := keysOf(p.KeyLog.String())
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(lines) * len(lines[0])))
			for b.Loop() {
				c := &Connection{Keys: keys}
				for _, w := range wire {
					c.Feed(w.Dir, w.Bytes)
				}
				if c.Info().Decrypted < uint64(len(lines)) {
					b.Fatalf("%+v", c.Info())
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(lines)), "ns/message")
		})
	}
}

// A record costs no allocation, once there is room.
func TestAllocations(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS13, tls.VersionTLS12} {
		p := ct.NewTLS(version)
		lines := make([]string, 2200)
		for i := range lines {
			lines[i] = "SIP/2.0 200 OK\r\n\r\n"
		}
		wire := p.Talk(lines...)
		c := &Connection{Keys: keysOf(p.KeyLog.String())}
		feed := func(n int) {
			for _, w := range wire[:n] {
				c.Feed(w.Dir, w.Bytes)
			}
			wire = wire[n:]
		}
		feed(100)
		if got := testing.AllocsPerRun(1, func() { feed(1000) }); got > 10 {
			t.Errorf("%s: %v allocations for 1000 records", tls.VersionName(version), got)
		}
	}
}
