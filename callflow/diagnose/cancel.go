package diagnose

import (
	"fmt"
	"time"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// cancels calls f with each CANCEL of the leg and the INVITE that it is to end, until f is done.
func (s *subject) cancels(f func(cancel, invite *callflow.Transaction) (done bool)) {
	txs := s.some()
	for i := range txs {
		cancel := &txs[i]
		if !cancel.Is(sipmsg.CANCEL) {
			continue
		}
		for k := range txs {
			invite := &txs[k]
			if invite.Is(sipmsg.INVITE) && invite.Hop == cancel.Hop && invite.CSeq == cancel.CSeq && invite.Branch == cancel.Branch {
				if f(cancel, invite) {
					return
				}
				break
			}
		}
	}
}

var cancelCrossedAnswer = Rule{
	ID: "cancel-crossed-answer", Severity: callflow.Warning,
	Title: "the caller gave up, and the callee answered all the same",
	Doc: "A CANCEL and a 2xx crossed on the wire: the CANCEL is without effect and the call is up until a BYE releases it. " +
		"The summary tells whether that came; a call that is left up is charged, and its callee hears nothing. " +
		"Silent where the same dialog was answered to another INVITE too, which was not cancelled: a caller that tries several ways at once gives up all but one.",
	Hint:      "Does the caller acknowledge the 2xx and send BYE at once? A caller that forgets the call after its CANCEL leaves it up.",
	Reference: "RFC 5407 §3.1.2",
	needs:     cancelled,
	call: func(s *subject) {
		s.cancels(func(cancel, invite *callflow.Transaction) bool {
			if cancel.Request < 0 || invite.Status/100 != 2 || invite.Final < cancel.Request || s.wantedElsewhere(invite) {
				return false
			}
			c, m := s.leg.Message(int(cancel.Request)), s.leg.Message(int(invite.Final))
			f := finding{at: int(invite.Final), messages: []int{int(cancel.Request), int(invite.Final)}}
			f.summary = fmt.Sprintf("%s from %s came %s after the CANCEL of %s", s.response(f.at), s.party(m.Src), span(m.Time.Sub(c.Time)), c.Src)
			if bye := s.byeAfter(f.at); bye >= 0 {
				b := s.leg.Message(bye)
				f.messages = append(f.messages, bye)
				f.summary += fmt.Sprintf("; %s released the call by BYE %s later", b.Src, span(b.Time.Sub(m.Time)))
			} else {
				f.capture = s.since(m.Time) < t2 || s.lossy()
				f.summary += fmt.Sprintf("; no BYE released the call in the %s that followed", span(s.since(m.Time)))
			}
			s.add(f)
			return true
		})
	},
}

// wantedElsewhere tells whether the dialog of an INVITE's 2xx was made by another INVITE as well.
func (s *subject) wantedElsewhere(invite *callflow.Transaction) bool {
	tag := s.leg.Message(int(invite.Final)).ToTag
	for i := range s.some() {
		o := &s.txs[i]
		if o.Is(sipmsg.INVITE) && !o.InDialog && o.CSeq != invite.CSeq && o.Status/100 == 2 && s.leg.Message(int(o.Final)).ToTag == tag && s.sameParty(o, invite) {
			return true
		}
	}
	return false
}

// byeAfter is the first BYE after answer i that releases its dialog, -1 where there is none.
func (s *subject) byeAfter(i int) int {
	tag := s.leg.Message(i).ToTag
	for k := i + 1; k < s.leg.Len(); k++ {
		if m := s.leg.Message(k); m.Method == sipmsg.BYE && (tag == "" || m.ToTag == tag || m.FromTag == tag) {
			return k
		}
	}
	return -1
}

var cancelNotHonoured = Rule{
	ID: "cancel-not-honoured", Severity: callflow.Warning,
	Title: "the CANCEL got its 200, but the INVITE no final response",
	Doc: "A server that accepts a CANCEL must end the INVITE, with 487, and sends that again until it is acknowledged: " +
		"where none of these is seen, the callee may ring on. Within the last 4 s of a capture its end may explain it.",
	Hint:      "Does the server that answered the CANCEL pass it on? A callee that rings on was not told.",
	Reference: "RFC 3261 §9.2",
	needs:     cancelled,
	call: func(s *subject) {
		s.cancels(func(cancel, invite *callflow.Transaction) bool {
			if cancel.Status/100 != 2 || invite.Final >= 0 || invite.ACK >= 0 {
				return false
			}
			m := s.leg.Message(int(cancel.Final))
			silence := s.since(m.Time)
			if silence < t1 {
				return false // the 487 may be on its way
			}
			s.add(finding{
				at: int(cancel.Final), messages: captured(int(cancel.Request), int(cancel.Final)), capture: silence < 8*t1 || s.lossy(),
				summary: fmt.Sprintf("%s accepted the CANCEL but sent no final response to the INVITE in the %s that followed", s.party(m.Src), span(silence)),
			})
			return true
		})
	},
}

// captured leaves out messages that were not captured.
func captured(messages ...int) []int {
	out := messages[:0]
	for _, m := range messages {
		if m >= 0 {
			out = append(out, m)
		}
	}
	return out
}

var lateCancel = Rule{
	ID: "late-cancel", Severity: callflow.Info,
	Title: "a CANCEL came too late",
	Doc: "It came after the final response had passed the point of capture, or the server no longer knew the INVITE (481). " +
		"A CANCEL has no effect on a request that has its final response.",
	Hint:      "Usually a race that harms nobody. If it is always so, the final response does not reach the caller: look for it on the caller's side.",
	Reference: "RFC 3261 §9.1",
	needs:     cancelled,
	call: func(s *subject) {
		s.cancels(func(cancel, invite *callflow.Transaction) bool {
			switch {
			case cancel.Request >= 0 && invite.Final >= 0 && invite.Final < cancel.Request:
				c, m := s.leg.Message(int(cancel.Request)), s.leg.Message(int(invite.Final))
				s.add(finding{
					at: int(cancel.Request), messages: []int{int(invite.Final), int(cancel.Request)},
					summary: fmt.Sprintf("CANCEL from %s came %s after the %s and is without effect",
						c.Src, span(max(c.Time.Sub(m.Time), time.Duration(0))), s.response(int(invite.Final))),
				})
			case cancel.Status == 481:
				m := s.leg.Message(int(cancel.Final))
				s.add(finding{
					at: int(cancel.Final), messages: captured(int(cancel.Request), int(cancel.Final)), follows: s.cause(cancelCrossedAnswer.ID),
					summary: fmt.Sprintf("%s has no INVITE for the CANCEL of %s: %s", s.party(m.Src), m.Dst, s.response(int(cancel.Final))),
				})
			default:
				return false
			}
			return true
		})
	},
}
