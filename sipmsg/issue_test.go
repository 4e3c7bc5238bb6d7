package sipmsg

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

func TestIssueTable(t *testing.T) {
	name := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	seen := map[IssueCode]bool{}
	for _, info := range Issues() {
		if !name.MatchString(string(info.Code)) || seen[info.Code] {
			t.Errorf("%q is no code, or there twice", info.Code)
		}
		seen[info.Code] = true
		if info.Title == "" || strings.HasSuffix(info.Title, ".") || !strings.HasSuffix(info.Doc, ".") {
			t.Errorf("%s: want a title without and a text with a stop, got %q and %q", info.Code, info.Title, info.Doc)
		}
		if info.Reference == "" && info.Code != TooManyHeaders {
			t.Errorf("%s: no reference", info.Code)
		}
		if info.Code.Text() != info.Title || info.Code.Severity() != info.Severity {
			t.Errorf("%s: got %q %s, want %q %s", info.Code, info.Code.Text(), info.Code.Severity(), info.Title, info.Severity)
		}
	}
	if unknown := IssueCode("no-such"); unknown.Text() != "no-such" || unknown.Severity() != Info {
		t.Errorf("unknown code: got %q %s", unknown.Text(), unknown.Severity())
	}
}

// TestEachIssueIsRaised keeps a message for each row of the table.
func TestEachIssueIsRaised(t *testing.T) {
	raised := map[IssueCode]bool{
		MissingContentLength: true, // TestParseChunk: only a stream has it
		TooManyHeaders:       true, // TestMaxHeaders
	}
	for _, file := range vectorFiles(t) {
		for _, code := range readVector(t, file).want {
			raised[code] = true
		}
	}
	for _, info := range Issues() {
		if !raised[info.Code] {
			t.Errorf("no message in testdata/messages raises %s", info.Code)
		}
		delete(raised, info.Code)
	}
	for code := range raised {
		t.Errorf("%s is not in the table", code)
	}
}

// TestIssueRange checks the octets that an issue points to.
func TestIssueRange(t *testing.T) {
	for _, c := range []struct {
		code       IssueCode
		name, want string
	}{
		{BareLF, "dirt-one-bare-lf", "\n"},
		{SpaceInURI, "rfc4475-3.1.2.8-space-in-uri", "sip:user@example.com; lr"},
		{UnterminatedQuote, "rfc4475-3.1.2.6-open-quote", `"Mr. J. User <sip:j.user@example.com>`},
		{CSeqMethod, "rfc4475-3.1.2.17-method-mismatch", "INVITE"},
		{BadEscape, "dirt-bad-escape", "%s%"},
		{ContentLengthTooSmall, "dirt-altered-body", "20"},
		{ControlOctet, "dirt-control-octets", "\x07"},
		{FoldedFirstHeader, "dirt-folded-first", " Via: SIP/2.0/UDP host5.example.net;branch=z9hG4bKkdjuw"},
		{MissingContentType, "dirt-untyped-body", ""},
	} {
		v := readVector(t, "testdata/messages/"+c.name+".txt")
		var m Message
		m.Parse(v.raw)
		found := false
		for _, issue := range m.Issues {
			if issue.Code != c.code {
				continue
			}
			found = true
			if got := string(m.Raw[issue.Offset : issue.Offset+issue.Length]); got != c.want {
				t.Errorf("%s: %s: got %q, want %q", c.name, c.code, got, c.want)
			}
		}
		if !found {
			t.Errorf("%s: got no %s", c.name, c.code)
		}
	}
}

func TestMaxHeaders(t *testing.T) {
	raw := []byte(crlf("OPTIONS sip:a@example.com SIP/2.0\n" + strings.Repeat("X: y\n", 30) + "Content-Length: 2\n\nhi"))
	for _, c := range []struct {
		max, want int
		issue     bool
	}{{0, 31, false}, {31, 31, false}, {30, 30, true}, {1, 1, true}} {
		m := Message{MaxHeaders: c.max}
		m.Parse(raw)
		if got := m.HasIssue(TooManyHeaders); len(m.Headers) != c.want || got != c.issue {
			t.Errorf("at most %d: got %d headers, issue %v; want %d, %v", c.max, len(m.Headers), got, c.want, c.issue)
		}
		if string(m.Body) != "hi" {
			t.Errorf("at most %d: got body %q, want hi", c.max, m.Body)
		}
	}
}

func TestMaxIssues(t *testing.T) {
	var m Message
	m.Parse([]byte(crlf("OPTIONS sip:a@example.com SIP/2.0\n" + strings.Repeat("no header\n", 1000))))
	if len(m.Issues) != MaxIssues {
		t.Errorf("got %d issues, want %d", len(m.Issues), MaxIssues)
	}
}

func TestIssuesPage(t *testing.T) {
	checkPage(t, "issues.md", issuesPage())
}

// issuesPage prints docs/issues.md from the table.
func issuesPage() []byte {
	var b bytes.Buffer
	b.WriteString("# Issues\n\n" +
		"What sipcap remarks on in a single message. The message is kept and counted all the same; `sipcap messages --format json`\n" +
		"tells code, severity, and the octets concerned. Severity `error` is for what a receiver refuses by the RFC, `warning`\n" +
		"for what one may stumble over, `info` for what is worth knowing.\n\n" +
		"Printed from the table in `sipmsg` by `go test ./sipmsg -update`; do not edit. `sipcap explain bare-lf` prints an entry.\n\n" +
		"| code | severity | so it is | and so | see |\n| --- | --- | --- | --- | --- |\n")
	for _, i := range Issues() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", i.Code, i.Severity, i.Title, i.Doc, i.Reference)
	}
	return b.Bytes()
}
