package sipmsg

import (
	"fmt"
	"slices"
	"testing"
)

func TestParts(t *testing.T) {
	sdp := "v=0\ns=-\n"
	for _, c := range []struct {
		name, contentType, body string
		want                    []string // media type, disposition, body
		issues                  []IssueCode
	}{
		{"not multipart", "application/sdp", sdp, []string{"application/sdp||v=0\r\ns=-\r\n"}, nil},
		{"two parts", "multipart/mixed; boundary=\"b 1\"", "preamble\n--b 1\nContent-Type: application/sdp\n\n" + sdp +
			"\n--b 1\nc: application/isup;version=x\nContent-Disposition: signal;\n handling=optional\n\n\x01\x00\x02\n--b 1--\nepilogue",
			[]string{"application/sdp||v=0\r\ns=-\r\n", "application/isup|signal;\r\n handling=optional|\x01\x00\x02"}, nil},
		{"a part without headers", "multipart/mixed;boundary=b", "--b\n\nplain\n--b--", []string{"/||plain"}, nil},
		{"nested", "multipart/mixed;boundary=b", "--b\nContent-Type: multipart/alternative;boundary=c\n\n--c\nContent-Type: text/plain\n\nt\n--c--\n--b\nContent-Type: application/sdp\n\nv=0\n--b--",
			[]string{"text/plain||t", "application/sdp||v=0"}, nil},
		{"a boundary that begins another", "multipart/mixed;boundary=b", "--b\n\n--bb\n--b--", []string{"/||--bb"}, nil},
		{"no closing boundary", "multipart/mixed;boundary=b", "--b\nContent-Type: application/sdp\n\nv=0\n", []string{"application/sdp||v=0\r\n"}, []IssueCode{BadMultipart}},
		{"no boundary parameter", "multipart/mixed", "--b\nContent-Type: application/sdp\n\nv=0\n--b--", []string{"application/sdp||v=0"}, []IssueCode{BadMultipart}},
		{"no boundary at all", "multipart/mixed;boundary=b", "v=0\n", []string{"multipart/mixed||v=0\r\n"}, []IssueCode{BadMultipart}},
		{"too deep", "multipart/mixed;boundary=a", "--a\nc: multipart/mixed;boundary=b\n\n--b\nc: multipart/mixed;boundary=c\n\n--c\nc: multipart/mixed;boundary=d\n\n--d\nc: multipart/mixed;boundary=e\n\n--e\n\nx\n--e--\n--d--\n--c--\n--b--\n--a--",
			[]string{"multipart/mixed||--e\r\n\r\nx\r\n--e--"}, nil},
		{"empty", "multipart/mixed;boundary=b", "", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var m Message
			body := crlf(c.body)
			m.Parse([]byte(crlf("OPTIONS sip:a@b SIP/2.0\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\nFrom: <sip:a@b>;tag=1\nTo: <sip:a@b>\nCall-ID: x\nCSeq: 1 OPTIONS\nMax-Forwards: 1\n"+
				"Content-Type: "+c.contentType+"\nContent-Length: ") + fmt.Sprint(len(body)) + "\r\n\r\n" + body))
			var got []string
			for p := range m.Parts() {
				got = append(got, fmt.Sprintf("%s/%s|%s|%s", p.ContentType.Type, p.ContentType.Subtype, p.Get(HeaderContentDisposition), p.Body))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			wantCodes(t, c.name, &m, c.issues...)
		})
	}
}

func TestBodyOf(t *testing.T) {
	m := withHeaders(t, "Content-Type: Application/SDP;charset=utf-8", "", "v=0")
	if got := string(m.BodyOf("application/sdp")); got != "v=0\r\n\r\n" {
		t.Errorf("got %q", got)
	}
	if got := m.BodyOf("text/plain"); got != nil {
		t.Errorf("text/plain: got %q, want none", got)
	}
	if got := string(withHeaders(t, "X: y", "", "v=0").BodyOf("application/sdp")); got != "v=0\r\n\r\n" {
		t.Errorf("without a Content-Type: got %q", got)
	}
	if got := testing.AllocsPerRun(100, func() { m.BodyOf("application/sdp") }); got != 0 {
		t.Errorf("got %v allocations, want 0", got)
	}
}
