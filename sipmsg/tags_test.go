package sipmsg

import "testing"

// TestTags: tags and the topmost Via are those that From, To and Via tell, also where the headers are missing or say nothing.
func TestTags(t *testing.T) {
	var m Message
	for _, raw := range []string{
		"BYE sip:b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a>;tag=one\r\nTo: <sip:b>;x=y;tag=two\r\n\r\n",
		"SIP/2.0 200 OK\r\nv: SIP/2.0/TCP a:5062\r\nf: \"A\" <sip:a>; tag = one\r\nt: sip:b;TAG=two\r\n\r\n",
		"INVITE sip:b SIP/2.0\r\nVia: nothing\r\nFrom: <sip:a>\r\nTo: <\r\n\r\n",
		"INVITE sip:b SIP/2.0\r\nCall-ID: x\r\n\r\n",
	} {
		m.Parse([]byte(raw))
		from, _ := m.From()
		to, _ := m.To()
		if got, want := string(m.FromTag()), string(from.Tag()); got != want {
			t.Errorf("%q: got %q as tag of From, want %q", raw, got, want)
		}
		if got, want := string(m.ToTag()), string(to.Tag()); got != want {
			t.Errorf("%q: got %q as tag of To, want %q", raw, got, want)
		}
		if got, want := string(m.FromURI())+" "+string(m.ToURI()), string(from.URI)+" "+string(to.URI); got != want {
			t.Errorf("%q: got %q as URIs, want %q", raw, got, want)
		}
		via, ok := m.Via()
		if top := m.TopVia(); top != nil != ok || ok && (string(top.Host) != string(via.Host) || top.Port != via.Port) {
			t.Errorf("%q: got %v as Via, want %v, %v", raw, top, via, ok)
		}
	}
}
