package callflow_test

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
)

// joinLines are what FuzzJoin makes ladders of: each byte of its input is one of them.
var joinLines = []string{
	"alice -> pbx INVITE 1 call-id=a@alice caller=1001 to=+4930123456 sdp=PCMA origin=-/12345/67890", "alice -> pbx INVITE 1 call-id=b@alice caller=1001 to=+4930123456",
	"alice -> pbx INVITE 1 call-id=c@alice caller=+49301001 to=1002 \"X-Call-ID: d@pbx\"", "alice -> pbx INVITE 1 call-id=a@alice caller=1001 to=+4930123456 from-tag=again",
	"pbx -> bob INVITE 1 call-id=d@pbx caller=1001 to=004930123456", "pbx -> bob INVITE 1 call-id=e@pbx caller=1001 to=+4930123456 sdp=PCMA sdp-at=alice origin=-/12345/67890",
	"pbx -> bob INVITE 1 call-id=f@pbx caller=anonymous to=1077 \"X-CID: a@alice\"", "bob -> pbx INVITE 1 call-id=g@bob caller=1001 to=+4930123456 \"XCall-ID: e@pbx\"",
	"bob -> carol INVITE 1 call-id=h@bob caller=1001 to=+4930123456 \"Session-ID: 47755a9de7794ba387653f2099600ef2\"",
	"alice -> bob INVITE 1 call-id=i@alice caller=1001 to=carol \"Session-ID: 47755a9de7794ba387653f2099600ef2\" \"Referred-By: <sip:bob@example.com>\"",
	"alice -> carol INVITE 1 call-id=j@alice to=carol \"Replaces: e@pbx;to-tag=bob-tag;from-tag=pbx-tag\" \"Referred-By: <sip:bob@example.com>\"",
	"pbx -> alice 200 INVITE 1 call-id=a@alice", "pbx -> alice 200 INVITE 1 call-id=b@alice", "pbx -> alice 486 INVITE 1 call-id=a@alice", "pbx -> alice 503 INVITE 1 call-id=b@alice",
	"bob -> pbx 200 INVITE 1 call-id=d@pbx", "bob -> pbx 200 INVITE 1 call-id=e@pbx", "bob -> pbx 486 INVITE 1 call-id=f@pbx", "pbx -> bob 487 INVITE 1 call-id=g@bob", "carol -> bob 200 INVITE 1 call-id=h@bob",
	"alice -> pbx BYE 2 call-id=a@alice", "pbx -> bob BYE 2 call-id=d@pbx", "bob -> pbx BYE 2 call-id=e@pbx", "alice -> pbx CANCEL 1 call-id=b@alice",
	"bob -> pbx REFER 3 dialog call-id=e@pbx \"Refer-To: <sip:carol@example.com>\" \"Referred-By: <sip:bob@example.com>\"",
	"bob -> alice REFER 3 call-id=k@bob 'Refer-To: <sip:carol@example.com?Replaces=e%40pbx%3Bto-tag%3Dbob-tag%3Bfrom-tag%3Dpbx-tag>'",
	"carol -> bob REGISTER 1 call-id=l@carol", "alice -> pbx INFO 4 dialog call-id=m@alice",
}

// joinLadder makes a ladder of data.
func joinLadder(t *testing.T, data []byte) *callflowtest.Ladder {
	t.Helper()
	var b strings.Builder
	b.WriteString("endpoints alice=10.0.0.1:5060 pbx=10.0.0.2:5060 bob=10.0.0.3:5060 carol=10.0.0.4:5060\n")
	for i, c := range data {
		fmt.Fprintf(&b, "%d.%d %s\n", i*int(1+c>>6)/8, i%8, joinLines[int(c)%len(joinLines)])
	}
	l, err := callflowtest.Parse(b.String())
	if err != nil {
		t.Fatalf("%v\n%s", err, &b)
	}
	return l
}

// callsOf builds the calls of events with several builders, and mixes them up.
func callsOf(events []*callflow.Event, builders int, turn func([]*callflow.Call)) []*callflow.Call {
	b := make([]*callflow.Builder, builders)
	for i := range b {
		b[i] = callflow.NewBuilder()
	}
	for _, e := range events {
		h := fnv.New32()
		h.Write(e.Message.CallID())
		b[h.Sum32()%uint32(builders)].Add(e)
	}
	var calls []*callflow.Call
	for i := range b {
		calls = append(calls, b[i].Finish()...)
	}
	turn(calls)
	return callflow.Join(calls)
}

// Whatever the messages are, every one is in one leg and every leg in one call, and neither the
// order of calls nor how many builders there were changes anything.
func FuzzJoin(f *testing.F) {
	f.Add([]byte{0, 4, 15, 11, 20, 21})
	f.Add([]byte{0, 1, 4, 5, 15, 16, 11, 12})
	f.Add([]byte{0, 6, 17, 13, 3, 6})
	f.Add([]byte{0, 5, 7, 8, 19, 18, 16, 11, 24, 10, 22})
	f.Add([]byte{2, 4, 9, 8, 25, 26, 27})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 48 {
			t.Skip("no more to see in longer ones")
		}
		l := joinLadder(t, data)
		calls := callsOf(l.Events, 1, func([]*callflow.Call) {})
		checkJoined(t, calls, len(l.Events))
		told := func(calls []*callflow.Call) []string {
			var lines []string
			for _, c := range calls {
				lines = append(lines, l.FormatCall(c))
			}
			return lines
		}
		want := told(calls)
		for _, builders := range []int{1, 3} {
			if diff := cmp.Diff(want, told(callsOf(l.Events, builders, slices.Reverse[[]*callflow.Call]))); diff != "" {
				t.Errorf("%d builders, calls in another order (-want +got):\n%s", builders, diff)
			}
		}
		// What has nothing in common with them changes nothing.
		other, err := callflowtest.Parse("endpoints x=192.0.2.1:5060 y=192.0.2.2:5060\ncall other\n0.0 x -> y INVITE caller=8001 to=8002\n0.1 y -> x 486\n")
		if err != nil {
			t.Fatal(err)
		}
		more := callsOf(append(other.Events, l.Events...), 2, func([]*callflow.Call) {})
		more = slices.DeleteFunc(more, func(c *callflow.Call) bool { return c.CallID() == "other" })
		if diff := cmp.Diff(want, told(more)); diff != "" {
			t.Errorf("with another call (-want +got):\n%s", diff)
		}
	})
}

// checkJoined tells what is wrong with joined calls whatever they are.
func checkJoined(t *testing.T, calls []*callflow.Call, events int) {
	t.Helper()
	enough, _, _ := callflow.JoinScores()
	seen := map[*callflow.Leg]bool{}
	for i, c := range calls {
		if c.ID != i+1 {
			t.Errorf("call %d has number %d", i+1, c.ID)
		}
		if len(c.Joins()) != len(c.Legs())-1 {
			t.Errorf("%d legs, and %d joins", len(c.Legs()), len(c.Joins()))
		}
		messages := 0
		for n, leg := range c.Legs() {
			if seen[leg] {
				t.Errorf("leg %s is in two calls", leg.CallID)
			}
			seen[leg] = true
			events -= leg.Len()
			part := c.Part(n)
			messages += int(part.Messages)
			if len(part.Legs()) != 1 || part.Leg() != leg || part.ID != c.ID {
				t.Errorf("part %d of call %d is not leg %s", n, c.ID, leg.CallID)
			}
			if part.Start().Before(c.Start()) || part.End().After(c.End()) {
				t.Errorf("leg %s goes on when its call does not", leg.CallID)
			}
			if n > 0 {
				if j := c.Joins()[n-1]; j.With >= n || j.With < 0 || j.Score < enough || len(j.Names()) < 1 {
					t.Errorf("leg %s is joined by %+v", leg.CallID, j)
				}
			}
		}
		if messages != int(c.Messages) {
			t.Errorf("call %d has %d messages, its legs %d", c.ID, c.Messages, messages)
		}
		for _, r := range c.Related() {
			if r.Call == c || !slices.ContainsFunc(r.Call.Related(), func(o callflow.Relation) bool { return o.Call == c && o.Frame == r.Frame }) {
				t.Errorf("call %d: no counterpart of %s %s", c.ID, r.Kind, r.Call.CallID())
			}
		}
		if l := callflow.NewLadder(c); len(l.Columns) == 0 || len(l.Rows) == 0 {
			t.Errorf("call %d has an empty ladder", c.ID)
		}
	}
	if events != 0 {
		t.Errorf("%d messages are in no leg", events)
	}
}
