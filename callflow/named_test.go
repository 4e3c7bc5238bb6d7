package callflow_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sipcap/callflow/callflowtest"
)

// What is kept of addresses: only what does not fit its packet.
func TestNamed(t *testing.T) {
	tests := []struct {
		name, ladder string
		want         []string
	}{
		{"fits", "endpoints a=10.0.0.1:5060 b=10.0.0.2:5060\n0 a -> b INVITE sdp=PCMA\n1 b -> a 200 sdp=PCMA", nil},
		{"private to public", "endpoints a=10.0.0.1:5060 b=198.51.100.1:5060\n0 a -> b INVITE sdp=PCMA\n1 b -> a 200 sdp=PCMA",
			[]string{"0 Via 10.0.0.1:5060", "0 Contact 10.0.0.1:5060", "0 SDP 10.0.0.1:40000"}},
		{"translated", "endpoints a=203.0.113.5:1024/10.0.0.1:5060 b=198.51.100.1:5060\n0 a -> b INVITE rport\n1 b -> a 200 received=203.0.113.5:1024\n2 a -> b ACK",
			[]string{"0 Via 10.0.0.1:5060 rport", "0 Contact 10.0.0.1:5060", "1 received 203.0.113.5:1024"}},
		{"another interface", "endpoints a=10.0.0.1:5060/10.0.0.9:5060 b=10.0.0.2:5060\n0 a -> b MESSAGE", []string{"0 Via 10.0.0.9:5060"}},
		{"the same in received", "endpoints a=10.0.0.1:5060 b=10.0.0.2:5060\n0 a -> b MESSAGE rport\n1 b -> a 200 received=10.0.0.1:5060", nil},
		{"received alone", "endpoints a=203.0.113.5:5060 b=198.51.100.1:5060\n0 a -> b MESSAGE\n1 b -> a 200 \"Via: SIP/2.0/UDP 10.0.0.1;received=203.0.113.5\"", []string{"1 received 203.0.113.5:0"}},
		{"received after a space", "endpoints a=203.0.113.5:5060 b=198.51.100.1:5060\n0 a -> b MESSAGE\n1 b -> a 200 \"Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKx;received= 203.0.113.5;x\"",
			[]string{"1 received 203.0.113.5:0"}},
		{"record-routed", "endpoints a=10.0.0.1:5060 b=198.51.100.1:5060\n0 a -> b INVITE \"Record-Route: <sip:p;lr>\"", []string{"0 Via 10.0.0.1:5060"}},
		{"ICE", "endpoints a=10.0.0.1:5060 b=198.51.100.1:5060\n0 b -> a INVITE sdp=PCMA\n1 a -> b 183 sdp=PCMA ice", nil},
		{"nowhere", "endpoints a=10.0.0.1:5060 b=198.51.100.1:5060\n0 b -> a INVITE sdp=!PCMA\n1 a -> b 183 sdp=!PCMA", nil},
		{"loopback", "endpoints a=10.0.0.1:5060/127.0.1.1:5060 b=10.0.0.2:5060\n0 b -> a INVITE\n1 a -> b 200 sdp=PCMA",
			[]string{"1 Contact 127.0.1.1:5060", "1 SDP 127.0.1.1:40000"}},
		{"IPv6", "endpoints a=[fd00::1]:5060 b=[2001:db8::1]:5060\n0 a -> b MESSAGE \"Via: SIP/2.0/UDP [fd00::1]:5060;branch=z9hG4bKx\"", []string{"0 Via [fd00::1]:5060"}},
		{"a name", "endpoints a=10.0.0.1:5060 b=10.0.0.2:5060\n0 a -> b MESSAGE \"Via: SIP/2.0/UDP beef.example.com;branch=z9hG4bKx\"", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, err := callflowtest.Parse(tt.ladder)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, n := range l.Calls()[0].Leg().Named() {
				text := fmt.Sprint(n.Message, " ", n.Place, " ", n.Addr)
				if n.Rport {
					text += " rport"
				}
				got = append(got, text)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// A leg keeps no more than a few of them, whoever sends what.
func TestNamedLimit(t *testing.T) {
	ladder := "endpoints a=10.0.0.1:5060 b=10.0.0.2:5060\n"
	for i := range 100 {
		ladder += fmt.Sprintf("%d a -> b MESSAGE %d \"Via: SIP/2.0/UDP 10.9.0.%d;branch=z9hG4bK%d\"\n", i, i+1, i, i)
	}
	l, err := callflowtest.Parse(ladder)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(l.Calls()[0].Leg().Named()); n != 16 {
		t.Errorf("got %d, want 16", n)
	}
}

// Content-Length is compared with the body where nothing else can explain that they differ.
func TestLengthMismatches(t *testing.T) {
	tests := []struct{ options, want string }{
		{"", "[]"},
		{`"Content-Length: 100"`, "[{0 100 108}]"},
		{`"Content-Length: 200"`, "[{0 200 108}]"},
		{`"Content-Length: x"`, "[]"},
		{`"Content-Length: 200" truncated`, "[]"},
		{`"Content-Length: 200" transport=tcp`, "[]"},
		{`"Content-Length: 200" dup`, "[{0 200 108}]"},
	}
	for _, tt := range tests {
		ladder := "endpoints a=10.0.0.1:5060 b=10.0.0.2:5060\n0 a -> b INVITE 1 sdp=PCMA " + tt.options
		if tt.options == tests[6].options {
			ladder = "endpoints a=10.0.0.1:5060 b=10.0.0.2:5060\n0 a -> b INVITE 1 sdp=PCMA \"Content-Length: 200\"\n0 a -> b INVITE dup"
		}
		l, err := callflowtest.Parse(ladder)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(l.Calls()[0].Leg().LengthMismatches()); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.options, got, tt.want)
		}
	}
}
