package diagnose

import (
	"math/bits"
	"slices"

	"sipcap/callflow"
	"sipcap/sipmsg"
)

// subject is the leg of a call that rules look at.
type subject struct {
	*scene
	whole     *callflow.Call
	c         *callflow.Call // the leg as a call of its own; see callflow.Call.Part
	leg       *callflow.Leg
	legNumber int
	txs       []callflow.Transaction
	from      int          // where the call's findings begin in scene.found
	explained map[int]bool // messages whose repetitions a finding tells of
	again     repetitions
	alike     alikeFindings       // where they are untold
	spare     []*callflow.Finding // with a Teller: told before, and used again
}

// subject is room to look at one call after the other beside what else looks at calls.
func (sc *scene) subject() *subject {
	own := *sc
	own.found = nil
	return &subject{scene: &own}
}

// Rules compare what is in a leg with the rest of it. These bounds keep that from growing with
// the square of a leg that is a flood or an attack; its first transactions tell what it is.
const (
	comparedTransactions = 1024
	comparedMessages     = 64 // how many messages of a leg are each compared with all others
)

// some are the transactions that are compared with one another.
func (s *subject) some() []callflow.Transaction {
	return s.txs[:min(len(s.txs), comparedTransactions)]
}

// traits say roughly what is with a call, so that rules need not look at each.
type traits uint16

const (
	refused    traits = 1 << iota // a final response from 300 on
	repeated                      // something was sent again
	cancelled                     // a CANCEL
	unanswered                    // a request without any response
	pending                       // provisional responses only, or up at the end
	partial                       // its beginning is not in the capture
	answered                      // a 2xx to its INVITE
	flawed                        // a message that is malformed
	deep                          // a request that was seen on hops far from each other
	holes                         // messages that others prove are missing
	cut                           // a message of which only the beginning was captured
	fragmented                    // a message over UDP that came in fragments
	bounced                       // an ICMP error quotes a message
	addressed                     // an address in a message that does not fit its packet
	misfit                        // a Content-Length that is not the body's

	traitCount = iota
)

// rulesOf has for each trait the rules that look at calls with it: bit i is that of rules[i].
var rulesOf = func() (of [traitCount]uint64) {
	for i := range rules {
		for t := range of {
			if rules[i].needs&(1<<t) != 0 {
				of[t] |= 1 << i
			}
		}
	}
	return of
}()

// needing are the rules that look at calls with any of these traits, as in rulesOf.
func needing(has traits) (set uint64) {
	for ; has != 0; has &= has - 1 {
		set |= rulesOf[bits.TrailingZeros16(uint16(has))]
	}
	return set
}

// look applies the rules to each leg of a call, the farthest from the caller first: what went
// wrong there explains what he was told. Those of a registration come in the order of time.
func (s *subject) look(c *callflow.Call) {
	s.whole, s.from = c, len(s.found)
	for n := range c.Legs() {
		if c.Kind == callflow.KindCall {
			n = len(c.Legs()) - 1 - n
		}
		s.c, s.leg, s.legNumber = c.Part(n), c.Legs()[n], n
		s.txs = s.leg.Transactions()
		has := s.traits()
		if has == 0 {
			continue
		}
		clear(s.explained)
		s.again.known = false
		for set := needing(has); set != 0; set &= set - 1 {
			s.rule = &rules[bits.TrailingZeros64(set)]
			s.rule.call(s)
		}
	}
}

func (s *subject) traits() traits {
	var has traits
	if s.c.Retransmissions > 0 {
		has |= repeated
	}
	var low, high uint8 // Via
	least, most := uint8(callflow.NoMaxForwards), uint8(0)
	for i := range s.txs {
		t := &s.txs[i]
		if low == 0 || t.Vias < low {
			low = t.Vias
		}
		high = max(high, t.Vias)
		if t.MaxForwards != callflow.NoMaxForwards {
			least, most = min(least, t.MaxForwards), max(most, t.MaxForwards)
		}
		invite := t.Is(sipmsg.INVITE)
		switch {
		case t.Status >= 300:
			has |= refused
		case t.Status >= 200:
			if invite {
				has |= answered
			}
		case t.Status == 0 && t.Trying < 0 && t.Provisional < 0 && !t.Is(sipmsg.ACK):
			has |= unanswered
		}
		switch {
		case invite:
			if t.Request < 0 || (t.ACK < 0) != (t.Final < 0) || t.Final < 0 && s.succeeded() {
				has |= holes
			}
		default:
			if t.Request < 0 {
				has |= holes
			}
			if t.Is(sipmsg.CANCEL) {
				has |= cancelled
			}
		}
	}
	switch s.c.State {
	case callflow.Ringing, callflow.Proceeding, callflow.Established:
		has |= pending
	case callflow.UnknownState:
		has |= partial
	}
	if high >= low+loopPasses-1 || most >= least+loopPasses-1 && most > least {
		has |= deep
	}
	if s.leg.Truncated() {
		has |= cut
	}
	if s.leg.Fragmented() {
		has |= fragmented
	}
	if len(s.leg.Unreachable()) > 0 {
		has |= bounced
	}
	if len(s.leg.Named()) > 0 {
		has |= addressed
	}
	if len(s.leg.LengthMismatches()) > 0 {
		has |= misfit
	}
	if s.leg.Malformed() {
		has |= flawed
	}
	if s.c.Kind == callflow.KindCall && (s.c.Attempts == 0 || s.leg.StatusOf(0) != 0) {
		has |= partial
	}
	return has
}

// finding is what a rule tells of a call.
type finding struct {
	summary  string
	tell     func() string       // or what makes the summary, of what many calls have: see [Untold]
	hint     string              // instead of the rule's
	at       int                 // the message that shows it
	messages []int               // the evidence; at alone where there is none
	frames   []callflow.FrameRef // more of it, which are no messages
	follows  string              // the id of the cause
	capture  bool                // the capture can explain it: then it is no error either
	milder   bool                // a warning instead of an error
	info     bool                // no more than an explanation
}

// add takes a finding of the rule that looks.
func (s *subject) add(f finding) {
	if s.rule.travels && s.legNumber < len(s.whole.Legs())-1 {
		if s.has(s.rule.ID) {
			return // told where it began
		}
		if s.rule.Severity == callflow.Error {
			f.follows = cmpOr(f.follows, s.fartherError())
		}
	}
	switch {
	case s.untold:
		f.summary = ""
	case f.tell != nil:
		f.summary = f.tell()
	}
	out := callflow.Finding{
		ID: s.rule.ID, Severity: s.rule.Severity, Cause: callflow.CauseCall, Call: s.whole, Summary: f.summary,
		Hint: cmpOr(f.hint, s.rule.Hint), Reference: s.rule.Reference, FollowsFrom: f.follows, Leg: s.legNumber, At: f.at,
	}
	if f.capture {
		out.Cause = callflow.CauseCapture
	}
	elsewhere := s.whole.Outcome == callflow.OutcomeSuccess && !s.succeeded() // another leg took the call
	if f.milder || f.capture || elsewhere {
		out.Severity = min(out.Severity, callflow.Warning)
	}
	if f.info {
		out.Severity = callflow.Info
	}
	if s.scanners[s.c.Src().Addr()] && s.rule.refusal {
		out.Severity, out.FollowsFrom = callflow.Info, scanner.ID
	}
	if s.untold {
		s.found = append(s.found, s.alike.of(&out))
		return
	}
	told := s.newFinding()
	frames := told.Frames[:0]
	*told = out
	told.Frames = s.evidence(frames, &f)
	s.found = append(s.found, told)
}

// newFinding is a finding to be told, or one that was and is not needed any more, of which Frames has room.
func (s *subject) newFinding() *callflow.Finding {
	if n := len(s.found); n < len(s.spare) {
		return s.spare[n]
	}
	f := new(callflow.Finding)
	if s.spare != nil {
		s.spare = append(s.spare, f)
	}
	return f
}

// evidence puts the frames of a finding into a list that is empty.
func (s *subject) evidence(list []callflow.FrameRef, f *finding) []callflow.FrameRef {
	if len(f.messages)+len(f.frames) == 0 {
		return s.leg.AppendFrames(list, f.at)
	}
	list = slices.Grow(list, min(len(f.messages)+len(f.frames), frameLimit))
	for _, i := range f.messages {
		if len(list) >= frameLimit {
			break
		}
		list = s.leg.AppendFrames(list, i)
	}
	return append(list, f.frames[:min(len(f.frames), max(0, frameLimit-len(list)))]...)
}

// has tells whether a rule found something in this leg, or in one that goes on from it.
func (s *subject) has(ids ...string) bool { return s.cause(ids...) != "" }

// cause is the first of these rules that found something in this leg, or in one that goes on
// from it.
func (s *subject) cause(ids ...string) string {
	for _, f := range s.found[s.from:] {
		if slices.Contains(ids, f.ID) && s.leadsTo(f.Leg) {
			return f.ID
		}
	}
	return ""
}

// fartherError is the first error on a leg that goes on from this one: the call was refused for it.
func (s *subject) fartherError() string {
	for _, f := range s.found[s.from:] {
		if f.Severity == callflow.Error && f.Leg != s.legNumber && s.leadsTo(f.Leg) {
			return f.ID
		}
	}
	return ""
}

// leadsTo tells whether leg n of the call is this one or goes on from it. Those of a registration came
// one after the other.
func (s *subject) leadsTo(n int) bool {
	if s.whole.Kind != callflow.KindCall {
		return n == s.legNumber
	}
	for n > s.legNumber {
		n = s.whole.Joins()[n-1].With
	}
	return n == s.legNumber
}

// succeeded tells whether the call came about in the end, as far as this leg goes.
func (s *subject) succeeded() bool { return s.c.Outcome == callflow.OutcomeSuccess }

// deaf tells whether the capture holds one direction only of a transaction's hop, and if so
// what the finding about that is.
func (s *subject) deaf(t *callflow.Transaction) (bool, string) {
	if _, ok := s.oneWay[s.leg.Hop(int(t.Hop))]; ok {
		return true, captureOneWay.ID
	}
	return false, ""
}
