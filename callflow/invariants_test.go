package callflow_test

import (
	"slices"
	"testing"
	"time"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// checkCall tells what is wrong with a call whatever it is made of.
func checkCall(t *testing.T, c *callflow.Call) {
	t.Helper()
	leg := c.Leg()
	if int(c.Messages+c.Duplicates) != leg.Len() || c.Retransmissions > c.Messages {
		t.Errorf("%d messages, %d of them again, and %d duplicates of %d", c.Messages, c.Retransmissions, c.Duplicates, leg.Len())
	}
	for i, m := range leg.Messages() {
		checkMessage(t, leg, i, &m)
	}
	for name, d := range map[string]time.Duration{"post-dial delay": c.PostDialDelay, "setup": c.Setup, "ring": c.RingTime, "talk": c.TalkTime} {
		if d < 0 && d != callflow.Unmeasured {
			t.Errorf("%s is %v", name, d)
		}
	}
	checkVerdict(t, c)
}

func checkMessage(t *testing.T, leg *callflow.Leg, i int, m *callflow.Message) {
	t.Helper()
	if m.Duplicate {
		return
	}
	if m.Transaction < 0 || m.Transaction >= len(leg.Transactions()) {
		t.Fatalf("message %d has no transaction", i)
	}
	tx := &leg.Transactions()[m.Transaction]
	if tx.CSeq != m.CSeq || leg.MethodOf(tx) != m.CSeqMethod && m.Method != sipmsg.ACK {
		t.Errorf("message %d, %d %s, is in transaction %d %s", i, m.CSeq, m.CSeqMethod, tx.CSeq, leg.MethodOf(tx))
	}
	if m.Retransmission {
		o := leg.Message(m.Original)
		if m.Original >= i || o.Method != m.Method || o.Status != m.Status || o.CSeq != m.CSeq || o.Transaction != m.Transaction || o.Duplicate {
			t.Errorf("message %d repeats message %d", i, m.Original)
		}
	}
}

// checkVerdict holds state, outcome, status and proof against each other (DESIGN §6).
func checkVerdict(t *testing.T, c *callflow.Call) {
	t.Helper()
	leg := c.Leg()
	proof := func(fits func(m callflow.Message) bool) bool {
		return slices.ContainsFunc(c.Proof(), func(i int32) bool { return fits(leg.Message(int(i))) })
	}
	class := map[callflow.Outcome]int{callflow.OutcomeSuccess: 2, callflow.OutcomeRedirection: 3, callflow.OutcomeClientError: 4,
		callflow.OutcomeServerError: 5, callflow.OutcomeGlobalFailure: 6}[c.Outcome]
	if c.Status != 0 && (len(c.Proof()) == 0 || leg.Message(int(c.Proof()[0])).Status != c.Status) {
		t.Errorf("status %d without its frame", c.Status)
	}
	if class > 0 && (c.Status/100 != class && c.Outcome != callflow.OutcomeSuccess || len(c.Proof()) == 0) {
		t.Errorf("outcome %s with status %d and proof %v", c.Outcome, c.Status, c.Proof())
	}
	released := proof(func(m callflow.Message) bool { return m.CSeqMethod == sipmsg.BYE })
	good := false
	switch c.State {
	case callflow.Completed:
		good = c.Outcome == callflow.OutcomeSuccess && (c.Kind != callflow.KindCall || released)
	case callflow.Established:
		good = c.Outcome == callflow.OutcomeSuccess && len(c.Proof()) > 0 && c.EndedBy == callflow.UnknownParty
	case callflow.Ringing:
		good = c.Outcome == callflow.OutcomeInformational && proof(func(m callflow.Message) bool { return m.Status > 100 || m.Method == sipmsg.PRACK })
	case callflow.Proceeding:
		good = c.Outcome == callflow.OutcomeInformational && proof(func(m callflow.Message) bool { return m.Status >= 100 && m.Status < 200 })
	case callflow.NoResponse:
		good = c.Outcome == callflow.OutcomeNone && c.Status == 0 && proof(func(m callflow.Message) bool { return m.Method != "" })
	case callflow.Cancelled:
		good = c.Status == 487
	case callflow.Redirected:
		good = c.Outcome == callflow.OutcomeRedirection
	case callflow.Busy:
		good = c.Status == 486 || c.Status == 600
	case callflow.Declined:
		good = c.Status == 603
	case callflow.Unauthorized:
		good = c.Status == 401 || c.Status == 407
	case callflow.Failed:
		good = class >= 4
	case callflow.UnknownState:
		good = c.Outcome == callflow.OutcomeUnknown
	}
	if !good {
		t.Errorf("%s %s is %s with outcome %s, status %d, ended by %q, and proof %v", c.Kind, c.CallID(), c.State, c.Outcome, c.Status, c.EndedBy, c.Proof())
	}
}
