package callflow

import (
	"testing"

	"sipcap/sipmsg"
)

// FuzzPlainReceived: what is read of usual parameters in one go is the received parameter.
func FuzzPlainReceived(f *testing.F) {
	for _, params := range []string{
		"", ";branch=z9hG4bKx", ";branch=z9hG4bKx;rport", ";branch=z9hG4bKx;rport=5060", ";branch=z9hG4bKx;rport=5060;received=192.0.2.1",
		";branch=z9hG4bKx;received=192.0.2.1;rport=5060", ";branch=z9hG4bKx;rport;received=192.0.2.1;alias", ";rport=1;branch=z9hG4bKx;received=192.0.2.1",
		";received=192.0.2.1", ";branch=z9hG4bKx;received=[2001:db8::1]", ";branch=z9hG4bKx;received=2001:db8::1", ";branch=\"a;received=192.0.2.1\";x",
		";branch=z9hG4bKx;received= 192.0.2.1", ";branch=z9hG4bKx;received=192.0.2.1 ;x", ";branch=z9hG4bKx;receivedx=192.0.2.1;received=192.0.2.2",
		";branch=z9hG4bKx;rportx=1;received=192.0.2.2", ";branch=z9hG4bKx;rport=5060x;received=192.0.2.1", ";branch=;received=192.0.2.1", ";branch=x;received=",
	} {
		f.Add(params)
	}
	f.Fuzz(func(t *testing.T, params string) {
		var m sipmsg.Message
		m.Parse([]byte("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1" + params + "\r\n\r\n"))
		vias := []*sipmsg.Via{{Params: sipmsg.Params(params)}}
		if top := m.TopVia(); top != nil {
			vias = append(vias, top)
		}
		for _, via := range vias {
			got, usual := plainReceived(via.Params, via.Branch())
			if !usual {
				continue
			}
			want := via.Received()
			addr, ok := readAddr(got)
			wanted, wantOK := readAddr(want)
			if ok && (!wantOK || addr != wanted) || got == nil && want != nil {
				t.Errorf("%q: got %q, want %q", via.Params, got, want)
			}
		}
	})
}
