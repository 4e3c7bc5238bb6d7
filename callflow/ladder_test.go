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
	ladder := callflow.NewLadder(l.Calls()[0])
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
		switch r.Kind {
		case callflow.Inferred:
			fmt.Fprintf(&out, "~ %d>%d %s%s; %s\n", r.From, r.To, what, r.Codes, r.Note)
			continue
		case callflow.Bounced:
			what = "ICMP " + r.Reason + " by " + r.By.String()
		}
		if r.Status != 0 {
			what = fmt.Sprint(r.Status, " ", r.Reason)
		}
		fmt.Fprintf(&out, "%v %d>%d %s", r.Delta.Round(time.Millisecond), r.From, r.To, what)
		if r.Role != callflow.NoSDP {
			fmt.Fprintf(&out, " (%s %s)", r.Role, strings.Join(r.SDP.Streams()[0].Codecs, " "))
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
		{"a B2BUA: both legs, in path order from the caller", `
endpoints bob=10.0.0.3:5060 pbx=10.0.0.2:5060 alice=10.0.0.1:5060
call in
0.000 alice -> pbx INVITE caller=1001 to=1002
call out
0.010 pbx -> bob INVITE caller=1001 to=1002
0.100 bob -> pbx 486
0.110 pbx -> bob ACK
call in
0.120 pbx -> alice 486
0.130 alice -> pbx ACK
`, `10.0.0.1:5060 10.0.0.2:5060 10.0.0.3:5060
0s 0>1 INVITE
10ms 1>2 INVITE
100ms 2>1 486 Busy Here
110ms 1>2 ACK
120ms 1>0 486 Busy Here
130ms 0>1 ACK
`},
		{"an SBC with an address, and a proxy, on each side", `
endpoints bob=192.168.9.5:5060 core=192.168.9.4:5060 inner=192.168.9.3:5060 outer=10.0.0.3:5060 edge=10.0.0.2:5060 alice=10.0.0.1:5060
call in
0.000 alice -> edge INVITE caller=+493012345678 to=+498987654321
0.001 edge -> outer INVITE
call out
0.010 inner -> core INVITE caller=+493012345678 to=+498987654321
0.011 core -> bob INVITE
0.100 bob -> core 486
0.101 core -> inner 486
call in
0.120 outer -> edge 486
0.121 edge -> alice 486
`, `10.0.0.1:5060 10.0.0.2:5060 10.0.0.3:5060 192.168.9.3:5060 192.168.9.4:5060 192.168.9.5:5060
0s 0>1 INVITE
1ms 1>2 INVITE
10ms 3>4 INVITE
11ms 4>5 INVITE
100ms 5>4 486 Busy Here
101ms 4>3 486 Busy Here
120ms 2>1 486 Busy Here
121ms 1>0 486 Busy Here
`},
		{"a B2BUA that calls from another port is one column", `
endpoints bob=10.0.0.3:5060 far=10.0.0.2:5080 near=10.0.0.2:5060 alice=10.0.0.1:5060
call in
0.000 alice -> near INVITE caller=1001 to=1002
call out
0.010 far -> bob INVITE caller=1001 to=1002
0.100 bob -> far 486
call in
0.120 near -> alice 486
`, `10.0.0.1:5060 10.0.0.2:5060+10.0.0.2:5080 10.0.0.3:5060
0s 0>1 INVITE
10ms 1>2 INVITE
100ms 2>1 486 Busy Here
120ms 1>0 486 Busy Here
`},
		{"a trombone: the PBX comes once, though the path leads through it twice", `
endpoints bob=10.0.0.4:5060 sbc=10.0.0.3:5060 pbx=10.0.0.2:5060 alice=10.0.0.1:5060
call one
0.000 alice -> pbx INVITE caller=+49301001 to=+4930123456
call two
0.010 pbx -> sbc INVITE caller=+49301001 to=+4930123456
call three
0.020 sbc -> pbx INVITE caller=+49301001 to=+4930123456
call four
0.030 pbx -> bob INVITE caller=+49301001 to=+4930123456
`, `10.0.0.1:5060 10.0.0.2:5060 10.0.0.3:5060 10.0.0.4:5060
0s 0>1 INVITE
10ms 1>2 INVITE
20ms 2>1 INVITE
30ms 1>3 INVITE
`},
		{"both sides of an address translator: one after the other", `
endpoints bob=10.0.0.3:5060 inside=10.0.0.2:5060 public=203.0.113.5:61000 alice=192.168.1.5:5060
0.0000 alice  -> public INVITE 1
0.0010 inside -> bob    INVITE 1 from=alice branch=z9hG4bK-alice-invite1-alice-tag-call-1
`, `192.168.1.5:5060 203.0.113.5:61000 10.0.0.2:5060 10.0.0.3:5060
0s 0>1 INVITE
1ms 2>3 INVITE
`},
		{"an ACK that was not captured, and a call that proves it", `
endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060
0.0 alice -> bob INVITE
1.0 bob -> alice 200
20.0 alice -> bob BYE
20.1 bob -> alice 200
`, `10.0.0.1:5060 10.0.0.2:5060
0s 0>1 INVITE
1s 1>0 200 OK
~ 0>1 ACK; not captured: BYE proves it
gap 19s
20s 0>1 BYE
20.1s 1>0 200 OK
`},
		{"no ACK is inferred where the callee may not have waited for it yet", `
endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060
0.0 alice -> bob INVITE
1.0 bob -> alice 200
4.0 alice -> bob BYE
`, `10.0.0.1:5060 10.0.0.2:5060
0s 0>1 INVITE
1s 1>0 200 OK
4s 0>1 BYE
`},
		{"nor where it gave up waiting", `
endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060
0.0 alice -> bob INVITE
1.0,1.5,2.5,4.5,8.5,12.5,16.5,20.5,24.5,28.5,32.5 bob -> alice 200
50.0 alice -> bob BYE
`, `10.0.0.1:5060 10.0.0.2:5060
0s 0>1 INVITE
1s 1>0 200 OK sent 11 times over 31.5s
gap 49s
50s 0>1 BYE
`},
		{"one direction: the answers that the caller acknowledges", `
endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060
0.0 alice -> bob INVITE
0.5 alice -> bob PRACK "RAck: 1 1 INVITE"
1.0 alice -> bob ACK
9.0 alice -> bob BYE
`, `10.0.0.1:5060 10.0.0.2:5060
0s 0>1 INVITE
~ 1>0 1xx; not captured: PRACK proves it
500ms 0>1 PRACK
~ 1>0 2xx; not captured: ACK proves it
1s 0>1 ACK
9s 0>1 BYE
`},
		{"one direction: the requests that the callee answers", `
endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060
0.0 bob -> alice 180 INVITE 1
1.0 bob -> alice 486 INVITE 1
`, `10.0.0.1:5060 10.0.0.2:5060
~ 0>1 INVITE; not captured: 180 proves it
0s 1>0 180 Ringing
1s 1>0 486 Busy Here
`},
		{"a refusal that only its ACK tells of", `
endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060
0.0 alice -> bob INVITE
0.1 bob -> alice 100
1.0 alice -> bob ACK branch=z9hG4bK-alice-invite1-alice-tag-call-1
`, `10.0.0.1:5060 10.0.0.2:5060
0s 0>1 INVITE
100ms 1>0 100 Trying
~ 1>0 3xx-6xx; not captured: ACK proves it
1s 0>1 ACK
`},
		{"an answer that only the BYE tells of, and its ACK, which nothing tells of", `
endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060
0.0 alice -> bob INVITE
0.1 bob -> alice 180
9.0 bob -> alice BYE dialog
9.1 alice -> bob 200
`, `10.0.0.1:5060 10.0.0.2:5060
0s 0>1 INVITE
100ms 1>0 180 Ringing
~ 1>0 2xx; not captured: BYE proves it
9s 1>0 BYE
9.1s 0>1 200 OK
`},
		{"ICMP errors, those that say the same folded", `
endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060
0.0,0.5,1.5 alice -> bob INVITE
icmp 0.001 10.0.0.2 3/3 alice -> bob
icmp 0.501 10.0.0.2 3/3 alice -> bob
icmp 1.501 10.0.0.9 3/1 alice -> bob
`, `10.0.0.1:5060 10.0.0.2:5060
0s 0>1 INVITE sent 3 times over 1.5s
1ms 1>0 ICMP port unreachable by 10.0.0.2 sent 2 times over 500ms
1.501s 1>0 ICMP host unreachable by 10.0.0.9
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
