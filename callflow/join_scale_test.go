package callflow_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/sipmsg"
)

// bridged makes the events of n calls through a B2BUA: each has two legs of an INVITE and its
// 200, all within one second. The functions give a call's From and To user and a header of both legs.
func bridged(t testing.TB, n int, from, to, header func(i int) string) []callflow.Event {
	t.Helper()
	alice, pbx, bob := netip.MustParseAddrPort("10.0.0.1:5060"), netip.MustParseAddrPort("10.0.0.2:5060"), netip.MustParseAddrPort("10.0.0.3:5060")
	var events []callflow.Event
	start := time.Unix(1700000000, 0)
	add := func(at time.Duration, src, dst netip.AddrPort, i int, leg, line, tag string) {
		raw := fmt.Sprintf("%s\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%d%s\r\nFrom: <sip:%s@example.com>;tag=f%d%s\r\nTo: <sip:%s@example.com>%s\r\n"+
			"Call-ID: %d-%s\r\nCSeq: 1 INVITE\r\n%s\r\nContent-Length: 0\r\n\r\n", line, src, i, leg, from(i), i, leg, to(i), tag, i, leg, header(i))
		m := new(sipmsg.Message)
		if !m.Parse([]byte(raw)) {
			t.Fatalf("not parsed: %s", raw)
		}
		events = append(events, callflow.Event{Time: start.Add(at), Src: src, Dst: dst, Transport: callflow.UDP,
			Frame: callflow.FrameRef{Number: uint64(len(events) + 1)}, Message: m})
	}
	step := time.Second / time.Duration(n)
	for i := range n {
		at := time.Duration(i) * step
		add(at, alice, pbx, i, "in", "INVITE sip:"+to(i)+"@10.0.0.2 SIP/2.0", "")
		add(at+time.Millisecond, pbx, bob, i, "out", "INVITE sip:"+to(i)+"@10.0.0.3 SIP/2.0", "")
		add(at+2*time.Second, bob, pbx, i, "out", "SIP/2.0 200 OK", ";tag=b")
		add(at+2*time.Second+time.Millisecond, pbx, alice, i, "in", "SIP/2.0 200 OK", ";tag=p")
	}
	return events
}

func build(events []callflow.Event) []*callflow.Call {
	b := callflow.NewBuilder()
	for i := range events {
		b.Add(&events[i])
	}
	return b.Finish()
}

func one(s string) func(int) string { return func(int) string { return s } }

func each(format string) func(int) string {
	return func(i int) string { return fmt.Sprintf(format, i) }
}

// Of thousands of calls at once either each leg finds its own, or none is joined.
func TestJoinOfMany(t *testing.T) {
	const calls = 5000
	tests := []struct {
		name             string
		from, to, header func(int) string
		want             int // calls that are left
	}{
		{"the same numbers all the time", one("sipp"), one("service"), one("X-Test: 1"), 2 * calls},
		{"and the same identifier", one("+493012345678"), one("+498987654321"), one("X-BroadWorks-Correlation-Info: constant"), 2 * calls},
		{"a caller each", each("+4930%07d"), one("service"), one("X-Test: 1"), calls},
		{"a called number each", one("sipp"), each("+4930%07d"), one("X-Test: 1"), calls},
		{"an identifier each", one("sipp"), one("service"), each("X-BroadWorks-Correlation-Info: session-%d"), calls},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			joined := callflow.Join(build(bridged(t, calls, tt.from, tt.to, tt.header)))
			if len(joined) != tt.want {
				t.Errorf("%d calls of %d legs, want %d", len(joined), 2*calls, tt.want)
			}
			for _, c := range joined {
				for _, l := range c.Legs()[1:] {
					near, _, _ := strings.Cut(c.CallID(), "-")
					far, _, _ := strings.Cut(l.CallID, "-")
					if near != far {
						t.Fatalf("leg %s is joined to %s", l.CallID, c.CallID())
					}
				}
			}
		})
	}
}

// BenchmarkJoin joins calls of which each leg has one that fits, and some where thousands do.
func BenchmarkJoin(b *testing.B) {
	const calls = 10000
	for _, bm := range []struct {
		name string
		from func(int) string
	}{{"own", each("+4930%07d")}, {"alike", one("sipp")}} {
		b.Run(bm.name, func(b *testing.B) {
			events := bridged(b, calls, bm.from, one("service"), one("X-Test: 1"))
			for b.Loop() {
				b.StopTimer()
				built := build(events)
				b.StartTimer()
				callflow.Join(built)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*2*calls), "ns/leg")
		})
	}
}

// A queue rings at one agent after the other, each leg naming the caller's: a call has so many legs
// and no more.
func TestJoinLimit(t *testing.T) {
	var b strings.Builder
	b.WriteString("endpoints alice=10.0.0.1:5060 queue=10.0.0.2:5060 agent=10.0.0.3:5060\ncall caller\n0 alice -> queue INVITE\n")
	const agents = 300
	for i := range agents {
		fmt.Fprintf(&b, "call agent-%d\n%d.1 queue -> agent INVITE caller=x%[1]d to=y%[1]d \"X-CID: caller\"\n%[2]d.2 agent -> queue 480\n", i, i/10)
	}
	l, err := callflowtest.Parse(b.String())
	if err != nil {
		t.Fatal(err)
	}
	calls := l.Calls()
	if got, want := len(calls[0].Legs()), 256; got != want {
		t.Errorf("the call has %d legs, want %d", got, want)
	}
	if got, want := len(calls), 1+agents-255; got != want {
		t.Errorf("%d calls, want %d", got, want)
	}
}

// An INVITE full of identifiers, and a call that is referred again and again, keep what is first.
func TestJoinLimitsOfOneCall(t *testing.T) {
	var b strings.Builder
	b.WriteString("endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060 carol=10.0.0.3:5060\ncall first\n0 alice -> bob INVITE")
	for i := range 20 {
		fmt.Fprintf(&b, " \"X-Call-%d: number-%d\"", i, i)
	}
	b.WriteString("\n0.1 bob -> alice 200\n0.2 alice -> bob ACK\n")
	for i := range 100 {
		fmt.Fprintf(&b, "call first\n%d.5 bob -> alice REFER dialog \"Refer-To: <sip:carol%d@example.com>\"\n%[1]d.6 alice -> bob 202\n"+
			"call next-%[2]d\n%[1]d.7 alice -> carol INVITE to=carol%[2]d\n", i, i)
	}
	l, err := callflowtest.Parse(b.String())
	if err != nil {
		t.Fatal(err)
	}
	calls := l.Calls()
	if got, want := len(calls[0].Related()), 64; got != want {
		t.Errorf("the call is related to %d, want %d", got, want)
	}
	if got, want := len(calls), 101; got != want {
		t.Errorf("%d calls, want %d", got, want)
	}
}

// A group rings at forty phones at once: all of them are legs of the caller's.
func TestJoinRingGroup(t *testing.T) {
	for _, header := range []string{"X-Test: nothing", "X-BroadWorks-Correlation-Info: 279bcde4-62aa"} {
		var b strings.Builder
		fmt.Fprintf(&b, "endpoints alice=10.0.0.1:5060 pbx=10.0.0.2:5060 phone=10.0.0.3:5060\ncall caller\n0 alice -> pbx INVITE to=600 %q\n", header)
		for i := range 40 {
			fmt.Fprintf(&b, "call phone-%d\n0.1 pbx -> phone INVITE caller=alice to=%d %q\n0.2 phone -> pbx 180\n", i, 1000+i, header)
		}
		l, err := callflowtest.Parse(b.String())
		if err != nil {
			t.Fatal(err)
		}
		if calls := l.Calls(); len(calls) != 1 {
			t.Errorf("%s: %d calls, want one", header, len(calls))
		}
	}
}
