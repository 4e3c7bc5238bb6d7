package sipmsg

import (
	_ "embed"
	"testing"
)

// The messages of the benchmarks, those of benchcompare among them.
var (
	//go:embed testdata/bench/invite.txt
	inviteText string
	//go:embed testdata/bench/ringing.txt
	ringingText string
	//go:embed testdata/bench/bye.txt
	byeText string

	// typicalINVITE has 16 headers and about 700 octets.
	typicalINVITE = []byte(crlf(inviteText))
)

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
	for name, text := range map[string]string{"invite": inviteText, "ringing": ringingText, "bye": byeText} {
		b.Run("msg="+name, func(b *testing.B) {
			var m Message
			raw := []byte(crlf(text))
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				m.Parse(raw)
			}
		})
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
