package sipmsg

import (
	"strings"
	"testing"
)

func TestSniff(t *testing.T) {
	via := "\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\n"
	for _, s := range []string{
		"INVITE sip:batman@127.0.0.1 SIP/2.0\n\n",
		"SIP/2.0 200 OK",
		"SIP/2.0 100 Trying\n\nSIP/2.0 180 Ringing\n\n",
		"sip/2.0 200 OK\n\n",
		"OPTIONS tel:+4930123456 SIP/2.0\n\n",
		"NEWMETHOD urn:service:sos SIP/2.0\n\n",
		"OPTIONS sip:a@b SIP/2.0\r\r",
		"OPTIONS * SIP/2.0" + via,
		"OPTIONS 100 SIP/2.0" + via,
		"OPTIONS sip:a@b SIP/2.0 and more" + via,
		"OPTIONS sip:a@b SIP/x" + via,
		"OPTIONS sip:a@b" + via,
		"OPTIONS <sip:a@b>" + via,
		"SIP/2.0 OK" + via,
		"\r\n\r\n\x00 OPTIONS sip:a@b SIP/2.0\n\n",
		"jaK\x00OPTIONS sip:a@b SIP/2.0" + via,
		"a=rtpmap:0 PCMU/8000\nOPTIONS sip:a@b SIP/2.0" + via,
	} {
		if !Sniff([]byte(crlf(s))) {
			t.Errorf("%q is not taken for SIP", s)
		}
	}
	for _, s := range []string{
		"",
		"\r\n\r\n",
		"\x00\x00\x00\x00",
		"jaK",
		"GET / HTTP/1.1\nHost: a\n\n",
		"GET /sip:a@b HTTP/1.1\nVia: 1.1 proxy\nFrom: a\n\n",
		"OPTIONS http://a/SIP/2.0 HTTP/1.1\nVia: 1.1 proxy\n\n",
		"OPTIONS sip:a@b HTTP/1.1" + via,
		"OPTIONS rtsp://a/b RTSP/1.0\nCSeq: 1\nVia: x\n\n",
		"OPTIONS sip:a@b RTSP/1.0\nCSeq: 1\n\n",
		"RTSP/1.0 200 OK\nCSeq: 1\n\n",
		"HTTP/1.1 200 OK\nVia: SIP/2.0/UDP x\n\n",
		"NOTIFY * HTTP/1.1\nHOST: 239.255.255.250:1900\nNTS: ssdp:alive\n\n",
		"M-SEARCH * HTTP/1.1\nHOST: 239.255.255.250:1900\n\n",
		"I like SIP/2.0 very much",
		"We use tel:123 and SIP/2.0\n",
		"SIP/2.0 is great\nsays who: me\n",
		"SIP/2.0 2000 is no code",
		"SIP is a protocol",
		"<134>sipd: received INVITE sip:a@b SIP/2.0" + via,
		"From: a@example.com\nTo: b@example.com\nSubject: INVITE sip:a@b SIP/2.0\n\n",
		"INVITE all of you to SIP/2.0\n",
		"the dump follows\nINVITE sip:a@b SIP/2.0\n",
		"v=0\no=- 1 1 IN IP4 192.0.2.1\n",
		"Via: SIP/2.0/UDP 192.0.2.1\nFrom: <sip:a@b>\n",
		"\x80\x08\x00\x01INVITE sip:a@b SIP/2.0" + via,
		"\x16\x03\x01\x02\x00INVITE sip:a@b SIP/2.0" + via,
		strings.Repeat("x", 1500),
		strings.Repeat("x ", 700),
		strings.Repeat("x\n", 700),
	} {
		if Sniff([]byte(crlf(s))) {
			t.Errorf("%q is taken for SIP", s)
		}
		var m Message
		if m.Parse([]byte(crlf(s))) {
			t.Errorf("%q is parsed", s)
		}
	}
}

func TestFindCallID(t *testing.T) {
	for s, want := range map[string]string{
		"OPTIONS sip:a@b SIP/2.0\nTo: x\ni: short\n\n":               "short",
		"OPTIONS sip:a@b SIP/2.0\nCALL-id  :\n  folded\nTo: x\n\n":   "folded",
		"OPTIONS sip:a@b SIP/2.0\n Call-ID: first\nTo: x\n\n":        "first",
		"OPTIONS sip:a@b SIP/2.0\nCall-ID: one\nCall-ID: two\n\n":    "one",
		"OPTIONS sip:a@b SIP/2.0\nSubject: x\n Call-ID: no\n\nbody":  "",
		"OPTIONS sip:a@b SIP/2.0\nTo: x\n\nCall-ID: in the body":     "",
		"Call-ID: of no message\n\n":                                 "",
		"jaK\x00OPTIONS sip:a@b SIP/2.0\nTo: x\nCall-ID: behind\n\n": "behind",
	} {
		if got := string(FindCallID([]byte(crlf(s)))); got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
		if _, ok := SniffCallID([]byte(crlf(s))); ok != Sniff([]byte(crlf(s))) {
			t.Errorf("%q: SniffCallID says %v, Sniff does not", s, ok)
		}
	}
}
