package sipmsg_test

import (
	"fmt"
	"strings"

	"sipcap/sipmsg"
)

func wire(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) }

func ExampleMessage_Parse() {
	var m sipmsg.Message
	ok := m.Parse(wire(`INVITE sip:bob@example.com SIP/2.0
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK776
f: "Alice" <sip:alice@example.com>;tag=19283
t: <sip:bob@example.com>
i: a84b4c76e66710@192.0.2.10
CSeq: 1 INVITE
Max-Forwards: 70
Contact: <sip:alice@192.0.2.10>
Content-Length: 0

`))
	from, _ := m.From()
	cseq, _ := m.CSeq()
	via, _ := m.Via()
	fmt.Println(ok, m.Method, string(m.RequestURI))
	fmt.Println(string(from.Display), string(from.URI), string(from.Tag()))
	fmt.Println(cseq.Number, cseq.Method, string(m.CallID()))
	fmt.Println(string(via.Transport), string(via.Host), via.Port, string(via.Branch()))
	// Output:
	// true INVITE sip:bob@example.com
	// Alice sip:alice@example.com 19283
	// 1 INVITE a84b4c76e66710@192.0.2.10
	// UDP 192.0.2.10 5060 z9hG4bK776
}

// A message that a strict receiver refuses is parsed all the same.
func ExampleMessage_issues() {
	var m sipmsg.Message
	m.Parse(wire(`SIP/2.0 200 OK
Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK776
From: "Alice <sip:alice@example.com>;tag=19283
To: <sip:bob@example.com>;tag=8
Call-ID: a84b4c76e66710
CSeq: 1 INVITE
Content-Type: application/sdp
Content-Length: 400

v=0
`))
	for _, issue := range m.Issues {
		at := m.Raw[issue.Offset : issue.Offset+issue.Length]
		fmt.Printf("%s: %s: %s: %q\n", issue.Code.Severity(), issue.Code, issue.Code.Text(), at)
	}
	// Output:
	// error: content-length-too-large: Content-Length is larger than the body: "400"
	// error: unterminated-quote: a quoted string is not closed: "\"Alice <sip:alice@example.com>;tag=19283"
}

func ExampleMessage_Values() {
	var m sipmsg.Message
	m.Parse(wire("OPTIONS sip:bob@example.com SIP/2.0\nSupported: timer, 100rel\nk: replaces\n\n"))
	for tag := range m.Values(sipmsg.HeaderSupported) {
		fmt.Println(string(tag))
	}
	// Output:
	// timer
	// 100rel
	// replaces
}

func ExampleMessage_BodyOf() {
	var m sipmsg.Message
	m.Parse(wire(`INVITE sip:bob@example.com SIP/2.0
Content-Type: multipart/mixed;boundary=next

--next
Content-Type: application/sdp

v=0
--next
Content-Type: application/pidf+xml

<presence/>
--next--
`))
	fmt.Printf("%q\n", m.BodyOf("application/sdp"))
	// Output: "v=0"
}

func ExampleSplitter() {
	stream := wire("\n\nOPTIONS sip:a@example.com SIP/2.0\nl: 0\n\nBYE sip:a@example.com SIP/2.0\nl: 0\n\n")
	var s sipmsg.Splitter
	var m sipmsg.Message
	for len(stream) > 0 {
		n := min(20, len(stream)) // as segments come
		s.Feed(stream[:n])
		stream = stream[n:]
		for chunk, ok := s.Next(); ok; chunk, ok = s.Next() {
			if chunk.IsMessage() && m.ParseChunk(chunk) {
				fmt.Println(chunk.Kind, chunk.Offset, m.Method)
			} else {
				fmt.Println(chunk.Kind, chunk.Offset)
			}
		}
	}
	// Output:
	// keep-alive 0
	// keep-alive 2
	// message 4 OPTIONS
	// message 47 BYE
}

func ExampleParseURI() {
	u, _ := sipmsg.ParseURI([]byte("sip:+49301234@[2001:db8::1]:5070;user=phone"))
	user, _ := u.Params.Get("user")
	fmt.Println(string(u.User), string(u.Host), u.Port, string(user))
	// Output: +49301234 2001:db8::1 5070 phone
}

func ExampleMessage_AppendRedacted() {
	var m sipmsg.Message
	m.Parse(wire("REGISTER sip:example.com SIP/2.0\nAuthorization: Digest username=\"bob\", response=\"6629fae49393a05397450978507c4ef1\"\n\n"))
	fmt.Printf("%s\n", m.AppendRedacted(nil, m.Headers[0]))
	// Output: Digest username="bob", response=[hidden]
}
