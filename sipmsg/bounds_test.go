package sipmsg

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// hostile lists pieces that, repeated, make the work of a careless parser grow with the
// square of the length.
var hostile = []string{
	`"`, `\"`, `"\`, `"\",`, `<`, `>`, `<,`, `(`, `)`, `,`, `;`, `;,`, `;a=`, `;a="`, `;a=",`, `;=;`, `%`, `%4`, `@`, `:@`, `a@`, `:`, `::`,
	"\ra", "\r", "\r\r", "\n", "\r\n ", "\n a", "\na:", "\na b", "\n\"", "\x00", "\n\x00", "\x80", "\xc3", "\x07", "-", "--b", "\r\n--b", "--b--",
	"sip:", "SIP/2.0 ", " SIP/2.0", "/", "0", " ", "\t", "\nSIP/2.0 200 OK\r\n", "\nVia: a,", "\nl: 1", "\nl: 99999999999", "\nv=", "Digest a=\"", ",Digest a=b",
	"\nContact: *", "\nc: multipart/mixed;boundary=b", "&", "&a=", "?", "1.", "::1", "[::1", "[", "a,b c=d,",
}

// around lists what stands before the pieces: each place that the parser looks into.
var around = []string{
	"", "OPTIONS ", "OPTIONS sip:", "OPTIONS sip:a@b SIP/2.0", "SIP/2.0 200 ", "SIP/2.0 ",
	"OPTIONS sip:a@b SIP/2.0\r\n", "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h", "OPTIONS sip:a@b SIP/2.0\r\nVia: ",
	"OPTIONS sip:a@b SIP/2.0\r\nFrom: ", "OPTIONS sip:a@b SIP/2.0\r\nFrom: <sip:a@b>", "OPTIONS sip:a@b SIP/2.0\r\nContact: ",
	"OPTIONS sip:a@b SIP/2.0\r\nContact: <sip:a@b", "OPTIONS sip:a@b SIP/2.0\r\nWWW-Authenticate: Digest a=b,", "OPTIONS sip:a@b SIP/2.0\r\nWarning: 399 a ",
	"OPTIONS sip:a@b SIP/2.0\r\nReason: SIP", "OPTIONS sip:a@b SIP/2.0\r\nSupported: ", "OPTIONS sip:a@b SIP/2.0\r\nCall-ID: ", "OPTIONS sip:a@b SIP/2.0\r\nCSeq: 1",
	"OPTIONS sip:a@b SIP/2.0\r\nRetry-After: 1 ", "OPTIONS sip:a@b SIP/2.0\r\nUser-Agent: ", "OPTIONS sip:a@b SIP/2.0\r\nReplaces: a",
	"OPTIONS sip:a@b SIP/2.0\r\nDate: ", "OPTIONS sip:a@b SIP/2.0\r\nTimestamp: ", "OPTIONS sip:a@b SIP/2.0\r\nHistory-Info: <sip:a@b?",
	"OPTIONS sip:a@b SIP/2.0\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n--b\r\n", "OPTIONS sip:a@b SIP/2.0\r\nContent-Type: multipart/mixed;boundary=-\r\n\r\n",
	"OPTIONS sip:a@b SIP/2.0\r\nc: multipart/mixed;boundary=b\r\n\r\n--b\r\nc: multipart/mixed;boundary=b\r\n\r\n",
}

// readAll calls every accessor that walks through something.
func readAll(m *Message) (n int) {
	n = consume(m)
	for range m.Challenges() {
		n++
	}
	for range m.Authorizations() {
		n++
	}
	for range m.Warnings() {
		n++
	}
	for range m.Reasons() {
		n++
	}
	for h := range m.History() {
		n += h.Cause()
	}
	for p := range m.Parts() {
		n += len(p.Get(HeaderContentID))
	}
	for range Products(m.Get(HeaderUserAgent)) {
		n++
	}
	m.Replaces()
	m.RetryAfter()
	m.SessionExpires()
	m.RAck()
	for _, h := range m.Headers {
		n += len(m.AppendRedacted(nil, h))
	}
	return n
}

// TestTimeGrowsWithTheLength gives the parser what makes the time of a careless one grow with the
// square of the length. Four times the text may take four times the time, not sixteen; what takes
// no time to speak of is not looked at, and a busy machine gets some tries.
func TestTimeGrowsWithTheLength(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long under the race detector, which has nothing to find here")
	}
	const size, negligible, factor, tries = 32 << 10, 10 * time.Millisecond, 9, 10
	measure := func(raw []byte) time.Duration {
		var m Message
		start := time.Now()
		if m.Parse(raw) {
			readAll(&m)
		}
		Sniff(raw)
		FindCallID(raw)
		var split Splitter
		split.Feed(raw)
		for _, ok := split.Next(); ok; _, ok = split.Next() {
		}
		return time.Since(start)
	}
	for _, head := range around {
		for _, piece := range hostile {
			for _, tail := range []string{"", "\"", "=", ">"} {
				text := func(size int) []byte {
					return []byte(head + strings.Repeat(piece, (size-len(head))/len(piece)) + tail)
				}
				long, short := measure(text(size)), time.Duration(0)
				for try := 0; try < tries && long > negligible && long > factor*short; try++ {
					long, short = min(long, measure(text(size))), measure(text(size/4))
				}
				if long > negligible && long > factor*short {
					t.Errorf("%q, then %q over and over, then %q: 32 KiB take %v, a quarter of it %v", head, piece, tail, long, short)
				}
			}
		}
	}
}

// TestEachByteDamaged alters each octet of a message in turn, and removes it, and cuts
// the message there: it must stay a message with whatever was not touched.
func TestEachByteDamaged(t *testing.T) {
	raw := typicalINVITE
	var m Message
	for i := range raw {
		for _, c := range []byte{0, ' ', '"', '<', ',', ';', '\r', '\n', 'x', 0xff} {
			damaged := append([]byte(nil), raw...)
			damaged[i] = c
			checkDamaged(t, &m, damaged, i, fmt.Sprintf("octet %d is %q", i, c))
		}
		checkDamaged(t, &m, append(append([]byte(nil), raw[:i]...), raw[i+1:]...), i, fmt.Sprintf("octet %d is missing", i))
		checkDamaged(t, &m, raw[:i], i, fmt.Sprintf("cut at octet %d", i))
	}
}

func checkDamaged(t *testing.T, m *Message, raw []byte, i int, what string) {
	t.Helper()
	line := strings.Index(string(typicalINVITE), "\r\n") + 2
	if !m.Parse(raw) {
		if i >= line {
			t.Errorf("%s: not taken for SIP", what)
		}
		return
	}
	readAll(m)
	for _, issue := range m.Issues {
		if issue.Offset < 0 || issue.Offset+issue.Length > len(m.Raw) {
			t.Errorf("%s: issue %+v outside of Raw", what, issue)
		}
	}
	callID := strings.Index(string(typicalINVITE), "\r\nCall-ID")
	if i > callID+60 && string(m.CallID()) != "a84b4c76e66710@192.0.2.10" {
		t.Errorf("%s: got Call-ID %q", what, m.CallID())
	}
}
