package decrypt

import (
	"crypto/tls"
	"fmt"
	"testing"

	ct "sipcap/capture/capturetest"
)

func TestSuites(t *testing.T) {
	for _, tt := range []struct {
		version uint16
		suites  []uint16
	}{
		{tls.VersionTLS13, []uint16{0}},
		{tls.VersionTLS12, []uint16{
			tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
			tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
			tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
			tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, tls.TLS_RSA_WITH_AES_128_CBC_SHA256,
			tls.TLS_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_AES_256_CBC_SHA,
		}},
		{tls.VersionTLS11, []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_AES_256_CBC_SHA}},
		{tls.VersionTLS10, []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_AES_256_CBC_SHA}},
	} {
		for _, suite := range tt.suites {
			t.Run(fmt.Sprintf("%s %s", tls.VersionName(tt.version), tls.CipherSuiteName(suite)), func(t *testing.T) {
				p := ct.NewTLS(tt.version, suite)
				tape := p.Talk(dialogue...)
				for _, n := range []int{0, 1, 7, 1460} {
					c := &Connection{Keys: keysOf(p.KeyLog.String())}
					play(t, tape, c, n).want(t, dialogue)
					i := c.Info()
					if !i.Hellos || !i.Supported || i.Version != tt.version || i.Client != 0 || suite != 0 && i.Suite != suite ||
						i.ServerName != "sip.example.com" || i.Lost != 0 || i.Decrypted == 0 {
						t.Errorf("info %+v", i)
					}
				}
			})
		}
	}
}
