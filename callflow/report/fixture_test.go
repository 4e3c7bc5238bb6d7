package report

import (
	"os"
	"testing"
	"time"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
)

// events parses testdata/case.ladder and lets it happen on a day when something happened.
func events(t testing.TB, name string) *callflowtest.Ladder {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	l, err := callflowtest.Parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	shift := time.Date(2021, 3, 4, 10, 24, 53, 0, time.UTC).Sub(callflowtest.Epoch)
	for _, e := range l.Events {
		e.Time = e.Time.Add(shift)
	}
	return l
}

// caseData is the case in testdata/case.ladder with findings as rules would make them.
func caseData(t testing.TB) *Data {
	t.Helper()
	l := events(t, "testdata/case.ladder")
	calls := l.Calls()
	byID := map[string]*callflow.Call{}
	for _, c := range calls {
		byID[c.CallID()] = c
	}
	var findings []*callflow.Finding
	find := func(id string, s callflow.Severity, callID string, at int, summary string, more callflow.Finding) {
		f := more
		f.ID, f.Severity, f.Summary, f.At = id, s, summary, at
		if f.Cause == "" {
			f.Cause = callflow.CauseCall
		}
		if callID != "" {
			f.Call = byID[callID]
			if f.Call == nil {
				t.Fatalf("no call %s", callID)
			}
			f.Call.SetFindings(append(f.Call.Findings(), &f))
			for _, i := range []int{at} {
				if i >= 0 {
					f.Frames = append(f.Frames, f.Call.Leg().Message(i).Frame)
				}
			}
		}
		findings = append(findings, &f)
	}
	find("missing-ack", callflow.Error, "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", 2,
		"200 OK sent 11 times in 31.5 s, never acknowledged; Contact is sip:100@192.168.1.20 (private)",
		callflow.Finding{Hint: "the ACK goes to the Contact of the 200: can the caller reach it?", Reference: "RFC 3261 §13.2.2.4"})
	find("dropped-without-ack", callflow.Error, "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", 13,
		"the callee gave the call up 32.0 s after its 200", callflow.Finding{FollowsFrom: "missing-ack", Reference: "RFC 3261 §13.3.1.4"})
	find("server-failure", callflow.Error, "down-1", 1, "10.1.2.9 answers 503 after 10 ms, Retry-After 30",
		callflow.Finding{Hint: "ask the operator of 10.1.2.9"})
	find("server-failure", callflow.Error, "down-2", 1, "10.1.2.9 answers 503 after 11 ms, Retry-After 30",
		callflow.Finding{Hint: "ask the operator of 10.1.2.9"})
	find("no-response", callflow.Error, "lost-1", 0, "INVITE sent 7 times in 31.5 s to [2001:db8::7:1]:5060, nothing came back", callflow.Finding{})
	find("authentication-failed", callflow.Error, "reg-1", 3, "1001 was challenged and answered, 403 all the same", callflow.Finding{})
	find("large-message", callflow.Warning, "busy-1", 0, "INVITE of 1,794 bytes in 2 fragments, the second never arrived",
		callflow.Finding{Cause: callflow.CauseCapture})
	find("capture-truncated", callflow.Warning, "", -1, "3 frames were cut by the snap length", callflow.Finding{Cause: callflow.CauseCapture,
		Frames: []callflow.FrameRef{{Number: 3}, {Number: 9}, {Number: 12}}})
	find("retransmissions", callflow.Info, "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", 2, "200 OK sent again 10 times by 10.1.2.9", callflow.Finding{FollowsFrom: "missing-ack"})

	first, last := l.Events[0].Time, l.Events[len(l.Events)-1].Time
	frames := uint64(len(l.Events))
	skipped := []callflow.Skipped{{Reason: "ip-fragment", Count: 3, First: callflow.FrameRef{Number: 1203}},
		{Reason: "not-ip", Count: 200, First: callflow.FrameRef{Number: 2}},
		{Reason: "not-sip", Count: 18204 - frames - 203, First: callflow.FrameRef{Number: 14}}}
	d := &Data{
		Capture: &callflow.Capture{
			Files: []callflow.CaptureFile{{Name: "case4711.pcapng.gz", Format: "pcapng, gzip", LinkTypes: []string{"Ethernet"},
				Frames: 18204, Used: frames, Skipped: skipped, Bytes: 9_400_000, First: first, Last: last,
				Truncated: true, Damage: "ends in the middle of a packet at byte 9,437,184", Snapped: 3, FirstSnapped: 3,
				Backwards: 2, FarthestBack: callflow.Step{By: 200 * time.Microsecond, Frame: callflow.FrameRef{Number: 19}}}},
			Frames: 18204, Used: frames, Skipped: skipped,
			Pause: callflow.Step{By: 4 * time.Second, Frame: callflow.FrameRef{Number: 812}}, NextPause: 3 * time.Second,
		},
		Calls: calls, Findings: findings, Files: []string{"case4711.pcapng.gz"},
	}
	sumUp(d)
	return d
}

// sumUp sets the figures of the calls of d.
func sumUp(d *Data) {
	d.Counts, d.Metrics = callflow.Count(d.Calls, callflow.Tally{}), callflow.Measure(d.Calls, d.Capture)
	d.Responses, d.Dimensions = callflow.MeasureResponses(d.Calls), callflow.Dimensions(d.Calls)
	d.Total = d.Counts.Calls
}

// rows are the messages of the case, as `messages` gets them.
func rows(t testing.TB, name string) ([]MessageRow, map[*callflow.Leg][]MessageRow, []*callflow.Call) {
	t.Helper()
	l := events(t, name)
	b := callflow.NewBuilder()
	var all []MessageRow
	byLeg := map[*callflow.Leg][]MessageRow{}
	for _, e := range l.Events {
		s := b.Add(e)
		r := NewMessageRow(e, s, "case4711.pcapng.gz")
		all = append(all, r)
		if s.Leg != nil {
			byLeg[s.Leg] = append(byLeg[s.Leg], r)
		}
	}
	calls := b.Finish()
	callflow.Number(calls)
	return all, byLeg, calls
}
