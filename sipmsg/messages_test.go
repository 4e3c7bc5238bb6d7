package sipmsg

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// vector is a message of testdata/messages, which were written from the RFCs' texts. The
// files have a title, a verdict (valid; invalid; accepted: well formed, or refused for
// what it says rather than how), the issues expected, a line of dashes, and the message:
// lines end in CRLF on the wire, \xNN is an octet, {length} is the body's length.
type vector struct {
	title, verdict string
	want           []IssueCode
	raw            []byte
}

func readVector(t testing.TB, name string) vector {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	head, text, ok := strings.Cut(string(b), "\n---\n")
	lines := strings.Split(head, "\n")
	if !ok || len(lines) != 3 {
		t.Fatalf("%s: want title, verdict, issues and a message", name)
	}
	v := vector{title: lines[0], verdict: lines[1]}
	for _, code := range strings.Fields(lines[2]) {
		v.want = append(v.want, IssueCode(code))
	}
	slices.Sort(v.want)
	text = unescapeOctets(crlf(text))
	if _, body, ok := strings.Cut(text, "\r\n\r\n"); ok {
		text = strings.Replace(text, "{length}", strconv.Itoa(len(body)), 1)
	}
	v.raw = []byte(text)
	return v
}

func unescapeOctets(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if strings.HasPrefix(s[i:], `\x`) && i+4 <= len(s) {
			n, _ := strconv.ParseUint(s[i+2:i+4], 16, 8)
			out.WriteByte(byte(n))
			i += 3
			continue
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

func vectorFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "messages", "*.txt"))
	if err != nil || len(files) < 50 {
		t.Fatalf("got %d files, %v", len(files), err)
	}
	return files
}

func TestMessages(t *testing.T) {
	for _, name := range vectorFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			v := readVector(t, name)
			var m Message
			if !m.Parse(v.raw) {
				t.Fatalf("%s: not taken for SIP", v.title)
			}
			if got := codes(m.Issues); !slices.Equal(got, v.want) {
				t.Errorf("%s: got %v, want %v", v.title, got, v.want)
			}
			worst := gravest(m.Issues)
			if v.verdict != "invalid" && worst >= int(Error) {
				t.Errorf("%s: it is %s and has an issue of error grade: %v", v.title, v.verdict, codes(m.Issues))
			}
			if v.verdict == "invalid" && worst < int(Error) {
				t.Errorf("%s: it is invalid and has no issue of error grade: %v", v.title, codes(m.Issues))
			}
		})
	}
}
