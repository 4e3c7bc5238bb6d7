package callflow_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// The words of which FuzzBuilder makes messages: three bytes of its input choose one of each.
var (
	fuzzStarts = []string{
		"INVITE", "INVITE", "ACK", "BYE", "CANCEL", "PRACK", "UPDATE", "REFER", "OPTIONS", "REGISTER", "SUBSCRIBE", "NOTIFY",
		"100 INVITE", "180 INVITE", "183 INVITE", "200 INVITE", "200 INVITE", "302 INVITE", "407 INVITE", "486 INVITE", "487 INVITE", "503 INVITE",
		"200 BYE", "481 BYE", "200 CANCEL", "200 PRACK", "491 UPDATE", "202 REFER", "200 OPTIONS", "401 REGISTER", "200 REGISTER", "999 INVITE",
	}
	fuzzHosts = []netip.AddrPort{
		netip.MustParseAddrPort("10.0.0.1:5060"), netip.MustParseAddrPort("10.0.0.2:5060"),
		netip.MustParseAddrPort("10.0.0.3:5060"), netip.MustParseAddrPort("10.0.0.1:5080"),
	}
	fuzzPaths    = [][2]int{{0, 1}, {1, 0}, {1, 2}, {2, 1}, {0, 2}, {2, 0}, {0, 3}, {3, 0}}
	fuzzTags     = [][2]string{{"a", ""}, {"a", "b"}, {"b", "a"}, {"a", "c"}, {"c", "a"}, {"d", ""}, {"", ""}, {"a", "a"}}
	fuzzBranches = []string{";branch=z9hG4bK-1", ";branch=z9hG4bK-2", ";branch=1", ""}
	fuzzPauses   = []time.Duration{0, 0, 0, time.Millisecond, 600 * time.Millisecond, 40 * time.Second, 5 * time.Minute, -3 * time.Second}
)

// fuzzEvents makes the events of an input.
func fuzzEvents(data []byte) []*callflow.Event {
	var events []*callflow.Event
	now := time.Unix(1_600_000_000, 0)
	for len(data) >= 3 && len(events) < 64 {
		x, y, z := int(data[0]), int(data[1]), int(data[2])
		data = data[3:]
		now = now.Add(fuzzPauses[z>>5])
		if z&0x18 == 0x18 && len(events) > 0 {
			again := *events[z%len(events)] // the capture saw it again
			again.Duplicate, again.Time = true, now
			events = append(events, &again)
			continue
		}
		start, path, tags := fuzzStarts[x&31], fuzzPaths[y&7], fuzzTags[y>>3&7]
		cseq, callID := 1+y>>6, "one"
		if x>>7 == 1 {
			callID = "two"
		}
		m := new(sipmsg.Message)
		if !m.Parse(fuzzMessage(start, tags, fuzzBranches[x>>5&3], fuzzHosts[path[z&1]], callID, cseq)) {
			panic("not SIP")
		}
		events = append(events, &callflow.Event{Time: now, Src: fuzzHosts[path[0]], Dst: fuzzHosts[path[1]], Transport: callflow.UDP, Message: m})
	}
	for i, e := range events {
		e.Frame = callflow.FrameRef{Number: uint64(i + 1)}
	}
	return events
}

func fuzzMessage(start string, tags [2]string, branch string, via netip.AddrPort, callID string, cseq int) []byte {
	line, method := start+" sip:bob@example.com SIP/2.0", start
	if start[0] < 'A' {
		line, method = "SIP/2.0 "+start[:3]+" Phrase", start[4:]
	}
	for i := range tags {
		if tags[i] != "" {
			tags[i] = ";tag=" + tags[i]
		}
	}
	return fmt.Appendf(nil, "%s\r\nVia: SIP/2.0/UDP %s%s\r\nFrom: <sip:alice@example.com>%s\r\nTo: <sip:bob@example.com>%s\r\nCall-ID: %s\r\nCSeq: %d %s\r\nContact: <sip:c@h>\r\nContent-Length: 0\r\n\r\n",
		line, via, branch, tags[0], tags[1], callID, cseq, method)
}

// buildFuzz builds the calls of events and checks where each event went.
func buildFuzz(t *testing.T, events []*callflow.Event) []*callflow.Call {
	t.Helper()
	b := callflow.NewBuilder()
	went := make([]callflow.Sighting, len(events))
	for i, e := range events {
		went[i] = b.Add(e)
	}
	calls := b.Finish()
	callflow.Number(calls)
	seen, total := map[callflow.FrameRef]*callflow.Leg{}, 0
	for _, c := range calls {
		for _, leg := range c.Legs() {
			for _, m := range leg.Messages() {
				if seen[m.Frame] != nil {
					t.Errorf("frame %d is in two legs", m.Frame.Number)
				}
				seen[m.Frame] = leg
				total++
			}
		}
	}
	for i, e := range events {
		if s := went[i]; s.Leg == nil || seen[e.Frame] != s.Leg || s.Leg.Message(s.Index).Frame != e.Frame {
			t.Errorf("frame %d is not where Add said", e.Frame.Number)
		}
	}
	if total != len(events) {
		t.Errorf("%d messages in legs, want %d", total, len(events))
	}
	for _, c := range calls {
		checkCall(t, c)
	}
	return calls
}

// streamFuzz builds the calls of events with a builder that lets go of them as early as it can,
// and checks that each event is in one of them all the same.
func streamFuzz(t *testing.T, events []*callflow.Event) {
	t.Helper()
	b := callflow.NewBuilder()
	var calls []*callflow.Call
	b.Stream(callflow.Streaming{
		Limits: callflow.Limits{Linger: time.Second, Pending: time.Second, Idle: time.Minute, Bytes: 8 << 10},
		Done:   func(c *callflow.Call) { calls = append(calls, c) },
	})
	for _, e := range events {
		b.Add(e)
	}
	total := 0
	for _, c := range append(calls, b.Finish()...) {
		checkCall(t, c)
		total += c.Leg().Len()
	}
	if total != len(events) {
		t.Errorf("streamed, %d messages are in legs, want %d", total, len(events))
	}
}

// verdicts are what is concluded of calls, by itself.
func verdicts(calls []*callflow.Call) []string {
	var out []string
	for _, c := range calls {
		out = append(out, fmt.Sprint(c.CallID(), c.Kind, c.State, c.Outcome, c.Status, " attempts ", c.Attempts, " hops ", c.Hops,
			" messages ", c.Messages, " ended by ", c.EndedBy))
	}
	slices.Sort(out)
	return out
}

// Whatever comes, in whatever order: each event is in one leg, each verdict has its frames, and what
// the capture saw again changes none. What order may change, and what not, see TestOrder.
func FuzzBuilder(f *testing.F) {
	f.Add([]byte{0, 0, 0, 12, 1, 0, 13, 9, 64, 15, 9, 64, 2, 8, 64, 3, 8, 160, 22, 9, 64})
	f.Add([]byte{0, 0, 0, 18, 9, 64, 2, 8, 64, 32, 64, 64, 47, 73, 64, 34, 72, 64})
	f.Add([]byte{0, 0, 0, 0, 2, 24, 20, 9, 0, 4, 0, 0, 3, 8, 0, 3, 17, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		events := fuzzEvents(data)
		calls := buildFuzz(t, events)
		want := verdicts(calls)
		if got := verdicts(buildFuzz(t, events)); !slices.Equal(got, want) {
			t.Errorf("built again: got %v, want %v", got, want)
		}
		once := slices.DeleteFunc(slices.Clone(events), func(e *callflow.Event) bool { return e.Duplicate })
		if got := verdicts(buildFuzz(t, once)); !slices.Equal(got, want) {
			t.Errorf("without duplicates: got %q\nwant %q", got, want)
		}
		slices.Reverse(once)
		buildFuzz(t, once)
		streamFuzz(t, events)
		if t.Failed() {
			for _, e := range events {
				m := e.Message
				t.Logf("%3d %s %s>%s %s%d %s dup=%v", e.Frame.Number, e.Time.Format("05.000"), e.Src, e.Dst, m.Method, m.Status, m.Get(sipmsg.HeaderCSeq), e.Duplicate)
				t.Logf("      %s | %s | %s | %s", m.Get(sipmsg.HeaderCallID), m.Get(sipmsg.HeaderFrom), m.Get(sipmsg.HeaderTo), m.Get(sipmsg.HeaderVia))
			}
		}
	})
}
