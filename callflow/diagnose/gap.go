package diagnose

import (
	"fmt"
	"strings"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

var captureGap = Rule{
	ID: "capture-gap", Severity: callflow.Info,
	Title: "messages that were sent are not in the capture",
	Doc: "Later traffic proves an ACK, a final response or a request that the capture does not have: a BYE on an answered call that was never seen to be acknowledged, " +
		"a refusal without an ACK that was not sent again, an ACK for an answer, a response to a request. The capture lost packets, or they took another way. " +
		"It tells too how many packets the capturing program says it lost, and how many bytes of TCP streams are missing.",
	Hint:      "Did the capture drop packets (its tool tells when it ends), or do some messages go past the point of capture?",
	Reference: "",
	all:       lostPackets,
	needs:     holes,
	call: func(s *subject) {
		if s.c.Kind != callflow.KindCall || s.has(captureCut.ID) {
			return
		}
		for i := range s.some() {
			if deaf, _ := s.deaf(&s.txs[i]); deaf {
				return
			}
		}
		var missing []string
		var proof []int
		told := map[int]bool{} // transactions
		for _, m := range s.leg.Missing() {
			if words := s.missing(&m); words != "" {
				missing, proof, told[m.Transaction] = append(missing, words), append(proof, m.Proof), true
			}
		}
		compared := 0
		for i := range s.some() {
			t := &s.txs[i]
			if !t.Is(sipmsg.INVITE) || t.Request < 0 || t.Final < 0 || t.ACK >= 0 || told[i] {
				continue
			}
			if compared++; compared > comparedMessages {
				break
			}
			if s.unrepeated(t) && !s.has(missingAck.ID) {
				missing, proof = append(missing, fmt.Sprintf("the ACK of the %s, which was not sent again", s.response(int(t.Final)))), append(proof, int(t.Final))
			}
		}
		if len(missing) == 0 {
			return
		}
		if n := len(missing); n > itemLimit {
			missing = append(missing[:itemLimit:itemLimit], fmt.Sprintf("and %d more", n-itemLimit))
		}
		s.add(finding{at: proof[0], messages: proof, capture: true, summary: "not in the capture: " + strings.Join(missing, "; ")})
	},
}

// lostPackets tells what the capture itself says that it lost.
func lostPackets(sc *scene) {
	if sc.capture == nil || sc.capture.Used == 0 || !sc.lossy() {
		return
	}
	var dropped uint64
	for i := range sc.capture.Files {
		dropped += sc.capture.Files[i].Dropped
	}
	var parts []string
	if dropped > 0 {
		parts = append(parts, fmt.Sprintf("the capturing program lost %s beside the %s that it kept", count(int(dropped), "packet"), count(int(sc.capture.Frames), "frame")))
	}
	if n := sc.capture.Gaps; n > 0 {
		parts = append(parts, fmt.Sprintf("TCP streams have %s, %s missing", count(int(n), "gap"), count(int(sc.capture.Missing), "byte")))
	}
	sc.add(&callflow.Finding{Cause: callflow.CauseCapture, Summary: strings.Join(parts, "; ")})
}

// missing says what a message is that is not in the capture, and what proves it; "" for one
// that is of no matter.
func (s *subject) missing(m *callflow.Missing) string {
	t := &s.txs[m.Transaction]
	frame := s.leg.Message(m.Proof).Frame.Number
	switch {
	case m.Method == sipmsg.ACK && t.Is(sipmsg.INVITE):
		if s.has(missingAck.ID) {
			return ""
		}
		return fmt.Sprintf("the ACK of the %s, which frame %d proves", s.response(int(t.Final)), frame)
	case m.Codes == "" && t.Final >= 0:
		return fmt.Sprintf("the %s that frame %d answers", s.method(t), s.leg.Message(int(t.Final)).Frame.Number)
	case m.Codes == "1xx" || m.Codes == "":
		return ""
	case s.leg.Message(m.Proof).Method == sipmsg.ACK:
		return fmt.Sprintf("the final response to the %s that frame %d acknowledges", s.request(t), frame)
	}
	return fmt.Sprintf("the 2xx to the %s, which frame %d proves", s.request(t), frame)
}

// unrepeated tells whether a final response was not sent again in the 4 s in which it would have
// been three times without an ACK. A BYE ends that too.
func (s *subject) unrepeated(t *callflow.Transaction) bool {
	m := s.leg.Message(int(t.Final))
	if t.Finals > 1 || s.since(m.Time) < t2 || t.Status >= 300 && m.Transport != callflow.UDP {
		return false
	}
	for _, o := range s.leg.Messages() {
		switch {
		case t.Status < 300 && o.Method == sipmsg.ACK && o.CSeq == t.CSeq,
			o.Method == sipmsg.BYE && o.Time.Sub(m.Time) < t2:
			return false
		}
	}
	return true
}
