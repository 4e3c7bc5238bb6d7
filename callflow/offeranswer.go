package callflow

import (
	"slices"

	"sipcap/sipmsg"
)

// sdpRole tells what the session description of message i is (RFC 3264, RFC 3261 §13.2.1,
// RFC 3262 §5): the first one in an exchange is the offer. In what sets up no session, such
// as OPTIONS, it is neither (RFC 3261 §11.2).
func (l *Leg) sdpRole(i int) SDPRole {
	r := &l.records[i]
	switch l.methodOf(r.method) {
	case sipmsg.INVITE, sipmsg.ACK, sipmsg.PRACK, sipmsg.UPDATE:
	default:
		return NoSDP
	}
	if r.tx < 0 {
		return Offer
	}
	t := &l.transactions[r.tx]
	if r.flags&flagRequest == 0 {
		if t.Request >= 0 && l.records[t.Request].sdp == 0 {
			return Offer
		}
		return Answer
	}
	if t.Method == sipmsg.ACK || t.Method == sipmsg.PRACK {
		for k := range l.transactions {
			inv := &l.transactions[k]
			if inv.Method == sipmsg.INVITE && inv.Request >= 0 && (inv.CSeq == t.CSeq || t.Method == sipmsg.PRACK) {
				if l.records[inv.Request].sdp == 0 {
					return Answer
				}
				return Offer
			}
		}
		return Answer
	}
	return Offer
}

// codecs are those of the last answer to the call's initial offer, or of the offer where no
// answer was captured.
func (l *Leg) codecs() []string {
	var offer, answer *SDP
	for i := range l.records {
		r := &l.records[i]
		if r.sdp == 0 || r.tx < 0 || l.transactions[r.tx].InDialog && l.transactions[r.tx].Method != sipmsg.ACK && l.transactions[r.tx].Method != sipmsg.PRACK {
			continue
		}
		switch l.sdpRole(i) {
		case Answer:
			answer = &l.sdps[r.sdp-1]
		case Offer:
			if offer == nil {
				offer = &l.sdps[r.sdp-1]
			}
		}
	}
	if answer == nil {
		answer = offer
	}
	if answer == nil {
		return nil
	}
	return answer.codecs()
}

// codecs are those of all streams that are not refused, each once.
func (s *SDP) codecs() []string {
	var names []string
	for i := range s.Streams {
		if s.Streams[i].Refused {
			continue
		}
		for _, name := range s.Streams[i].Codecs {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
