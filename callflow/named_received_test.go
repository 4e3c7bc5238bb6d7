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
		got, usual := plainReceived(sipmsg.Params(params))
		if !usual {
			return
		}
		want := (sipmsg.Via{Params: sipmsg.Params(params)}).Received()
		addr, ok := readAddr(got)
		wanted, wantOK := readAddr(want)
		if ok && (!wantOK || addr != wanted) || got == nil && want != nil {
			t.Errorf("%q: got %q, want %q", params, got, want)
		}
	})
}
