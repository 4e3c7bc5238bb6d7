package sipmsg

import "testing"

// TestShortCuts: headers as phones and proxies write them are read by the short cut, and those that are to be remarked
// upon are not.
func TestShortCuts(t *testing.T) {
	for _, c := range []struct {
		line  string
		plain bool
	}{
		{"Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa;rport", true},
		{"Via: SIP/2.0/UDP 192.0.2.1:50600;received=192.0.2.2;branch=z9hG4bKa;rport=1", true},
		{"Via: SIP/2.0/UDP [2001:db8::1]:5060;branch=z9hG4bKa;received=2001:db8::2", true},
		{"Via: SIP/2.0/UDP [2001:db8::1;branch=z9hG4bKa", false},
		{"To: \"A\" <sip:a@[2001:db8::1]:5060>", true},
		{"To: <sip:a@[2001:db8::1::]>", false},
		{"Via: SIP/2.0/UDP 192.0.2.1:65536;branch=z9hG4bKa", false},
		{"Via: SIP/2.0/UDP 192.0.2.1;rport;branch=z9hG4bK", false},
		{"v: SIP/2.0/UDP 192.0.2.1;x;branch=y", false},
		{"From: sip:a@b;tag=c", true},
		{"From:  \"A B\" <sip:a@b:50600;x=y>;tag=c", false},
		{"From:\"A B\" <sip:a@b:50600;x=y>;tag=c", true},
		{"From: sip:a,b@c;tag=d", false},
		{"To: <sip:a@b>", true},
		{"To: <sip:a@b>;x;tag=c", false},
		{"Call-ID:a@b", true},
		{"Contact: <sip:a@b>;+sip.instance=\"<urn:uuid:1>\";expires=60;q=0.5", true},
		{"Contact: <sip:a@b>;expires=x", false},
		{"m: sip:a@b;q=2", false},
		{"CSeq:   1 OPTIONS", true},
		{"X-Nobody-Knows: \"", true},
		{"X Nobody: x", false},
		{"X-Empty:", false},
		{"Authorization: " + digest, true},
		{"Authorization: Digest realm=\"a\", nonce=\"b\"", false},
		{"WWW-Authenticate: Digest realm=\"a, b\",nonce=\"b\"", true},
		{"WWW-Authenticate: Digest realm=\"a\", nonce=\"b\", Digest realm=\"a\", nonce=\"c\"", false},
		{"l: 0", true},
	} {
		var m Message
		if !m.Parse([]byte("OPTIONS sip:a@b SIP/2.0\r\n"+c.line+"\r\n\r\n")) || len(m.Headers) != 1 {
			t.Fatalf("%q is not taken for SIP with a header", c.line)
		}
		if got := m.Headers[0].plain; got != c.plain {
			t.Errorf("%q: by the short cut %v, want %v", c.line, got, c.plain)
		}
	}
}
