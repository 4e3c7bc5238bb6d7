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
		var missing []string
		var proof []int
		compared := 0
		for i := range s.some() {
			t := &s.txs[i]
			if deaf, _ := s.deaf(t); deaf {
				return
			}
			if t.Request >= 0 && (t.Method != sipmsg.INVITE || t.Final >= 0 && t.ACK >= 0) {
				continue
			}
			if compared++; compared > comparedMessages {
				break
			}
			if words, at := s.missing(t); at >= 0 {
				missing, proof = append(missing, words), append(proof, at)
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

// missing is what is not in the capture of a transaction, and the message that proves it; -1 where nothing is.
func (s *subject) missing(t *callflow.Transaction) (words string, proof int) {
	switch {
	case t.Request < 0 && t.Final >= 0:
		return fmt.Sprintf("the %s that frame %d answers", t.Method, s.leg.Message(int(t.Final)).Frame.Number), int(t.Final)
	case t.Method != sipmsg.INVITE || t.Request < 0:
	case t.Final < 0 && t.ACK >= 0:
		return fmt.Sprintf("the final response to the %s that frame %d acknowledges", request(t), s.leg.Message(int(t.ACK)).Frame.Number), int(t.ACK)
	case t.ACK < 0 && t.Final >= 0 && !s.has(missingAck.ID):
		if at := s.livedOn(t); t.Status/100 == 2 && at >= 0 {
			return fmt.Sprintf("the ACK of the %s, which frame %d proves", s.response(int(t.Final)), s.leg.Message(at).Frame.Number), at
		}
		if s.unrepeated(t) {
			return fmt.Sprintf("the ACK of the %s, which was not sent again", s.response(int(t.Final))), int(t.Final)
		}
	}
	return "", -1
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

// livedOn is a request on a transaction's hop that came so long after its 2xx that the callee
// would have sent that again if no ACK had come; -1 where there is none, or an ACK somewhere.
func (s *subject) livedOn(t *callflow.Transaction) int {
	last := s.leg.Message(int(t.Final))
	for _, o := range s.leg.Messages() {
		if o.Method == sipmsg.ACK && o.CSeq == t.CSeq {
			return -1
		}
		if o.Retransmission && o.Original == int(t.Final) {
			last = o
		}
	}
	for i, o := range s.leg.Messages() {
		if o.Method != "" && o.ToTag != "" && o.Transaction >= 0 && s.txs[o.Transaction].Hop == t.Hop && o.Time.Sub(last.Time) > 2*t2 {
			return i
		}
	}
	return -1
}
