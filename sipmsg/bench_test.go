package sipmsg

import (
	"strings"
	"testing"
)

// typicalINVITE has 16 headers and about 700 octets.
var typicalINVITE = []byte(strings.ReplaceAll(`INVITE sip:+4930123456@sbc.example.com;user=phone SIP/2.0
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK776asdhds;rport
Max-Forwards: 70
From: "Alice Example" <sip:1001@example.com>;tag=1928301774
To: <sip:+4930123456@example.com>
Call-ID: a84b4c76e66710@192.0.2.10
CSeq: 314159 INVITE
Contact: <sip:1001@192.0.2.10:5060;transport=udp>
User-Agent: Example-Phone/4.2.1
Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE
Supported: replaces, timer, 100rel
Session-Expires: 1800;refresher=uac
Min-SE: 90
P-Asserted-Identity: <sip:1001@example.com>
Accept: application/sdp
Content-Type: application/sdp
Content-Length: 148

v=0
o=- 123456 1 IN IP4 192.0.2.10
s=-
c=IN IP4 192.0.2.10
t=0 0
m=audio 49170 RTP/AVP 8 0 101
a=rtpmap:101 telephone-event/8000
a=sendrecv
`, "\n", "\r\n"))

func TestParseTypical(t *testing.T) {
	var m Message
	if !m.Parse(typicalINVITE) {
		t.Fatal("not taken for SIP")
	}
	if len(m.Issues) != 0 {
		t.Errorf("got issues %v, want none", m.Issues)
	}
	if got, want := len(m.Headers), 16; got != want {
		t.Errorf("got %d headers, want %d", got, want)
	}
	if got, want := string(FindCallID(typicalINVITE)), string(m.CallID()); got != want {
		t.Errorf("FindCallID: got %q, want %q", got, want)
	}
}

// consume reads from m what ingest needs of each message.
func consume(m *Message) int {
	n := len(m.CallID()) + m.Status
	cseq, _ := m.CSeq()
	from, _ := m.From()
	to, _ := m.To()
	via, _ := m.Via()
	n += int(cseq.Number) + len(from.Tag()) + len(to.Tag()) + len(via.Branch())
	for v := range m.Vias() {
		n += v.Port
	}
	for c := range m.Contacts() {
		n += len(c.URI)
	}
	for c := range m.Routes() {
		n += len(c.URI)
	}
	for v := range m.Values(HeaderAllow) {
		n += len(v)
	}
	for v := range m.All(HeaderSupported) {
		n += len(v)
	}
	for name, v := range via.Params.All() {
		n += len(name) + len(v)
	}
	mf, _ := m.MaxForwards()
	cl, _ := m.ContentLength()
	ct, _ := m.ContentType()
	uri, _ := m.URI()
	return n + mf + cl + len(ct.Subtype) + len(uri.Host)
}

// TestAllocations keeps parsing, and every accessor that ingest uses, free of allocation.
func TestAllocations(t *testing.T) {
	var m Message
	sum := 0
	for name, f := range map[string]func(){
		"Parse":      func() { m.Parse(typicalINVITE) },
		"accessors":  func() { sum += consume(&m) },
		"Sniff":      func() { Sniff(typicalINVITE) },
		"FindCallID": func() { FindCallID(typicalINVITE) },
	} {
		m.Parse(typicalINVITE)
		if got := testing.AllocsPerRun(100, f); got != 0 {
			t.Errorf("%s: got %v allocations, want 0", name, got)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	var m Message
	b.SetBytes(int64(len(typicalINVITE)))
	b.ReportAllocs()
	for b.Loop() {
		m.Parse(typicalINVITE)
	}
}

// BenchmarkParseAndRead parses and reads what ingest needs.
func BenchmarkParseAndRead(b *testing.B) {
	var m Message
	b.SetBytes(int64(len(typicalINVITE)))
	b.ReportAllocs()
	for b.Loop() {
		m.Parse(typicalINVITE)
		consume(&m)
	}
}

func BenchmarkSniffRTP(b *testing.B) {
	rtp := make([]byte, 172)
	rtp[0], rtp[1] = 0x80, 0x08
	for b.Loop() {
		Sniff(rtp)
	}
}

func BenchmarkFindCallID(b *testing.B) {
	for b.Loop() {
		FindCallID(typicalINVITE)
	}
}
