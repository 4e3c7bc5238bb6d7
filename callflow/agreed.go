package callflow

import (
	"net/netip"
	"slices"
	"strings"
)

// AgreedStream is a media stream of a call, as its last offer and answer left it (RFC 3264).
type AgreedStream struct {
	Type   string   // audio, video, image …
	Codecs []string // that both sides have, by name, in the answer's order; not to be changed
	// Direction tells which way media may flow, as the caller sees it: sendrecv, sendonly,
	// recvonly or inactive.
	Direction string
	Caller    netip.AddrPort // where the caller wants it sent; zero where that is no address, or not known
	Callee    netip.AddrPort
	// CallerHolds and CalleeHolds tell who put the stream on hold (RFC 3264 §8.4). Who only
	// follows the other side's hold does not.
	CallerHolds, CalleeHolds bool

	place int // in the description
}

// sendRecv is the direction of a stream that says nothing else (RFC 8866 §6.7.1).
const sendRecv = "sendrecv"

// Streams are the media streams that the parties of a call agreed on last, those that were
// refused or switched off left out; nil where no answer was captured. A description tells no
// more than a leg keeps of it: codecs are compared by name.
func (c *Call) Streams() []AgreedStream {
	if c.Kind != KindCall {
		return nil
	}
	l := c.Leg()
	var room [4]exchange
	var out, before []AgreedStream
	for _, e := range l.exchanges(c, room[:0]) {
		before, out = out, before[:0]
		offer, answer := l.sdpOf(e.offer), l.sdpOf(e.answer)
		if offer == nil {
			offer = accepting(answer)
		}
		callerOffers := l.byCaller(c, e.tx) != e.late
		began := !l.transactions[e.tx].InDialog // the first description may be one-way without a hold
		for i := range min(len(offer.Streams()), len(answer.Streams())) {
			caller, callee := &offer.Streams()[i], &answer.Streams()[i]
			s := AgreedStream{Type: callee.Type, Codecs: common(caller, callee), Caller: offer.Addr(i), Callee: answer.Addr(i), place: i}
			if !callerOffers {
				caller, callee, s.Caller, s.Callee = callee, caller, s.Callee, s.Caller
			}
			if caller.Refused || callee.Refused || !strings.EqualFold(caller.Type, callee.Type) {
				continue
			}
			callerSends, callerReceives := directions(caller)
			calleeSends, calleeReceives := directions(callee)
			s.Direction = direction(callerSends && calleeReceives, callerReceives && calleeSends)
			if !began {
				held := heldBefore(before, i)
				s.CallerHolds = caller.Hold && (callerOffers || callee.Direction == sendRecv || held.CallerHolds)
				s.CalleeHolds = callee.Hold && (!callerOffers || caller.Direction == sendRecv || held.CalleeHolds)
			}
			out = append(out, s)
		}
	}
	return out
}

// accepting is an offer of what an answer accepts, for one that was not captured.
func accepting(answer *SDP) *SDP {
	offer := NewSDP(slices.Clone(answer.Streams())...)
	for i := range offer.Streams() {
		s := &offer.Streams()[i]
		s.Direction, s.Hold, s.Refused = sendRecv, false, false
	}
	return offer
}

// heldBefore is what was agreed before on the stream at a place of the description.
func heldBefore(before []AgreedStream, place int) AgreedStream {
	for i := range before {
		if before[i].place == place {
			return before[i]
		}
	}
	return AgreedStream{}
}

func (l *Leg) sdpOf(message int32) *SDP {
	if message < 0 {
		return nil
	}
	return &l.sdps[l.records[message].sdp-1]
}

// byCaller tells whether the request of a transaction is the caller's.
func (l *Leg) byCaller(c *Call, tx int32) bool {
	t := &l.transactions[tx]
	if caller := l.callerTag(); caller != 0 && t.fromTag != 0 {
		return t.fromTag == caller
	}
	return l.endpoints.at(t.Client).Addr() == c.Src().Addr()
}

// eachPair calls f for each stream that both offer and answer have and neither refuses: the
// answer's at the same place (RFC 3264 §6).
func eachPair(offer, answer *SDP, f func(o, a *Stream)) {
	for i := range min(len(offer.Streams()), len(answer.Streams())) {
		o, a := &offer.Streams()[i], &answer.Streams()[i]
		if !o.Refused && !a.Refused && strings.EqualFold(o.Type, a.Type) {
			f(o, a)
		}
	}
}

// common are the codecs of an answer that were offered, in the answer's order.
func common(offer, answer *Stream) []string {
	offered := func(name string) bool {
		return slices.ContainsFunc(offer.Codecs, func(o string) bool { return strings.EqualFold(o, name) })
	}
	for i, name := range answer.Codecs {
		if offered(name) {
			continue
		}
		names := slices.Clone(answer.Codecs[:i])
		for _, name := range answer.Codecs[i+1:] {
			if offered(name) {
				names = append(names, name)
			}
		}
		return names
	}
	return answer.Codecs
}

// directions tells whether the writer of a stream's description may send, and may be sent to.
func directions(s *Stream) (sends, receives bool) {
	nowhere := s.Hold && s.Direction != "sendonly" && s.Direction != "inactive" // 0.0.0.0, as RFC 2543 has it
	sends = s.Direction != "recvonly" && s.Direction != "inactive"
	receives = s.Direction != "sendonly" && s.Direction != "inactive" && !nowhere
	return sends, receives
}

func direction(sends, receives bool) string {
	switch {
	case sends && receives:
		return sendRecv
	case sends:
		return "sendonly"
	case receives:
		return "recvonly"
	}
	return "inactive"
}

// codecs are those that the parties agreed on, over the whole call and in the order in which
// they did; or, where no answer was captured, those of the first offer.
func (l *Leg) codecs(c *Call) []string {
	if len(l.sdps) == 0 {
		return nil
	}
	var room [4]exchange
	all := l.exchanges(c, room[:0])
	var names []string
	for _, e := range all {
		offer, answer := l.sdpOf(e.offer), l.sdpOf(e.answer)
		if offer == nil {
			offer = answer
		}
		eachPair(offer, answer, func(o, a *Stream) { names = addNames(names, common(o, a)) })
	}
	if len(all) > 0 {
		return names
	}
	for i := range l.records {
		if r := &l.records[i]; r.sdp != 0 && l.sdpRole(i) == Offer {
			return l.sdpOf(int32(i)).codecs()
		}
	}
	return nil
}
