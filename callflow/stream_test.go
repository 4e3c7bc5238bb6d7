package callflow_test

import (
	"fmt"
	"net/netip"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/sipmsg"
)

// released is which calls a builder let go of, and when.
type released struct {
	ladder *callflowtest.Ladder
	now    time.Duration
	got    []string
}

func (r *released) call(c *callflow.Call) {
	r.got = append(r.got, fmt.Sprintf("%s: %s", r.now, r.ladder.FormatCall(c, "state")))
}

// Calls are let go of when they are over or silent for too long, each after its time.
func TestStreamLetsGo(t *testing.T) {
	for _, tt := range []struct {
		name, ladder string
		limits       callflow.Limits
		want         []string
	}{
		{name: "a call that was ended lingers", ladder: `
			0 alice -> bob INVITE
			1 bob -> alice 200
			1.1 alice -> bob ACK
			9 alice -> bob BYE
			9.1 bob -> alice 200 BYE`,
			want: []string{"42s: call call-1 state=completed"}},
		{name: "one that is up stays, in silence of two hours", ladder: `
			0 alice -> bob INVITE
			1 bob -> alice 200
			1.1 alice -> bob ACK
			7000 alice -> bob INFO
			7000.1 bob -> alice 200`,
			want: []string{"3h56m41s: call call-1 state=established"}},
		{name: "one that rings waits for its answer", ladder: `
			0 alice -> bob INVITE
			1 bob -> alice 180`,
			want: []string{"5m2s: call call-1 state=ringing"}},
		{name: "a refused one lingers for another attempt", ladder: `
			0 alice -> bob INVITE
			1 bob -> alice 401 nonce=1
			1.1 alice -> bob ACK
			25 alice -> bob INVITE auth=1
			26 bob -> alice 486
			26.1 alice -> bob ACK`,
			want: []string{"59s: call call-1 state=busy"}},
		{name: "a registration", ladder: `
			0 alice -> bob REGISTER
			1 bob -> alice 200`,
			want: []string{"34s: call call-1 state=completed"}},
		{name: "a subscription is up until its end", ladder: `
			0 alice -> bob SUBSCRIBE
			0.1 bob -> alice 200
			0.2 bob -> alice NOTIFY "Subscription-State: active"
			0.3 alice -> bob 200 NOTIFY
			3600 bob -> alice NOTIFY "Subscription-State: terminated;reason=timeout"
			3600.1 alice -> bob 200 NOTIFY`,
			want: []string{"1h0m33s: call call-1 state=completed"}},
		{name: "the end of a transfer's subscription is not that of the call", ladder: `
			0 alice -> bob INVITE
			1 bob -> alice 200
			1.1 alice -> bob ACK
			2 alice -> bob REFER
			2.1 bob -> alice 202
			3 bob -> alice NOTIFY "Subscription-State: terminated"
			3.1 alice -> bob 200 NOTIFY`,
			want: []string{"2h0m4s: call call-1 state=established"}},
		{name: "keep-alives under one Call-ID do not add up", ladder: `
			0,10,20,30,40 alice -> bob OPTIONS
			0.1,10.1,20.1,30.1,40.1 bob -> alice 200 OPTIONS`,
			limits: callflow.Limits{Messages: 10},
			want:   []string{"41s: call call-1 state=completed"}},
		{name: "a Call-ID that is used again", ladder: `
			0 alice -> bob INVITE
			1 bob -> alice 486
			1.1 alice -> bob ACK
			10 alice -> bob INVITE new from-tag=again cseq=1
			11 bob -> alice 200
			12 alice -> bob ACK
			13 alice -> bob BYE
			14 bob -> alice 200`,
			want: []string{"34s: call call-1 state=busy", "47s: call call-1 state=completed"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, err := callflowtest.Parse("endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060\n" + tt.ladder)
			if err != nil {
				t.Fatal(err)
			}
			b := callflow.NewBuilder()
			r := released{ladder: l}
			b.Stream(callflow.Streaming{Limits: tt.limits, Done: r.call})
			// The clock goes on by seconds, with the events between.
			next := 0
			for ; r.now < 5*time.Hour; r.now += time.Second {
				for ; next < len(l.Events) && l.Events[next].Time.Sub(callflowtest.Epoch) <= r.now; next++ {
					b.Add(l.Events[next])
				}
				b.Advance(callflowtest.Epoch.Add(r.now))
			}
			if d := cmp.Diff(tt.want, r.got); d != "" {
				t.Errorf("let go of (-want +got):\n%s", d)
			}
			if got := b.Standing(); got != (callflow.Standing{}) {
				t.Errorf("still holds %+v", got)
			}
			if left := b.Finish(); len(left) != 0 {
				t.Errorf("Finish gives %d calls more", len(left))
			}
		})
	}
}

// Where nothing is let go of before the end, a builder that streams says the same as one that does not.
func TestStreamSaysTheSame(t *testing.T) {
	for file, l := range callflowtest.Ladders(t, "testdata/calls/*.txtar") {
		b := callflow.NewBuilder()
		b.Stream(callflow.Streaming{
			Limits: callflow.Limits{Linger: time.Hour, Pending: time.Hour},
			Done:   func(c *callflow.Call) { t.Errorf("%s: let go of %s", file, c.CallID()) },
		})
		for i := range l.Events {
			b.Add(l.Events[i])
		}
		calls := b.Finish()
		callflow.Number(calls)
		var got, want []string
		for _, c := range calls {
			got = append(got, l.FormatCall(c))
		}
		for _, c := range l.Calls() {
			want = append(want, l.FormatCall(c))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", file, d)
		}
	}
}

// flow feeds calls of six messages to a builder, a millisecond between two messages; held sees
// what the builder holds after each call.
func flow(t *testing.T, b *callflow.Builder, calls, messages int, held func(callflow.Standing)) {
	t.Helper()
	alice, bob := netip.MustParseAddrPort("10.0.0.1:5060"), netip.MustParseAddrPort("10.0.0.2:5060")
	var m sipmsg.Message
	now := callflowtest.Epoch
	for n := range calls {
		for _, raw := range callText(n)[:messages] {
			now = now.Add(time.Millisecond)
			if !m.Parse([]byte(raw)) {
				t.Fatalf("not parsed: %s", raw)
			}
			e := callflow.Event{Time: now, Src: alice, Dst: bob, Transport: callflow.UDP, Message: &m}
			if m.Status != 0 {
				e.Src, e.Dst = bob, alice
			}
			b.Add(&e)
		}
		held(b.Standing())
	}
}

// Memory follows the calls that are open, not those that were.
func TestStreamMemory(t *testing.T) {
	const calls = 50000 // five minutes at 166 a second, each over in 6 ms
	done := 0
	b := callflow.NewBuilder()
	b.Stream(callflow.Streaming{Done: func(*callflow.Call) { done++ }})
	most := 0
	var before, after runtime.MemStats
	flow(t, b, calls, 6, func(s callflow.Standing) {
		most = max(most, s.Legs)
		if s.Shed != 0 {
			t.Fatalf("shed %d", s.Shed)
		}
		if done == calls/4 {
			runtime.GC()
			runtime.ReadMemStats(&before)
		}
	})
	runtime.GC()
	runtime.ReadMemStats(&after)
	if want := 5400; most > want { // 32 s of them
		t.Errorf("%d legs at once, want at most %d", most, want)
	}
	if done < calls-5400 {
		t.Errorf("let go of %d calls of %d", done, calls)
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 4<<20 {
		t.Errorf("the heap grew by %d bytes from a quarter of the calls to all", grown)
	}
	runtime.KeepAlive(b)
}

// A flood of INVITEs that nobody answers stays within the limit, and what was given up is counted.
func TestStreamFlood(t *testing.T) {
	const calls, limit = 40000, 8 << 20
	done := 0
	b := callflow.NewBuilder()
	b.Stream(callflow.Streaming{Limits: callflow.Limits{Bytes: limit}, Done: func(c *callflow.Call) {
		done++
		if c.State != callflow.NoResponse {
			t.Fatalf("%s: state %s", c.CallID(), c.State)
		}
	}})
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	flow(t, b, calls, 1, func(s callflow.Standing) {
		if s.Bytes > limit {
			t.Fatalf("%d bytes in %d legs", s.Bytes, s.Legs)
		}
	})
	runtime.GC()
	runtime.ReadMemStats(&after)
	s := b.Standing()
	if s.Shed == 0 || int(s.Shed) != done || done+s.Legs != calls {
		t.Errorf("%d calls: %d let go of, %d of them for lack of room, %d held", calls, done, s.Shed, s.Legs)
	}
	if real := int64(after.HeapAlloc) - int64(before.HeapAlloc); real > limit*3/2 {
		t.Errorf("%d bytes of heap where %d were counted", real, s.Bytes)
	}
	if left := b.Finish(); len(left) != s.Legs {
		t.Errorf("Finish gives %d calls, want %d", len(left), s.Legs)
	}
}

// A clock that is set back or forward loses no call.
func TestStreamClockSteps(t *testing.T) {
	l, err := callflowtest.Parse(`endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060
		0 alice -> bob INVITE
		1 bob -> alice 180
		2 bob -> alice 200
		3 alice -> bob ACK
		4 alice -> bob BYE
		5 bob -> alice 200`)
	if err != nil {
		t.Fatal(err)
	}
	for name, step := range map[string]time.Duration{"back": -24 * time.Hour, "forward": time.Minute} {
		t.Run(name, func(t *testing.T) {
			var got []*callflow.Call
			b := callflow.NewBuilder()
			b.Stream(callflow.Streaming{Done: func(c *callflow.Call) { got = append(got, c) }})
			for i := range l.Events {
				e := *l.Events[i]
				if i >= 2 {
					e.Time = e.Time.Add(step)
				}
				b.Add(&e)
			}
			got = append(got, b.Finish()...)
			if len(got) != 1 || got[0].State != callflow.Completed || got[0].Messages != 6 {
				t.Errorf("got %d calls, the first %s", len(got), l.FormatCall(got[0], "state", "messages"))
			}
		})
	}
}

// The steps of a call are told as they are seen, each once.
func TestStreamProgress(t *testing.T) {
	for _, tt := range []struct {
		name, ladder string
		want         []string
	}{
		{"answered and released", `
			0,0.5 alice -> bob INVITE
			1 bob -> alice 180
			2,2.5 bob -> alice 200
			3 alice -> bob ACK
			9 alice -> bob INVITE
			9.1 bob -> alice 488
			9.2 alice -> bob ACK
			10 bob -> alice BYE
			10.1 alice -> bob 200`, []string{"0s began", "2s answered", "10s released"}},
		{"refused after a challenge", `
			0 alice -> bob INVITE
			1 bob -> alice 407 nonce=1
			1.1 alice -> bob ACK
			2 alice -> bob INVITE auth=1
			3,3.5 bob -> alice 486
			3.6 alice -> bob ACK`, []string{"0s began", "3s refused 486"}},
		{"from the middle", `
			0 alice -> bob BYE dialog
			1 bob -> alice 200`, []string{"0s began", "0s answered", "0s released"}},
		{"no call", `
			0 alice -> bob OPTIONS
			1 bob -> alice 404`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, err := callflowtest.Parse("endpoints alice=10.0.0.1:5060 bob=10.0.0.2:5060\n" + tt.ladder)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			var now time.Duration
			b := callflow.NewBuilder()
			b.Stream(callflow.Streaming{Done: func(*callflow.Call) {}, Progress: func(p callflow.Progress, status int) {
				step := fmt.Sprint(now, " ", []string{"began", "answered", "refused", "released"}[p])
				if status > 0 {
					step += fmt.Sprint(" ", status)
				}
				got = append(got, step)
			}})
			for _, e := range l.Events {
				now = e.Time.Sub(callflowtest.Epoch)
				b.Add(e)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("steps (-want +got):\n%s", d)
			}
		})
	}
}
