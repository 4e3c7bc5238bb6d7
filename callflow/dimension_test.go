package callflow_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
)

// traffic writes ladders of calls, a call a second from a bank of gateways.
type traffic struct {
	b strings.Builder
	n int
}

func newTraffic() *traffic {
	t := &traffic{}
	t.b.WriteString("endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060")
	for i := range 40 {
		fmt.Fprintf(&t.b, " gw%d=10.1.0.%d:5060", i, i)
	}
	t.b.WriteString("\n")
	return t
}

// calls adds n calls from src to dst that end in status; options are of the INVITE.
func (t *traffic) calls(n int, src, dst string, status int, options string) *traffic {
	for range n {
		fmt.Fprintf(&t.b, "call c%d\n%d.0 %s -> %s INVITE %s\n%d.1 %s -> %s %d\n%d.2 %s -> %s ACK\n",
			t.n, t.n, src, dst, options, t.n, dst, src, status, t.n, src, dst)
		t.n++
	}
	return t
}

func (t *traffic) dimensions(tb testing.TB) []callflow.Dimension {
	tb.Helper()
	l, err := callflowtest.Parse(t.b.String())
	if err != nil {
		tb.Fatal(err)
	}
	return callflow.Dimensions(l.Calls())
}

func TestDimensionThatTells(t *testing.T) {
	for _, tt := range []struct {
		name string
		of   *traffic
		want string // the first dimension and its value, with calls and failures; "" for none
	}{
		{"one gateway fails", newTraffic().calls(42, "alice", "gw1", 200, "").calls(1, "alice", "gw1", 500, "").calls(2, "alice", "gw2", 200, "").calls(7, "alice", "gw2", 503, ""),
			"next_hop 10.1.0.2 7/8 9/52"},
		{"one source fails", newTraffic().calls(20, "alice", "gw1", 200, "").calls(5, "bob", "gw1", 403, ""),
			"source 10.0.0.2 5/5 5/25"},
		{"one kind of phone", newTraffic().calls(20, "alice", "gw1", 200, `"User-Agent: good/1"`).calls(6, "alice", "gw1", 488, `"User-Agent: bad/2"`),
			"user_agent bad/2 6/6 6/26"},
		{"what offers one codec", newTraffic().calls(20, "alice", "gw1", 200, "sdp=PCMA,PCMU").calls(6, "alice", "gw1", 488, "sdp=G729"),
			"codec G729 6/6 6/26"},
		{"all but one gateway", newTraffic().calls(20, "alice", "gw1", 200, "").
			calls(1, "alice", "gw2", 503, "").calls(1, "alice", "gw3", 503, "").calls(1, "alice", "gw4", 503, "").
			calls(1, "alice", "gw5", 503, "").calls(1, "alice", "gw6", 503, "").calls(1, "alice", "gw7", 503, ""),
			"next_hop 10.1.0.1 0/6 20/26 spared"},
		{"busy is no failure", newTraffic().calls(20, "alice", "gw1", 200, "").calls(9, "alice", "gw2", 486, ""), ""},
		{"too few calls", newTraffic().calls(6, "alice", "gw1", 200, "").calls(3, "alice", "gw2", 503, ""), ""},
		{"two failures of many calls", newTraffic().calls(200, "alice", "gw1", 200, "").calls(2, "alice", "gw2", 503, ""), ""},
		{"all fail", newTraffic().calls(9, "alice", "gw1", 503, "").calls(9, "alice", "gw2", 503, ""), ""},
		{"nothing fails", newTraffic().calls(9, "alice", "gw1", 200, "").calls(9, "alice", "gw2", 200, ""), ""},
		{"no difference", newTraffic().calls(15, "alice", "gw1", 200, "").calls(5, "alice", "gw1", 503, "").calls(14, "alice", "gw2", 200, "").calls(6, "alice", "gw2", 503, ""), ""},
		{"as many values as calls", func() *traffic {
			of := newTraffic()
			for i := range 36 {
				of.calls(1, "alice", fmt.Sprintf("gw%d", i), []int{200, 200, 503}[i%3], "")
			}
			return of
		}(), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := tt.of.dimensions(t)
			got := ""
			if x := d[0].Tells; x != nil {
				got = fmt.Sprintf("%s %s %d/%d %d/%d", d[0].Name, x.Value, x.Failed, x.AllFailed, x.Calls, x.AllCalls)
				if x.Spared() {
					got += " spared"
				}
			}
			if got != tt.want {
				t.Errorf("got %q, want %q\n%s", got, tt.want, callflowtest.FormatDimensions(d))
			}
		})
	}
}

// Every dimension has every call once, among the values or in the rest.
func TestDimensionsAddUp(t *testing.T) {
	of := newTraffic()
	for i := range 40 {
		of.calls(1+i%5, "alice", fmt.Sprintf("gw%d", i), []int{200, 486, 503}[i%3], "")
	}
	of.b.WriteString("call unknown\n500.0 alice -> bob CANCEL\n") // tells nothing, and counts nowhere
	dimensions := of.dimensions(t)
	if len(dimensions) != 6 {
		t.Fatalf("got %d dimensions, want 6", len(dimensions))
	}
	for _, d := range dimensions {
		calls, failed, delays := d.Other.Calls, d.Other.Failed, d.Other.PostDialDelay.N
		for i, g := range d.Values {
			calls, failed, delays = calls+g.Calls, failed+g.Failed, delays+g.PostDialDelay.N
			if g.ASR.Of != g.Calls {
				t.Errorf("%s: %s: ASR is over %d calls, want %d", d.Name, g.Value, g.ASR.Of, g.Calls)
			}
			if i > 0 && g.Failed > d.Values[i-1].Failed {
				t.Errorf("%s: %s has more failed calls than the one before", d.Name, g.Value)
			}
		}
		if calls != 120 || failed != 38 || delays != 120 {
			t.Errorf("%s: %d calls, %d failed, %d delays, want 120, 38, 120", d.Name, calls, failed, delays)
		}
		if len(d.Values) > callflow.GroupLimit {
			t.Errorf("%s: %d values, want at most %d", d.Name, len(d.Values), callflow.GroupLimit)
		}
		if d.Name == callflow.ByNextHop && d.Distinct != 40 {
			t.Errorf("next_hop: %d values, want 40", d.Distinct)
		}
	}
}

func TestDimensionValues(t *testing.T) {
	l, err := callflowtest.Parse(`
endpoints alice=10.0.0.1:5060 proxy=10.0.0.2:5060 gw1=10.0.0.3:5060 gw2=10.0.0.4:5060
# tried at gw1, answered by gw2
3590.0 alice -> proxy INVITE sdp=PCMA,G729/video:H264 "User-Agent: phone"
3590.1 proxy -> gw1   INVITE
3590.2 gw1   -> proxy 503
3590.3 proxy -> gw1   ACK
3590.4 proxy -> gw2   INVITE
3591.0 gw2   -> proxy 200 "Server: gateway"
3591.1 proxy -> alice 200
3591.2 alice -> proxy ACK
3591.3 proxy -> gw2   ACK
3600.0 gw2   -> proxy BYE "User-Agent: phone"
3600.1 proxy -> alice BYE
`)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range callflow.Dimensions(l.Calls()) {
		want := map[callflow.DimensionName]string{
			callflow.ByNextHop: "10.0.0.2", callflow.BySource: "10.0.0.1", callflow.ByDestination: "10.0.0.4",
			callflow.ByUserAgent: "phone", callflow.ByCodec: "PCMA G729 H264", callflow.ByHour: "2024-01-01 00:00",
		}[d.Name]
		if d.Distinct != 1 || d.Values[0].Value != want {
			t.Errorf("%s: got %+v, want %s", d.Name, d.Values, want)
		}
	}
}

// TestTellFigures holds score and chance to figures worked out elsewhere: 7 of 8 failed calls
// among 9 of 52. The tail of the hypergeometric distribution is (C(9,7)·C(43,1)+C(9,8))/C(52,8).
func TestTellFigures(t *testing.T) {
	d := newTraffic().calls(42, "alice", "gw1", 200, "").calls(1, "alice", "gw1", 500, "").calls(2, "alice", "gw2", 200, "").
		calls(7, "alice", "gw2", 503, "").dimensions(t)
	tell := d[0].Tells
	if tell == nil {
		t.Fatal("nothing tells")
	}
	choose := func(n, k int) float64 {
		c := 1.0
		for i := range k {
			c = c * float64(n-i) / float64(i+1)
		}
		return c
	}
	p := 2 * (choose(9, 7)*choose(43, 1) + choose(9, 8)) / choose(52, 8) * 2 * 6 // two tails, two values, six dimensions
	if math.Abs(tell.P/p-1) > 1e-6 {
		t.Errorf("P is %g, want %g", tell.P, p)
	}
	h := func(n, of float64) float64 { return -n/of*math.Log2(n/of) - (of-n)/of*math.Log2((of-n)/of) }
	score := 1 - (9*h(7, 9)+43*h(1, 43))/52/h(8, 52)
	if math.Abs(tell.Score-score) > 1e-9 {
		t.Errorf("the score is %g, want %g", tell.Score, score)
	}
}

// TestHoursAreUTC has calls on both sides of midnight.
func TestHoursAreUTC(t *testing.T) {
	l, err := callflowtest.Parse("endpoints a=10.0.0.1:5060 b=10.0.0.2:5060\n86399.0 a -> b INVITE\n86399.5 b -> a 503\n" +
		"call second\n86400.0 a -> b INVITE\n86400.5 b -> a 200\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range l.Events {
		e.Time = e.Time.In(time.FixedZone("elsewhere", 5*3600+1800))
	}
	for _, d := range callflow.Dimensions(l.Calls()) {
		if d.Name == callflow.ByHour && (d.Distinct != 2 || d.Values[0].Value != "2024-01-01 23:00" || d.Values[1].Value != "2024-01-02 00:00") {
			t.Errorf("got %+v", d.Values)
		}
	}
}
