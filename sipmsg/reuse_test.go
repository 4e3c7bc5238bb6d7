package sipmsg

import (
	"fmt"
	"reflect"
	"testing"
)

// said is what there is to know of a message.
type said struct {
	ok      bool
	headers []Header
	issues  []Issue
	values  string
}

// say parses raw with m, and says what it is. Which headers took a short cut does not matter.
func say(m *Message, raw []byte) said {
	s := said{ok: m.Parse(raw), headers: append([]Header{}, m.Headers...), issues: append([]Issue{}, m.Issues...)}
	for i := range s.headers {
		s.headers[i].plain = false
	}
	from, hasFrom := m.From()
	to, hasTo := m.To()
	via, hasVia := m.Via()
	cseq, hasCSeq := m.CSeq()
	mediaType, hasType := m.ContentType()
	length, hasLength := m.ContentLength()
	s.values = fmt.Sprintf("%q %q %q %d %q %q %q %q %q %v %q %v %q %q %v %+v %v %q %v %d %v",
		m.Method, m.RequestURI, m.Version, m.Status, m.Reason, m.Body, m.Rest, m.CallID(), parts(from), hasFrom, parts(to), hasTo,
		from.Tag(), to.Tag(), hasVia, via, string(via.Branch()), mediaType, hasType, length, hasLength)
	s.values += fmt.Sprint(cseq, hasCSeq)
	return s
}

// TestReuse parses every message behind every other with the same Message, which remembers lines and
// lengths of those before: what it says of a message depends on that message alone.
func TestReuse(t *testing.T) {
	var texts [][]byte
	for _, name := range vectorFiles(t) {
		texts = append(texts, readVector(t, name).raw)
	}
	for _, text := range []string{inviteText, ringingText, byeText} {
		texts = append(texts, []byte(crlf(text)))
	}
	var used Message
	for _, raw := range texts {
		var fresh Message
		want := say(&fresh, raw)
		for _, before := range texts {
			used.Parse(before)
			if got := say(&used, raw); !reflect.DeepEqual(got, want) {
				t.Fatalf("%q behind %q: got %v, want %v", raw, before, got, want)
			}
		}
	}
}

// FuzzReuse holds a Message that has parsed two messages before, so that it knows their lines, to what one
// that has not says of a message.
func FuzzReuse(f *testing.F) {
	for _, text := range []string{inviteText, ringingText, byeText} {
		f.Add([]byte(crlf(inviteText)), []byte(crlf(text)))
	}
	f.Add([]byte("OPTIONS sip:a SIP/2.0\r\nServer: a (b)\r\nEvent: x;y=z\r\nContent-Type: a/b\r\nCSeq: 1 OPTIONS\r\nContent-Length: 1\r\n\r\nx"),
		[]byte("SIP/2.0 200 OK\r\nServer: a (b)\r\n c\r\nEvent: x;y=z\r\nCSeq: 1 OPTIONS\r\nEvent: x;y=z\r\nContent-Type: a/b\r\nContent-Length: 1\r\n\r\nx"))
	const start = "REGISTER sip:a SIP/2.0\r\n"
	f.Add([]byte(start+" Server: a (b)\r\nServer: a (b)\r\nExpires: 1\r\n\r\n"), []byte(start+" Server: a (b)\r\nExpires: 1\r\n\r\n"))
	f.Add([]byte(start+"Authorization: "+digest+"\r\n\r\n"), []byte(start+"Authorization: Digest realm=\"\",nonce=a, response=\"\"\r\nTo: sip:a@b:50000\r\n\r\n"))
	f.Add([]byte(start+"Contact: <sip:a@b>;expires=1;q=0.5\r\nX-Y:  z\r\n\r\n"), []byte(start+"Via: SIP/2.0/UDP a;rport;x;branch=z9hG4bKx\r\nContact:sip:a@b;q=2\r\nl: 0\r\n\r\n"))
	f.Fuzz(func(t *testing.T, before, raw []byte) {
		var fresh, used Message
		used.Parse(before)
		used.Parse(before)
		for range 3 {
			if got, want := say(&used, raw), say(&fresh, raw); !reflect.DeepEqual(got, want) {
				t.Fatalf("%q behind %q: got %v, want %v", raw, before, got, want)
			}
			fresh = Message{}
		}
	})
}
