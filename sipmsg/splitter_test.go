package sipmsg

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// crlf writes a message's lines as they stand on the wire.
func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

// streamMessage returns a whole message with the given Call-ID and body.
func streamMessage(callID, body string) string {
	return crlf("OPTIONS sip:a@example.com SIP/2.0\nVia: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bKx\nCall-ID: "+callID+
		"\nContent-Type: application/sdp\nContent-Length: ") + fmt.Sprint(len(body)) + "\r\n\r\n" + body
}

// split feeds the stream to a Splitter in pieces of n octets, in one for 0, and returns
// a line a chunk.
func split(s *Splitter, stream string, n int) string {
	if n == 0 {
		n = len(stream)
	}
	var out strings.Builder
	collect := func() {
		for c, ok := s.Next(); ok; c, ok = s.Next() {
			flag := ""
			if c.NoLength {
				flag = " no-length"
			}
			fmt.Fprintf(&out, "%s %d+%d%s\n", c.Kind, c.Offset, len(c.Data), flag)
		}
	}
	for len(stream) > 0 {
		k := min(n, len(stream))
		s.Feed([]byte(stream[:k]))
		stream = stream[k:]
		collect()
	}
	s.Close()
	collect()
	return out.String()
}

func TestSplitter(t *testing.T) {
	one := streamMessage("1", "v=0\r\n")
	two := streamMessage("2", "")
	noType := crlf("OPTIONS sip:a@example.com SIP/2.0\nCall-ID: 3\n\n")
	noLength := crlf("INVITE sip:a@example.com SIP/2.0\nCall-ID: 4\nContent-Type: application/sdp\n\nv=0\ns=-\n")
	tooLong := strings.Replace(one, "Content-Length: 5", "Content-Length: 999", 1)
	quoting := strings.Replace(streamMessage("5", crlf("SIP/2.0 200 OK\n\n")), "application/sdp", "message/sipfrag", 1)
	a, b := len(one), len(two)
	for _, c := range []struct {
		name, stream, want string
		max                int
	}{
		{"two messages", one + two, fmt.Sprintf("message 0+%d\nmessage %d+%d\n", a, a, b), 0},
		{"keep-alives", "\r\n\r\n" + two + "\n" + two + "\r\n",
			fmt.Sprintf("keep-alive 0+2\nkeep-alive 2+2\nmessage 4+%d\nkeep-alive %d+1\nmessage %d+%d\nkeep-alive %d+2\n", b, b+4, b+5, b, 2*b+5), 0},
		{"keep-alives of NUL", "\x00\x00" + two + "\x00\r\n" + two,
			fmt.Sprintf("keep-alive 0+1\nkeep-alive 1+1\nmessage 2+%d\nkeep-alive %d+1\nkeep-alive %d+2\nmessage %d+%d\n", b, b+2, b+3, b+5, b), 0},
		{"no Content-Length and no type", noType + two, fmt.Sprintf("message 0+%d no-length\nmessage %d+%d\n", len(noType), len(noType), b), 0},
		{"no Content-Length", noLength + two, fmt.Sprintf("message 0+%d no-length\nmessage %d+%d\n", len(noLength), len(noLength), b), 0},
		{"no Content-Length at the end", noLength, fmt.Sprintf("message 0+%d no-length\n", len(noLength)), 0},
		{"Content-Length too large", tooLong + two, fmt.Sprintf("partial 0+%d\nmessage %d+%d\n", len(tooLong), len(tooLong), b), 0},
		{"a start line within a sipfrag", quoting + two, fmt.Sprintf("message 0+%d\nmessage %d+%d\n", len(quoting), len(quoting), b), 0},
		{"begins within a message", "0.2.1;branch=1\r\nTo: x\r\n\r\nv=0\r\n" + two, fmt.Sprintf("junk 0+30\nmessage 30+%d\n", b), 0},
		{"ends within the headers", two[:50], "partial 0+50\n", 0},
		{"ends within the body", one[:a-2], fmt.Sprintf("partial 0+%d\n", a-2), 0},
		{"not SIP", strings.Repeat("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 200), "junk 0+4096\njunk 4096+1304\n", 0},
		{"binary", strings.Repeat("\x16\x03\x01", 3000), "junk 0+4096\njunk 4096+4096\njunk 8192+808\n", 0},
		{"headers above the limit", one + two, fmt.Sprintf("partial 0+60\njunk 60+%d\npartial %d+60\njunk %d+%d\n", a-60, a, a+60, b-60), 60},
	} {
		for _, n := range []int{0, 1, 7} {
			s := Splitter{MaxMessage: c.max}
			if got := split(&s, c.stream, n); got != c.want {
				t.Errorf("%s, in pieces of %d: got\n%swant\n%s", c.name, n, got, c.want)
			}
		}
	}
}

func TestSplitterGap(t *testing.T) {
	one := streamMessage("1", "v=0\r\n")
	var s Splitter
	var got []string
	collect := func() {
		for c, ok := s.Next(); ok; c, ok = s.Next() {
			got = append(got, fmt.Sprintf("%s %d+%d", c.Kind, c.Offset, len(c.Data)))
		}
	}
	s.Feed([]byte(one + one[:40]))
	collect()
	s.Gap(20)
	collect()
	s.Feed([]byte(one[60:] + one))
	collect()
	s.Close()
	collect()
	n := len(one)
	want := []string{
		fmt.Sprintf("message 0+%d", n),
		fmt.Sprintf("partial %d+40", n),
		fmt.Sprintf("junk %d+%d", n+60, n-60),
		fmt.Sprintf("message %d+%d", 2*n, n),
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestParseChunk(t *testing.T) {
	var s Splitter
	s.Feed([]byte(crlf("OPTIONS sip:a@example.com SIP/2.0\nCall-ID: 3\n\n")))
	c, ok := s.Next()
	if !ok || !c.IsMessage() {
		t.Fatalf("got %v %v, want a message", c, ok)
	}
	var m Message
	if !m.ParseChunk(c) || !m.HasIssue(MissingContentLength) {
		t.Errorf("got issues %v, want %s among them", m.Issues, MissingContentLength)
	}
	if s.Feed([]byte(streamMessage("1", ""))); true {
		c, _ = s.Next()
	}
	if !m.ParseChunk(c) || m.HasIssue(MissingContentLength) {
		t.Errorf("got issues %v, want no %s", m.Issues, MissingContentLength)
	}
}

// FuzzSplitter checks that the chunks put together are the stream, and that they do not
// depend on how it is fed.
func FuzzSplitter(f *testing.F) {
	one := streamMessage("1", "v=0\r\n")
	f.Add([]byte(one+"\r\n\r\n"+one[:70]+one), byte(3))
	f.Add([]byte("junk\r\n"+one+crlf("INVITE sip:a@b SIP/2.0\nc: application/sdp\n\nv=0\n")+one), byte(200))
	f.Add(bytes.Repeat([]byte("x\r\n\x00"), 2000), byte(1))
	f.Fuzz(func(t *testing.T, stream []byte, piece byte) {
		whole := Splitter{MaxMessage: 2000}
		next, out := 0, ""
		whole.Feed(stream)
		collect := func() {
			for c, ok := whole.Next(); ok; c, ok = whole.Next() {
				if c.Offset != int64(next) || !bytes.Equal(c.Data, stream[next:min(next+len(c.Data), len(stream))]) {
					t.Fatalf("%s chunk %q at %d is not the stream at %d", c.Kind, c.Data, c.Offset, next)
				}
				if len(c.Data) == 0 {
					t.Fatalf("empty %s chunk at %d", c.Kind, next)
				}
				var m Message
				if c.IsMessage() && !m.ParseChunk(c) {
					t.Errorf("%s %q is not parsed", c.Kind, c.Data)
				}
				next += len(c.Data)
				flag := ""
				if c.NoLength {
					flag = " no-length"
				}
				out += fmt.Sprintf("%s %d+%d%s\n", c.Kind, c.Offset, len(c.Data), flag)
			}
		}
		collect()
		whole.Close()
		collect()
		if next != len(stream) {
			t.Errorf("got %d octets back, want %d", next, len(stream))
		}
		for _, n := range []int{1, int(piece)} {
			if got := split(&Splitter{MaxMessage: 2000}, string(stream), max(n, 1)); got != out {
				t.Errorf("in pieces of %d: got\n%swant\n%s", n, got, out)
			}
		}
	})
}
