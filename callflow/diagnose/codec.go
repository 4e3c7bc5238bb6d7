package diagnose

import (
	"fmt"
	"strings"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

var noCommonCodec = Rule{
	ID: "no-common-codec", Severity: callflow.Error,
	Title: "the two sides found no media in common",
	Doc: "488, 606 or 415 to the call's INVITE, or an offer and an answer whose streams have no codec in common. The summary tells what each side offered. " +
		"Encryption (RTP/SAVP against RTP/AVP) and packet times are refused with 488 too.",
	Hint:      "Compare the codec lists of the two sides, and their SRTP settings; the Warning of the response may say which line was not acceptable.",
	Reference: "RFC 3264 §6",
	travels:   true,
	needs:     refused | answered,
	call: func(s *subject) {
		if s.c.Kind != callflow.KindCall {
			return
		}
		for i := range s.txs {
			t := &s.txs[i]
			if !t.Is(sipmsg.INVITE) || t.InDialog || t.Final < 0 {
				continue
			}
			switch {
			case t.Status/100 == 2 && s.mismatch(t):
				return
			case (t.Status == 488 || t.Status == 606 || t.Status == 415) && int(t.Status) == s.c.Status:
				s.notAcceptable()
				return
			}
		}
	},
}

func (s *subject) notAcceptable() {
	at := s.verdict()
	m := s.leg.Message(at)
	t := &s.txs[m.Transaction]
	summary := fmt.Sprintf("%s refuses the session with %s", s.party(m.Src), s.response(at))
	if t.Request >= 0 {
		if offer := s.leg.SDPOf(int(t.Request)); offer != nil {
			summary += fmt.Sprintf("; offered was %s", media(offer))
		} else {
			summary += "; the INVITE had no offer"
		}
	}
	if m.SDP != nil {
		summary += fmt.Sprintf("; it can do %s", media(m.SDP))
	}
	s.add(finding{at: at, messages: captured(int(t.Request), at), summary: summary + s.told(at)})
}

// mismatch tells of an answered INVITE whose offer and answer have nothing in common.
func (s *subject) mismatch(t *callflow.Transaction) bool {
	offerAt, answerAt := int(t.Request), int(t.Final)
	if offerAt < 0 {
		return false
	}
	if s.leg.SDPOf(offerAt) == nil {
		offerAt, answerAt = answerAt, s.lateAnswer(t)
	}
	if answerAt < 0 {
		return false
	}
	offer, answer := s.leg.SDPOf(offerAt), s.leg.SDPOf(answerAt)
	if offer == nil || answer == nil || inCommon(offer, answer) {
		return false
	}
	s.add(finding{at: answerAt, messages: []int{offerAt, answerAt}, summary: fmt.Sprintf("%s offered %s, %s answered %s: nothing in common",
		s.leg.Message(offerAt).Src, media(offer), s.leg.Message(answerAt).Src, media(answer))})
	return true
}

// lateAnswer is the ACK that answers the offer of a 2xx, on the same hop.
func (s *subject) lateAnswer(t *callflow.Transaction) int {
	if t.ACK < 0 || s.leg.SDPOf(int(t.ACK)) == nil {
		return -1
	}
	return int(t.ACK)
}

// inCommon tells whether any stream was agreed on, or may have been: one accepted stream with a
// codec in common is enough. Names differ in case; a payload type without a name may be any.
func inCommon(offer, answer *callflow.SDP) bool {
	offered, answered := offer.Streams(), answer.Streams()
	if len(offered) == 0 || len(answered) == 0 {
		return true // no streams were wanted
	}
	wanted := false
	for i := range offered {
		o := &offered[i]
		if o.Refused {
			continue
		}
		wanted = true
		if i >= len(answered) {
			continue
		}
		if a := &answered[i]; !a.Refused && (len(o.Codecs) == 0 || overlap(o.Codecs, a.Codecs)) {
			return true
		}
	}
	return !wanted
}

func overlap(offer, answer []string) bool {
	for _, a := range answer {
		for _, o := range offer {
			if strings.EqualFold(a, o) || unnamed(a) || unnamed(o) {
				return true
			}
		}
	}
	return false
}

// unnamed tells a dynamic payload type that no rtpmap names.
func unnamed(codec string) bool { return codec != "" && codec[0] >= '0' && codec[0] <= '9' }

// media is what a session description has, stream by stream.
func media(d *callflow.SDP) string {
	var streams []string
	for i := range d.Streams() {
		st := &d.Streams()[i]
		words := st.Type
		if st.Refused {
			words += " refused"
		} else if len(st.Codecs) > 0 {
			words += " " + strings.Join(st.Codecs, " ")
		}
		streams = append(streams, words)
	}
	if len(streams) == 0 {
		return "no media"
	}
	return strings.Join(streams, ", ")
}
