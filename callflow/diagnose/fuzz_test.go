package diagnose_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"sipcap/callflow/callflowtest"
)

// fuzzLines are what FuzzRun makes ladders of; each byte of its input is one of them.
var fuzzLines = []string{
	"alice -> proxy INVITE 1 sdp=PCMA", "alice -> proxy INVITE 2 auth=nonce-1", "alice -> proxy INVITE 3 dialog", "proxy -> bob INVITE 1", "proxy -> bob INVITE 2",
	"proxy -> alice 100 INVITE 1", "proxy -> alice 180 INVITE 1", "bob -> proxy 183 INVITE 1 \"RSeq: 1\" \"Require: 100rel\"",
	"proxy -> alice 200 INVITE 1 sdp=G729", "bob -> proxy 200 INVITE 1", "proxy -> alice 407 INVITE 1", "proxy -> alice 407 INVITE 2 nonce=nonce-2", "proxy -> alice 486 INVITE 1",
	"bob -> proxy 503 INVITE 1", "proxy -> alice 488 INVITE 1", "proxy -> alice 482 INVITE 2", "proxy -> alice 422 INVITE 1", "proxy -> alice 491 INVITE 3",
	"alice -> proxy ACK 1", "alice -> proxy ACK 2", "proxy -> bob ACK 1", "alice -> proxy CANCEL 1", "proxy -> alice 200 CANCEL 1", "proxy -> alice 481 CANCEL 1", "proxy -> alice 487 INVITE 1",
	"alice -> proxy BYE 9", "proxy -> alice 200 BYE 9", "proxy -> alice 481 BYE 9", "bob -> proxy BYE 1", "proxy -> alice BYE 1", "bob -> alice UPDATE 5", "alice -> bob 500 UPDATE 5",
	"alice -> bob PRACK 4", "alice -> bob OPTIONS 7", "alice -> bob INVITE 1 truncated call-id=cut", "bob -> alice 404 INVITE 1 call-id=cut \"CSeq: x\"",
	"alice -> bob REGISTER 1 call-id=register", "bob -> alice 401 REGISTER 1 call-id=register", "bob -> alice 500 REGISTER 1 call-id=register", "alice -> bob OPTIONS 1 call-id=options",
	"phone -> server INVITE 1 call-id=nat sdp=PCMA", "phone -> server INVITE 1 call-id=nat sdp=PCMA rport \"Content-Length: 9\"", "server -> phone 200 INVITE 1 call-id=nat sdp=PCMA", "server -> phone 183 INVITE 1 call-id=nat received=203.0.113.5:1024",
	"server -> bob INVITE 1 call-id=nat", "bob -> server 200 INVITE 1 call-id=nat sdp=PCMA", "phone -> server ACK 1 call-id=nat", "server -> phone BYE 1 call-id=nat", "phone -> server REGISTER 1 call-id=nat-2", "server -> phone 401 REGISTER 1 call-id=nat-2",
}

// Whatever the order of messages, findings are whole, and are found again.
func FuzzRun(f *testing.F) {
	f.Add([]byte{0, 6, 8, 8, 8, 29})
	f.Add([]byte{0, 0, 10, 18, 1, 11, 19, 38, 37})
	f.Add([]byte{0, 3, 7, 7, 9, 8, 30, 31, 25, 25, 27})
	f.Add([]byte{34, 34, 35, 39, 39, 21, 22})
	f.Add([]byte{40, 42, 46, 47, 47, 47, 40, 44, 45, 45, 45})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 64 {
			t.Skip("no more to see in longer ones")
		}
		var b strings.Builder
		b.WriteString("endpoints alice=10.0.0.1:5060 proxy=10.0.0.2:5060 bob=10.0.0.3:5060 phone=203.0.113.5:1024/192.168.1.20:5060 server=198.51.100.1:5060\n")
		for i, c := range data {
			// Pauses that timers notice come with some of the bytes.
			fmt.Fprintf(&b, "%d.%d %s\n", i*(1+int(c>>6)*7), i%10, fuzzLines[int(c)%len(fuzzLines)])
		}
		l, err := callflowtest.Parse(b.String())
		if err != nil {
			t.Fatalf("%v\n%s", err, &b)
		}
		calls := l.Calls()
		findings := run(calls, &l.Capture)
		checkFindings(t, calls, findings)
		if again := run(calls, &l.Capture); !reflect.DeepEqual(findings, again) {
			t.Error("another run found something else")
		}
		if t.Failed() {
			t.Log(b.String())
		}
	})
}
