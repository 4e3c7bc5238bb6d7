package compare

import (
	"fmt"
	"strings"
	"testing"

	"sipcap/sipmsg"
)

// says is the message of a start line and headers, with a body.
func says(t *testing.T, head, body string) *Message {
	t.Helper()
	var m sipmsg.Message
	if !m.Parse([]byte(strings.ReplaceAll(head, "\n", "\r\n") + "\r\n\r\n" + strings.ReplaceAll(body, "\n", "\r\n"))) {
		t.Fatalf("not parsed: %s", head)
	}
	return Keep(&m)
}

// TestKeep: what differs from call to call is no difference, what means something is one.
func TestKeep(t *testing.T) {
	const invite = "INVITE sip:bob@example.com SIP/2.0\n"
	for _, tt := range []struct {
		name, a, b string // headers
		want       string // name: A -> B
	}{
		{"identifiers", "Call-ID: a@x\nCSeq: 1 INVITE\nDate: Thu, 21 Feb 2002 13:02:03 GMT\nTimestamp: 54", "Call-ID: b@x\nCSeq: 77 INVITE\nDate: Fri, 22 Feb 2002 13:02:03 GMT", ""},
		{"tags", "From: \"Alice\" <sip:a@x>;tag=1\nTo: <sip:b@x>;tag=9", "From: \"Alice\" <sip:a@x>;tag=2\nTo: <sip:b@x>", ""},
		{"who", "From: \"Alice\" <sip:a@x>;tag=1", "From: <sip:a2@x>;tag=1", `From: ["\"Alice\" <sip:a@x>"] -> ["<sip:a2@x>"]`},
		{"branch", "Via: SIP/2.0/UDP x:5060;branch=z9hG4bK1;rport", "Via: SIP/2.0/UDP x:5060;branch=z9hG4bK2;rport=5070;received=10.0.0.1", ""},
		{"transport", "Via: SIP/2.0/UDP x;branch=z9hG4bK1", "Via: SIP/2.0/TCP x;branch=z9hG4bK1", `Via: ["SIP/2.0/UDP x"] -> ["SIP/2.0/TCP x"]`},
		{"a hop more", "Via: SIP/2.0/UDP x;branch=1", "Via: SIP/2.0/UDP y;branch=2, SIP/2.0/UDP x;branch=1", `Via: ["SIP/2.0/UDP x"] -> ["SIP/2.0/UDP y" "SIP/2.0/UDP x"]`},
		{"contact", "m: <sip:a@1.2.3.4:5060;rinstance=abc>;expires=60", "Contact: <sip:a@1.2.3.4:5060;rinstance=def>;expires=3600",
			`Contact: ["<sip:a@1.2.3.4:5060>;expires=60"] -> ["<sip:a@1.2.3.4:5060>;expires=3600"]`},
		{"record-route", "Record-Route: <sip:p;lr;ftag=1;did=2>", "Record-Route: <sip:p;lr;ftag=3;did=4>", ""},
		{"order of tokens, lines and case", "Allow: INVITE, ACK\nAllow: BYE\nSupported: Timer", "Allow: BYE, ACK,INVITE\nk: timer", ""},
		{"a token", "Supported: timer, 100rel", "Supported: 100rel,\r\n replaces", `Supported: ["timer"] -> ["replaces"]`},
		{"an empty header", "Supported:", "", `Supported: [""] -> []`},
		{"spaces and folds", "User-Agent: phone  1", "User-Agent: phone\r\n 1", ""},
		{"unknown header", "x-carrier: one", "X-Carrier: two", `X-Carrier: ["one"] -> ["two"]`},
		{"signature", "Identity: abc;info=<x>", "Identity: def;info=<x>", ""},
		{"signature gone", "Identity: abc", "", `Identity: ["present"] -> []`},
		{"session-id", "Session-ID: ab30317f1a784dc48ff824d0d3715d86;remote=00000000000000000000000000000000", "Session-ID: bb30317f1a784dc48ff824d0d3715d86;remote=00000000000000000000000000000000", ""},
		{"charging", "P-Charging-Vector: icid-value=1;orig-ioi=a", "P-Charging-Vector: icid-value=2;orig-ioi=b", `P-Charging-Vector: ["orig-ioi=a"] -> ["orig-ioi=b"]`},
		{"transfer", "Refer-To: <sip:c@x?Replaces=1%3Bto-tag%3D2>", "Refer-To: <sip:c@x?Replaces=3%3Bto-tag%3D4>", ""},
		{"digests", `Proxy-Authorization: Digest username="a", realm="r", nonce="n1", uri="sip:x", response="0123456789abcdef0123456789abcdef", algorithm=MD5`,
			`Proxy-Authorization: Digest username="a", realm="r", nonce="n2", uri="sip:x", response="fedcba9876543210fedcba9876543210", algorithm=MD5`, ""},
		{"another realm", `Authorization: Digest username="a", realm="r", nonce="n", uri="sip:x", response="0123456789abcdef0123456789abcdef"`,
			`Authorization: Digest username="a", realm="q", nonce="n", uri="sip:x", response="0123456789abcdef0123456789abcdef"`,
			`Authorization: ["Digest realm=r username=a"] -> ["Digest realm=q username=a"]`},
		{"a password", "Authorization: Basic c2VjcmV0OnNlY3JldA==", "", `Authorization: ["Basic"] -> []`},
		{"max-forwards", "Max-Forwards: 70", "Max-Forwards: 69", `Max-Forwards: ["70"] -> ["69"]`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := says(t, invite+tt.a, "").differences(says(t, invite+tt.b, ""))
			if text := differencesText(got); text != tt.want {
				t.Errorf("got %s, want %s", text, tt.want)
			}
		})
	}
}

func differencesText(list []Difference) string {
	var lines []string
	for _, d := range list {
		lines = append(lines, fmt.Sprintf("%s: %q -> %q", d.Name, d.A, d.B))
	}
	return strings.Join(lines, "\n")
}

func TestKeepSDP(t *testing.T) {
	const head = "INVITE sip:bob@example.com SIP/2.0\nContent-Type: application/sdp"
	const offer = "v=0\no=alice 1 1 IN IP4 10.0.0.1\ns=-\nc=IN IP4 10.0.0.1\nt=0 0\nm=audio 4000 RTP/AVP 8 96\na=rtpmap:96 telephone-event/8000\na=fmtp:96 0-16\na=sendrecv\n"
	for _, tt := range []struct {
		name, b, want string
	}{
		{"identifiers, times, ports and payload types", strings.NewReplacer("alice 1 1", "alice 2 7", "t=0 0", "t=1 1", "4000", "5000", "96", "101").Replace(offer), ""},
		{"codecs and their order", strings.Replace(offer, "8 96", "18 8 96", 1),
			`SDP audio: ["m=audio RTP/AVP PCMA telephone-event"] -> ["m=audio RTP/AVP G729 PCMA telephone-event"]`},
		{"address and direction", strings.NewReplacer("c=IN IP4 10.0.0.1", "c=IN IP4 192.0.2.7", "sendrecv", "sendonly").Replace(offer),
			"SDP session: [\"c=IN IP4 10.0.0.1\"] -> [\"c=IN IP4 192.0.2.7\"]\nSDP audio: [\"a=sendrecv\"] -> [\"a=sendonly\"]"},
		{"refused", strings.Replace(offer, "audio 4000", "audio 0", 1), `SDP audio: ["m=audio RTP/AVP PCMA telephone-event"] -> ["m=audio port 0 RTP/AVP PCMA telephone-event"]`},
		{"keys are no difference", offer + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\na=ice-pwd:asd88fgpdd777uzjYhagZg\na=ssrc:1 cname:x\n", ""},
		{"a second stream", offer + "m=audio 4002 RTP/AVP 0\na=x-key:inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\n",
			`SDP audio 2: [] -> ["m=audio RTP/AVP PCMU" "a=x-key:"]`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := says(t, head, offer).differences(says(t, head, tt.b))
			if text := differencesText(got); text != tt.want {
				t.Errorf("got %s, want %s", text, tt.want)
			}
		})
	}
	got := differencesText(says(t, "MESSAGE sip:x SIP/2.0\nContent-Type: text/plain", "hello").differences(says(t, "MESSAGE sip:x SIP/2.0\nContent-Type: text/plain", "hello, you")))
	if want := `body: ["5 octets"] -> ["10 octets"]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestKeepIsBounded: a message of many headers and values keeps few of them, and nothing of the
// message itself.
func TestKeepIsBounded(t *testing.T) {
	var head strings.Builder
	head.WriteString("INVITE sip:bob@example.com SIP/2.0\n")
	for i := range 900 {
		fmt.Fprintf(&head, "X-Header-%d: %s\n", i, strings.Repeat("x", 700))
	}
	head.WriteString("Supported: " + strings.TrimSuffix(strings.Repeat("tag, ", 500), ", "))
	m := says(t, head.String(), "")
	size := 0
	for _, f := range m.fields {
		for _, v := range f.values {
			size += len(v)
		}
		if len(f.values) > valueLimit {
			t.Errorf("%s has %d values", f.name, len(f.values))
		}
	}
	if len(m.fields) > fieldLimit || size > fieldLimit*textLimit+valueLimit*textLimit {
		t.Errorf("got %d fields and %d octets", len(m.fields), size)
	}
}

func FuzzKeep(f *testing.F) {
	f.Add([]byte("INVITE sip:a@b SIP/2.0\r\nAuthorization: Digest response=\"0123456789abcdef0123456789abcdef\"\r\nContent-Type: application/sdp\r\n\r\nv=0\r\nm=audio 1 RTP/AVP 0\r\na=crypto:1 X inline:abcdefghijklmnop\r\n"))
	f.Add([]byte("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP x;branch=\"\\\r\nRefer-To: <x?Replaces=1\r\n\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var m sipmsg.Message
		if !m.Parse(raw) {
			return
		}
		k := Keep(&m)
		if d := k.differences(k); len(d) > 0 {
			t.Errorf("a message differs from itself: %+v", d)
		}
		for i := range raw { // it keeps nothing of the bytes
			raw[i] = 'x'
		}
		k.differences(k)
	})
}
