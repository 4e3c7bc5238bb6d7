package decrypt

import (
	"crypto/tls"
	"runtime"
	"strings"
	"testing"

	ct "sipcap/capture/capturetest"
)

// TestSize compares what connections say of themselves with what they take.
func TestSize(t *testing.T) {
	for _, tt := range []struct {
		name  string
		keyed bool
		trim  bool
	}{
		{"decrypted", true, false},
		{"decrypted, and trimmed", true, true},
		{"without a key", false, false},
	} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			p := ct.NewTLS(version)
			talk := p.Talk(strings.Repeat("x", 3000), strings.Repeat("y", 2000), strings.Repeat("z", 100))
			keys := &Keys{}
			if tt.keyed {
				_, _ = keys.Write(p.KeyLog.Bytes())
			}
			before := heap()
			all := make([]Connection, 500)
			told := 0
			for i := range all {
				c := &all[i]
				c.Keys = keys
				for _, w := range talk {
					c.Feed(w.Dir, w.Bytes)
				}
				if tt.trim {
					c.Trim()
				}
				told += c.Size()
			}
			took := int(heap() - before)
			t.Logf("%s, %s: %d bytes, told %d", tls.VersionName(version), tt.name, took/len(all), told/len(all))
			if took > told {
				t.Errorf("%s, %s: a connection takes %d bytes, and tells %d", tls.VersionName(version), tt.name, took/len(all), told/len(all))
			}
			runtime.KeepAlive(all)
		}
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// A connection that is given up keeps no buffers.
func TestSizeGivenUp(t *testing.T) {
	p := ct.NewTLS(tls.VersionTLS13)
	c := Connection{Keys: &Keys{}}
	for _, w := range p.Talk(strings.Repeat("x", 30000), "y") {
		c.Feed(w.Dir, w.Bytes)
	}
	if c.Size() < 30000 {
		t.Fatalf("it holds %d bytes only", c.Size())
	}
	c.GiveUp()
	for _, ok := c.Next(); ok; _, ok = c.Next() {
	}
	c.Trim()
	if got := c.Size(); got > connectionCost {
		t.Errorf("it takes %d bytes still", got)
	}
}
