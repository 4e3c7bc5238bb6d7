package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// nasty are texts that try to do something to whoever prints them, and what clean makes of them.
var nasty = []struct{ name, text, clean, ascii string }{
	{"plain", "sip:1001@pbx", "sip:1001@pbx", "sip:1001@pbx"},
	{"escape sequence", "\x1b[2Jgone", `\x1b[2Jgone`, `\x1b[2Jgone`},
	{"osc title", "\x1b]0;owned\x07", `\x1b]0;owned\x07`, `\x1b]0;owned\x07`},
	{"lines", "a\r\nb\tc\vd", `a\r\nb\tc\x0bd`, `a\r\nb\tc\x0bd`},
	{"nul and del", "a\x00b\x7f", `a\x00b\x7f`, `a\x00b\x7f`},
	{"c1 csi", "a\u009b31m", `a\u009b31m`, `a\u009b31m`},
	{"c1 as a byte", "a\x9b31m", `a\x9b31m`, `a\x9b31m`},
	{"invalid utf-8", "caf\xe9 \xc3(", `caf\xe9 \xc3(`, `caf\xe9 \xc3(`},
	{"bidi override", "exe\u202ecod.pcap", `exe\u202ecod.pcap`, `exe\u202ecod.pcap`},
	{"bidi isolate and marks", "\u2066a\u2069\u200f\u061c", `\u2066a\u2069\u200f\u061c`, `\u2066a\u2069\u200f\u061c`},
	{"invisible", "a\u200bb\ufeffc\u00add", `a\u200bb\ufeffc\u00add`, `a\u200bb\ufeffc\u00add`},
	{"line separators", "a\u2028b\u2029c", `a\u2028b\u2029c`, `a\u2028b\u2029c`},
	{"tags", "a\U000e0041", `a\U000e0041`, `a\U000e0041`},
	{"private use", "a\ue000", `a\ue000`, `a\ue000`},
	{"mark first", "\u0301a", `\u0301a`, `\u0301a`},
	{"many marks", "a\u0301\u0302\u0303\u0304\u0305\u0306b", "a\u0301\u0302\u0303\u0304\\u0305\\u0306b", `a\u0301\u0302\u0303\u0304\u0305\u0306b`},
	{"names", "Łukasz 日本", "Łukasz 日本", `\u0141ukasz \u65e5\u672c`},
	{"own signs", "×2 → …", "×2 → …", "x2 -> .."},
	{"replacement character", "a\ufffdb", "a\ufffdb", `a\ufffdb`},
}

func TestClean(t *testing.T) {
	for _, c := range nasty {
		t.Run(c.name, func(t *testing.T) {
			if got := clean(c.text, false); got != c.clean {
				t.Errorf("clean(%q): got %q, want %q", c.text, got, c.clean)
			}
			if got := clean(c.text, true); got != c.ascii {
				t.Errorf("clean(%q) in ASCII: got %q, want %q", c.text, got, c.ascii)
			}
			if got := clean(c.clean, false); got != c.clean {
				t.Errorf("cleaned again: got %q, want %q", got, c.clean)
			}
		})
	}
}

func TestCSVCell(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"1001", "1001"},
		{"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
		{"+4930123", "'+4930123"},
		{"-1+1", "'-1+1"},
		{"@SUM(A1)", "'@SUM(A1)"},
		{"\t=1", `'\t=1`},
		{"\r=1", `'\r=1`},
		{"＝1", "'＝1"},
		{"a=b", "a=b"},
		{"\x1b=1", `\x1b=1`},
	} {
		if got := csvCell(c.text); got != c.want {
			t.Errorf("csvCell(%q): got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestMarkdownCell(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"200 OK", "200 OK"},
		{"a|b", `a\|b`},
		{"`rm`", "\\`rm\\`"},
		{"<script>", `\<script\>`},
		{"![x](http://evil)", `!\[x\](http://evil)`},
		{"&lt;", `\&lt;`},
		{`a\`, `a\\`},
		{"a\nb", `a\\nb`},
	} {
		if got := markdownCell(c.text, false); got != c.want {
			t.Errorf("markdownCell(%q): got %q, want %q", c.text, got, c.want)
		}
	}
}

// TestEveryViewEscapes puts each nasty text wherever a text can come from a capture, and
// prints every view in every format.
func TestEveryViewEscapes(t *testing.T) {
	for _, c := range nasty {
		t.Run(c.name, func(t *testing.T) {
			d, ladder, row := poisoned(t, c.text)
			for _, v := range variants {
				views := map[string]func(io.Writer, Options) error{
					"report": func(w io.Writer, o Options) error { return Report(w, d, o) },
					"stats":  func(w io.Writer, o Options) error { return Stats(w, d, o) },
					"calls":  func(w io.Writer, o Options) error { return Calls(w, d, o) },
					"ladder": func(w io.Writer, o Options) error { return Ladder(w, ladder, o) },
					"messages": func(w io.Writer, o Options) error {
						m := NewMessageWriter(w, o)
						if err := m.Write(row); err != nil {
							return err
						}
						return m.Close()
					},
					"explain": func(w io.Writer, o Options) error {
						return Explain(w, Entry{Word: c.text, Title: c.text, Text: c.text, LookAt: c.text, Facts: []Fact{{c.text, c.text}}}, o)
					},
				}
				for name, print := range views {
					o := v.o
					o.Files = []string{c.text, c.text}
					var b bytes.Buffer
					if err := print(&b, o); err != nil {
						t.Fatalf("%s.%s: %v", name, v.name, err)
					}
					checkText(t, b.String(), o)
					checkFormat(t, b.Bytes(), o)
				}
			}
		})
	}
}

// checkFormat reads what was printed as the format that it claims to be.
func checkFormat(t *testing.T, b []byte, o Options) {
	t.Helper()
	if !utf8.Valid(b) {
		t.Errorf("%s is not UTF-8: %q", o.format(), b)
	}
	switch o.format() {
	case JSON:
		if !json.Valid(b) {
			t.Errorf("not JSON: %s", b)
		}
	case NDJSON:
		for _, line := range bytes.Split(bytes.TrimSuffix(b, []byte("\n")), []byte("\n")) {
			if !json.Valid(line) {
				t.Errorf("not a line of JSON: %s", line)
			}
		}
	case CSV:
		records, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
		if err != nil {
			t.Errorf("not CSV: %v", err)
		}
		for _, r := range records {
			for _, field := range r {
				if field != "" && strings.ContainsAny(field[:1], "=+-@") {
					t.Errorf("a spreadsheet takes %q for a formula", field)
				}
			}
		}
	}
}

// poisoned is a capture of one call in which all texts are s.
func poisoned(t *testing.T, s string) (*Data, *callflow.Ladder, MessageRow) {
	c := poisonedCall(t, s)
	f := &callflow.Finding{ID: "x", Severity: callflow.Error, Call: c, Summary: s, Hint: s, Reference: s, Frames: []callflow.FrameRef{{Number: 1}, {File: 1, Number: 2}}}
	c.SetFindings([]*callflow.Finding{f})
	stream := callflow.Stream{Type: s, Codecs: []string{s}}
	ladder := &callflow.Ladder{Call: c, Columns: []callflow.Column{{Name: s}, {Name: s}, {Name: s}}, Rows: []callflow.Rung{
		{From: 0, To: 1, Method: sipmsg.Method(s), CSeqMethod: sipmsg.Method(s), Role: callflow.Offer, SDP: callflow.NewSDP(stream)},
		{From: 1, To: 0, Status: 488, Reason: s, CSeqMethod: sipmsg.Method(s), Note: s, Findings: c.Findings(), Frame: callflow.FrameRef{File: 1}},
		{From: 2, To: 2, Method: sipmsg.Method(s)},
	}}
	d := &Data{
		Capture: &callflow.Capture{Files: []callflow.CaptureFile{{Name: s, Format: s, LinkTypes: []string{s}, Frames: 1, Truncated: true, Damage: s}},
			Frames: 2, Used: 1, Skipped: []callflow.Skipped{{Reason: s, Count: 1}}},
		Counts: callflow.Counts{Tally: callflow.Tally{Messages: 2, Requests: map[sipmsg.Method]int{sipmsg.Method(s): 1}, Responses: map[int]int{488: 1},
			Issues: map[sipmsg.IssueCode]int{sipmsg.IssueCode(s): 1}}, Calls: 1, ByOutcome: map[callflow.Outcome]int{callflow.OutcomeClientError: 1},
			ByState: map[callflow.State]int{callflow.Failed: 1}, ByStatus: map[int]int{488: 1}, Findings: map[string]int{s: 1}},
		Calls: []*callflow.Call{c}, Findings: c.Findings(), Files: []string{s},
	}
	row := MessageRow{File: s, Method: s, RequestURI: s, CallID: s, CSeqMethod: s, FromTag: s, ToTag: s, Branch: s, ContentType: s, Reason: s,
		Issues: []IssueRow{{Code: s, Severity: "error", Text: s}}}
	return d, ladder, row
}

// poisonedCall is a call of two legs of which all texts are s, as far as it can stand in a message.
func poisonedCall(t *testing.T, s string) *callflow.Call {
	t.Helper()
	s = strings.NewReplacer("\r", "", "\n", "", "\x00", "").Replace(s)
	b := callflow.NewBuilder()
	for i, start := range []string{"INVITE " + s + " SIP/2.0", "INVITE " + s + " SIP/2.0", "SIP/2.0 488 " + s, "SIP/2.0 488 " + s} {
		leg := []string{"1", "2", "2", "1"}[i]
		raw := start + "\r\nVia: SIP/2.0/UDP 192.0.2." + leg + ";branch=z9hG4bK" + leg + "\r\nFrom: <sip:" + s + "@x>;tag=1\r\nTo: <sip:" + s + "@x>\r\n" +
			"Call-ID: " + leg + s + "\r\nCSeq: 1 INVITE\r\nUser-Agent: " + s + "\r\nServer: " + s + "\r\nContent-Type: application/sdp\r\n\r\n" +
			"v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 96\r\na=rtpmap:96 " + s + "/8000\r\n"
		e := &callflow.Event{Time: time.Unix(int64(i), 0), Transport: callflow.UDP, Frame: callflow.FrameRef{Number: uint64(i + 1)}, Message: new(sipmsg.Message)}
		e.Src, e.Dst = netip.MustParseAddrPort("192.0.2."+leg+":5060"), netip.MustParseAddrPort("192.0.2."+string(leg[0]+1)+":5060")
		if i > 1 {
			e.Src, e.Dst = e.Dst, e.Src
		}
		if !e.Message.Parse([]byte(raw)) {
			t.Fatalf("no message: %q", raw)
		}
		b.Add(e)
	}
	calls := callflow.Join(b.Finish())
	if len(calls) != 1 || len(calls[0].Legs()) != 2 || calls[0].Status != 488 || calls[0].Reason() == "" {
		t.Fatalf("%q: %d calls", s, len(calls))
	}
	return calls[0]
}

func FuzzClean(f *testing.F) {
	for _, c := range nasty {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, ascii := range []bool{false, true} {
			got := clean(s, ascii)
			checkText(t, strings.TrimRight(got, " "), Options{ASCII: ascii})
			if again := clean(got, ascii); again != got {
				t.Errorf("clean(%q): got %q, and %q when cleaned again", s, got, again)
			}
			if !utf8.ValidString(got) {
				t.Errorf("clean(%q): got invalid UTF-8 %q", s, got)
			}
		}
	})
}
