package callflow

import "testing"

// TestMessageParts holds that each part of a message is what Message tells of it.
func TestMessageParts(t *testing.T) {
	b := NewBuilder()
	for n := range 3 {
		for _, e := range answeredCall(n) {
			b.Add(e)
			again := *e
			again.Duplicate = n == 1
			b.Add(&again)
		}
	}
	for _, c := range b.Finish() {
		l := c.Leg()
		for i, m := range l.Messages() {
			if l.StatusOf(i) != m.Status || l.RequestOf(i) != m.Method || !l.TimeOf(i).Equal(m.Time) || l.FrameOf(i) != m.Frame ||
				l.TransactionOf(i) != m.Transaction || l.SDPOf(i) != m.SDP || l.OriginalOf(i) != m.Original ||
				l.IsRetransmission(i) != m.Retransmission || l.IsDuplicate(i) != m.Duplicate {
				t.Errorf("message %d of %s: its parts are not those of %+v", i, l.CallID, m)
			}
		}
		if l.Len() != 14 {
			t.Errorf("%d messages, want 14", l.Len())
		}
	}
}
