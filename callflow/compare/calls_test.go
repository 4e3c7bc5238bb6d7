package compare

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sipcap/callflow"
)

const works = `endpoints alice=10.0.0.1:5060 bob=10.0.0.3:5060
0.0 alice -> bob   INVITE sdp=PCMA,PCMU "Supported: timer, 100rel" "User-Agent: phone/1"
0.1 bob   -> alice 180
1.0 bob   -> alice 200 sdp=PCMA
1.1 alice -> bob   ACK
5.0 alice -> bob   BYE
5.1 bob   -> alice 200
`

func TestPairs(t *testing.T) {
	for _, tt := range []struct{ name, a, b, want string }{
		{"the same call", works, works, `0-1 INVITE | 0-1 INVITE
1-0 180 INVITE | 1-0 180 INVITE
1-0 200 INVITE | 1-0 200 INVITE
0-1 ACK | 0-1 ACK
0-1 BYE | 0-1 BYE
1-0 200 BYE | 1-0 200 BYE
`},
		{"refused for its codec", works, `endpoints alice=10.0.0.1:5060 bob=10.0.0.3:5060
call other
9.0 alice -> bob   INVITE sdp=G729 "Supported: replaces, 100rel" "User-Agent: phone/2"
9.1 bob   -> alice 488
9.2 alice -> bob   ACK
`, `0-1 INVITE | 0-1 INVITE
	Supported: ["timer"] -> ["replaces"]
	User-Agent: ["phone/1"] -> ["phone/2"]
	SDP audio: ["m=audio RTP/AVP PCMA PCMU" "a=rtpmap:PCMA/8000" "a=rtpmap:PCMU/8000"] -> ["m=audio RTP/AVP G729" "a=rtpmap:G729/8000"]
1-0 180 INVITE | -
1-0 200 INVITE | 1-0 488 INVITE
	Contact: ["<sip:bob@10.0.0.3:5060>"] -> []
	Content-Type: ["application/sdp"] -> []
	SDP session: ["o=bob 10.0.0.3" "s=-" "c=IN IP4 10.0.0.3"] -> []
	SDP audio: ["m=audio RTP/AVP PCMA" "a=rtpmap:PCMA/8000"] -> []
0-1 ACK | 0-1 ACK
	Request-URI: ["sip:bob@10.0.0.3:5060"] -> ["sip:bob@example.com"]
0-1 BYE | -
1-0 200 BYE | -
`},
		{"sent again, and seen twice, is no message of its own", works, strings.Replace(strings.Replace(works, "0.0 alice", "0.0,0.5 alice", 1),
			"1.0 bob", "0.9 bob -> alice 180 dup\n1.0 bob", 1), `0-1 INVITE | 0-1 INVITE
1-0 180 INVITE | 1-0 180 INVITE
1-0 200 INVITE | 1-0 200 INVITE
0-1 ACK | 0-1 ACK
0-1 BYE | 0-1 BYE
1-0 200 BYE | 1-0 200 BYE
`},
		{"through a proxy", `endpoints alice=10.0.0.1:5060 proxy=10.0.0.2:5060 bob=10.0.0.3:5060
0.0 alice -> proxy INVITE
0.1 proxy -> alice 100
0.2 proxy -> bob   INVITE
0.3 bob   -> proxy 486
0.4 proxy -> alice 486
`, `endpoints alice=10.0.0.1:5060 bob=10.0.0.3:5060
0.0 alice -> bob   INVITE
0.3 bob   -> alice 486
`, `0-1 INVITE | 0-1 INVITE
1-0 100 INVITE | -
1-2 INVITE | -
2-1 486 INVITE | -
1-0 486 INVITE | 1-0 486 INVITE
`},
		{"what is as before is marked", works, strings.NewReplacer("alice 180", "alice 180 \"Server: x\"", "alice 200 sdp", "alice 200 \"Server: x\" sdp").Replace(works) + "6.0 alice -> bob OPTIONS\n",
			`0-1 INVITE | 0-1 INVITE
1-0 180 INVITE | 1-0 180 INVITE
	Server: [] -> ["x"]
1-0 200 INVITE | 1-0 200 INVITE
	Server: [] -> ["x"] again
0-1 ACK | 0-1 ACK
0-1 BYE | 0-1 BYE
1-0 200 BYE | 1-0 200 BYE
- | 0-1 OPTIONS
`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, textA := ladder(t, tt.a)
			b, textB := ladder(t, tt.b)
			c := NewCalls(a[0], b[0], textA, textB)
			if got := pairs(c.Pairs); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestWorseCall(t *testing.T) {
	busy := "endpoints alice=10.0.0.1:5060 bob=10.0.0.3:5060\n0.0 alice -> bob INVITE\n0.1 bob -> alice 486\n0.2 alice -> bob ACK\n"
	slow := strings.Replace(works, "0.1 bob", "0.8 bob", 1)
	slower := strings.NewReplacer("0.1 bob", "2.0 bob", "1.0 bob", "3.0 bob", "1.1 alice", "3.1 alice").Replace(works)
	missingAck := "endpoints alice=10.0.0.1:5060 bob=10.0.0.3:5060\n0.0 alice -> bob INVITE\n0.1 bob -> alice 180\n" +
		"1.0,1.5,2.5,4.5,8.5,12.5,16.5,20.5,24.5,28.5,32.5 bob -> alice 200\n33.0 bob -> alice BYE\n33.1 alice -> bob 200\n"
	for _, tt := range []struct {
		name, a, b string
		want       string
	}{
		{"the same", works, works, ""},
		{"not answered", works, busy, "end"},
		{"answered now", busy, works, ""},
		{"failed", busy, strings.Replace(busy, "486", "503", 1), "end server-failure"},
		{"a little slower", works, slow, ""},
		{"much slower", works, slower, "delay"},
		{"faster", slower, works, ""},
		{"an error", works, missingAck, "dropped-without-ack missing-ack"},
		{"the same error", missingAck, missingAck, ""},
		{"an error less", missingAck, works, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, _ := ladder(t, tt.a)
			b, _ := ladder(t, tt.b)
			c := NewCalls(a[0], b[0], nil, nil)
			var got []string
			if c.End == Worse {
				got = append(got, "end")
			}
			if c.PostDial == Worse {
				got = append(got, "delay")
			}
			got = append(got, c.Errors...)
			if strings.Join(got, " ") != tt.want || c.Worse() != (tt.want != "") {
				t.Errorf("got %q and worse %v, want %q", got, c.Worse(), tt.want)
			}
		})
	}
}

// TestPairLimit compares calls of more messages than are paired, within a second.
func TestPairLimit(t *testing.T) {
	var b strings.Builder
	b.WriteString("endpoints alice=10.0.0.1:5060 bob=10.0.0.3:5060\n0 alice -> bob INVITE\n")
	for range 3 * pairLimit {
		b.WriteString("1 alice -> bob INFO dialog\n1 bob -> alice 200\n")
	}
	calls, says := ladder(t, b.String())
	began := time.Now()
	c := NewCalls(calls[0], calls[0], says, says)
	if len(c.Pairs) != pairLimit || c.Unpaired != 2*(6*pairLimit+1-pairLimit) {
		t.Errorf("got %d pairs and %d unpaired", len(c.Pairs), c.Unpaired)
	}
	if d := time.Since(began); d > 5*time.Second {
		t.Errorf("it took %v", d)
	}
}

// TestAlignKeepsOrder: whatever is paired, each message stands once and in its order.
func TestAlignKeepsOrder(t *testing.T) {
	a, _ := ladder(t, works)
	b, _ := ladder(t, "endpoints alice=10.0.0.1:5060 bob=10.0.0.3:5060\n0 alice -> bob INVITE\n1 bob -> alice 183\n2 bob -> alice 180\n3 bob -> alice 200\n4 bob -> alice BYE\n5 alice -> bob ACK\n")
	rungs := func(c *callflow.Call) (out []*callflow.Rung) {
		l := callflow.NewLadder(c)
		for i := range l.Rows {
			out = append(out, &l.Rows[i])
		}
		return out
	}
	ra, rb := rungs(a[0]), rungs(b[0])
	var ga, gb []*callflow.Rung
	for _, p := range align(ra, rb) {
		if p.A != nil {
			ga = append(ga, p.A)
		}
		if p.B != nil {
			gb = append(gb, p.B)
		}
	}
	if !slices.Equal(ga, ra) || !slices.Equal(gb, rb) {
		t.Error("a message is lost, or out of its order")
	}
}
