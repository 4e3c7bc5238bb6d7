package callflow_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
)

// drawn is a ladder in a few words: the ports of its columns, then a line a rung.
func drawn(t *testing.T, text string) string {
	t.Helper()
	l, err := callflowtest.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	b := callflow.NewBuilder()
	for _, e := range l.Events {
		b.Add(e)
	}
	calls := b.Finish()
	callflow.Number(calls)
	ladder := callflow.NewLadder(calls[0])
	var out strings.Builder
	for i, c := range ladder.Columns {
		if i > 0 {
			out.WriteString(" ")
		}
		for k, a := range c.Addrs {
			if k > 0 {
				out.WriteString("+")
			}
			fmt.Fprint(&out, a)
		}
	}
	out.WriteString("\n")
	for _, r := range ladder.Rows {
		if r.Kind == callflow.Gap {
			fmt.Fprintf(&out, "gap %v\n", r.Delta)
			continue
		}
		what := string(r.Method)
		if r.Status != 0 {
			what = fmt.Sprint(r.Status, " ", r.Reason)
		}
		fmt.Fprintf(&out, "%v %d>%d %s", r.Delta.Round(time.Millisecond), r.From, r.To, what)
		if r.Role != callflow.NoSDP {
			fmt.Fprintf(&out, " (%s %s)", r.Role, strings.Join(r.SDP.Streams[0].Codecs, " "))
		}
		if r.Repeats > 0 {
			fmt.Fprintf(&out, " sent %d times over %v", r.Repeats+1, r.RepeatSpan)
		}
		if r.Duplicates > 0 {
			fmt.Fprintf(&out, " seen %d times", r.Duplicates+1)
		}
		out.WriteString("\n")
	}
	return out.String()
}

func TestLadder(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"fork: columns in path order, whoever sends a CANCEL or an ACK of its own", `
endpoints alice=10.0.0.1:5060 proxy=10.0.0.2:5060 bob=10.0.0.3:5060 desk=10.0.0.4:5060
0.000 alice -> proxy INVITE sdp=PCMA
0.001 proxy -> alice 100
0.002 proxy -> bob INVITE
0.002 proxy -> desk INVITE
0.100 bob -> proxy 180
0.100 desk -> proxy 180
0.101 proxy -> alice 180
1.000 desk -> proxy 200 sdp=PCMA
1.001 proxy -> alice 200
1.002 proxy -> bob CANCEL
1.003 bob -> proxy 200 CANCEL
1.004 bob -> proxy 487 INVITE
1.005 proxy -> bob ACK
1.006 alice -> proxy ACK
1.007 proxy -> desk ACK
`, `10.0.0.1:5060 10.0.0.2:5060 10.0.0.3:5060 10.0.0.4:5060
0s 0>1 INVITE (offer PCMA)
1ms 1>0 100 Trying
2ms 1>2 INVITE (offer PCMA)
2ms 1>3 INVITE (offer PCMA)
100ms 2>1 180 Ringing
100ms 3>1 180 Ringing
101ms 1>0 180 Ringing
1s 3>1 200 OK (answer PCMA)
1.001s 1>0 200 OK (answer PCMA)
1.002s 1>2 CANCEL
1.003s 2>1 200 OK
1.004s 2>1 487 Request Terminated
1.005s 1>2 ACK
1.006s 0>1 ACK
1.007s 1>3 ACK
`},
		{"what was sent or seen again is folded, and silence told", `
endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060
0.0 alice -> bob INVITE sdp=PCMA
0.0001 alice -> bob INVITE dup
0.5 alice -> bob INVITE resend
1.5 alice -> bob INVITE resend
2.0 bob -> alice 180
20.0 bob -> alice 200 sdp=PCMA
20.1 alice -> bob ACK
`, `10.0.0.1:5060 10.0.0.2:5060
0s 0>1 INVITE (offer PCMA) sent 3 times over 1.5s seen 2 times
2s 1>0 180 Ringing
gap 18s
20s 1>0 200 OK (answer PCMA)
20.1s 0>1 ACK
`},
		{"late offer: the answer is in the ACK", `
endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060
0.0 alice -> bob INVITE
1.0 bob -> alice 200 sdp=PCMA,PCMU
1.1 alice -> bob ACK sdp=PCMU
`, `10.0.0.1:5060 10.0.0.2:5060
0s 0>1 INVITE
1s 1>0 200 OK (offer PCMA PCMU)
1.1s 0>1 ACK (answer PCMU)
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, drawn(t, tt.text)); diff != "" {
				t.Errorf("ladder (-want +got):\n%s", diff)
			}
		})
	}
}
