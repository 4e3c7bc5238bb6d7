package diagnose

import (
	"fmt"

	"sipcap/callflow"
)

var captureTruncated = Rule{
	ID: "capture-truncated", Severity: callflow.Warning,
	Title:     "frames were cut by the snap length",
	Doc:       "The capture kept only the beginning of some frames, so that the end of a SIP message, often its SDP, is missing. What cannot be read there is not told.",
	Hint:      "Capture with the whole frame: tcpdump -s 0, dumpcap -s 262144.",
	Reference: "",
	all: func(sc *scene) {
		if sc.capture == nil || sc.capture.Used == 0 {
			return
		}
		var snapped, frames uint64
		for i := range sc.capture.Files {
			snapped += sc.capture.Files[i].Snapped
			frames += sc.capture.Files[i].Frames
		}
		if snapped == 0 {
			return
		}
		f := &callflow.Finding{Cause: callflow.CauseCapture}
		messages := 0
		for _, c := range sc.calls {
			for _, leg := range c.Legs() {
				if !leg.Truncated() {
					continue
				}
				for _, m := range leg.Messages() {
					if m.Truncated {
						messages++
						f.Frames = append(f.Frames, m.Frame)
					}
				}
			}
		}
		f.Summary = fmt.Sprintf("%d of %s were cut by the snap length", snapped, count(int(frames), "frame"))
		if messages > 0 {
			f.Summary += fmt.Sprintf(", %s in calls among them", count(messages, "SIP message"))
		}
		sc.add(f)
	},
}

var captureCut = Rule{
	ID: "capture-cut", Severity: callflow.Info,
	Title: "the call began before the capture, or ended after it",
	Doc: "Its first messages are those of a call that was going on, or it had not ended when the capture did. What is missing is the capture's fault; " +
		"state and outcome say what the rest proves.",
	Hint:      "Give sipcap the files before and after as well, if there are some; it merges them by time.",
	Reference: "",
	needs:     pending | partial | unanswered,
	call: func(s *subject) {
		noAnswer := s.c.State == callflow.NoResponse && s.c.Kind != callflow.KindOptions
		if !noAnswer && s.c.Kind != callflow.KindCall || s.legNumber > 0 || s.has(noResponse.ID, routingLoop.ID, noFinalResponse.ID, cancelNotHonoured.ID, cancelCrossedAnswer.ID, noBye.ID) {
			return
		}
		for i := range s.txs {
			if deaf, _ := s.deaf(&s.txs[i]); deaf {
				return
			}
		}
		last := s.leg.Len() - 1
		switch s.c.State {
		case callflow.NoResponse:
			s.add(finding{at: last, capture: true, summary: fmt.Sprintf("the %s had no answer yet when the capture ended, %s after its last message", s.name(0), span(s.since(s.c.End())))})
			return
		case callflow.Established, callflow.Ringing, callflow.Proceeding:
			s.add(finding{at: last, capture: true, summary: fmt.Sprintf("the call was %s when the capture ended, %s after its last message", s.c.State, span(s.since(s.c.End())))})
			return
		}
		// A call that begins with a response was cut if it does so soon after the capture does;
		// otherwise the capture has a gap.
		m := s.leg.Message(0)
		began := m.Status != 0 && m.Transaction >= 0 && s.txs[m.Transaction].Request < 0 && s.c.Start().Sub(s.first) < timerC
		if s.c.Attempts == 0 || began {
			s.add(finding{at: 0, capture: true, summary: fmt.Sprintf("the call was going on when its first message, %s from %s, was captured", s.name(0), m.Src)})
		}
	},
}
