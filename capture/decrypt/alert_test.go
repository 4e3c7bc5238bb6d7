package decrypt

import (
	"crypto/tls"
	"testing"

	ct "sipcap/capture/capturetest"
)

// Who breaks off says why, in the clear or not.
func TestAlert(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*ct.TLS)
		want   string
	}{
		{"no version in common", func(p *ct.TLS) { p.Server.MinVersion, p.Server.MaxVersion = tls.VersionTLS13, tls.VersionTLS13 }, "protocol version"},
		{"no suite in common", func(p *ct.TLS) { p.Server.CipherSuites = []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA} }, "handshake failure"},
		{"a certificate that the client refuses", func(p *ct.TLS) { p.Client.InsecureSkipVerify = false }, "bad certificate"},
		{"no protocol in common", func(p *ct.TLS) { p.Client.NextProtos, p.Server.NextProtos = []string{"sip/2"}, []string{"h2"} }, "no application protocol"},
		{"encrypted", func(p *ct.TLS) {
			p.Client.MaxVersion, p.Server.MaxVersion = tls.VersionTLS13, tls.VersionTLS13
			p.Client.InsecureSkipVerify = false
		}, "bad certificate"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := ct.NewTLS(tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)
			tt.change(p)
			c := &Connection{Keys: &Keys{}}
			wire := p.Fail()
			c.Keys.Write(p.KeyLog.Bytes())
			play(t, wire, c, 0)
			if got := c.Info().Alert.String(); got != tt.want {
				t.Errorf("got %s, want %s; %+v", got, tt.want, c.Info())
			}
		})
	}
	if got := Alert(99).String(); got != "alert 99" {
		t.Errorf("got %s, want the number", got)
	}
}
