package callflow

import (
	"net/netip"
	"time"
)

// Kind is what a call's initial request asks for.
type Kind string

// The kinds, by the method of the initial request: INVITE, REGISTER, SUBSCRIBE (or a NOTIFY
// or PUBLISH that stands alone), OPTIONS, MESSAGE, and any other.
const (
	KindCall         Kind = "call"
	KindRegistration Kind = "registration"
	KindSubscription Kind = "subscription"
	KindOptions      Kind = "options"
	KindMessage      Kind = "message"
	KindOther        Kind = "other"
)

// State is how far a call got.
type State string

// The states of a call. All but the INVITE's own (ringing, established, cancelled, busy,
// declined) are those of registrations and the rest too.
const (
	NoResponse   State = "no-response"  // nothing came back
	Proceeding   State = "proceeding"   // 100 only
	Ringing      State = "ringing"      // another 1xx
	Established  State = "established"  // 2xx, and no BYE seen
	Completed    State = "completed"    // 2xx, then BYE
	Cancelled    State = "cancelled"    // 487
	Redirected   State = "redirected"   // 3xx
	Busy         State = "busy"         // 486, 600
	Declined     State = "declined"     // 603
	Unauthorized State = "unauthorized" // 401, 407, and no later attempt succeeded
	Failed       State = "failed"       // any other final response from 400 on
	UnknownState State = "unknown"      // what was captured cannot decide
)

// States lists all states in the order in which they are printed.
func States() []State {
	return []State{Completed, Established, Ringing, Proceeding, NoResponse, Cancelled, Redirected,
		Busy, Declined, Unauthorized, Failed, UnknownState}
}

// Outcome is the class of the final response to a call's last attempt.
type Outcome string

// The outcomes: the six classes of RFC 3261 §7.2, then what is none of them.
const (
	OutcomeInformational Outcome = "informational" // only provisional responses came
	OutcomeSuccess       Outcome = "success"
	OutcomeRedirection   Outcome = "redirection"
	OutcomeClientError   Outcome = "client-error"
	OutcomeServerError   Outcome = "server-error"
	OutcomeGlobalFailure Outcome = "global-failure"
	OutcomeNone          Outcome = "none"    // no response came
	OutcomeUnknown       Outcome = "unknown" // what was captured cannot decide
)

// Outcomes lists all outcomes in the order in which they are printed.
func Outcomes() []Outcome {
	return []Outcome{OutcomeInformational, OutcomeSuccess, OutcomeRedirection, OutcomeClientError,
		OutcomeServerError, OutcomeGlobalFailure, OutcomeNone, OutcomeUnknown}
}

// Party is a side of a call.
type Party string

// The parties. The empty Party is not known.
const (
	Caller Party = "caller" // who sent the initial request
	Callee Party = "callee"
)

// Unmeasured is the value of a duration of which the capture lacks an end.
const Unmeasured time.Duration = -1

// Call is a conversation, or a registration, subscription or other exchange: its legs and
// what became of it, told from the hop nearest the caller.
//
// A Call is made by [Builder.Finish], of one leg; [Join] adds to it those that belong to the same
// conversation. It is not changed afterwards, but for ID, which [Number] sets, and Findings, which
// diagnose adds.
type Call struct {
	ID   int // its number in the list, from 1
	Kind Kind
	Legs []*Leg // the leg nearest the caller first

	From, To   string // the URIs of From and To in the initial request
	RequestURI string
	Src, Dst   netip.AddrPort // where the initial request ran from and to

	Start, End time.Time // of the first and last message
	State      State
	Outcome    Outcome
	Status     int    // the final response's code, 0 where there is none
	Reason     string // and its phrase

	Messages        int // sightings less duplicates, over all hops
	Retransmissions int
	Duplicates      int
	Hops            int // pairs of IP addresses that the messages ran between
	Attempts        int // initial requests, counted with their last try

	PostDialDelay time.Duration // initial INVITE to the first 18x or the last final response; or Unmeasured, as all four
	Setup         time.Duration // initial INVITE to its 2xx
	RingTime      time.Duration // first 18x to the final response
	TalkTime      time.Duration // 2xx to BYE
	EndedBy       Party         // who sent the BYE

	Codecs     []string // agreed ones, or the offered where there was no answer
	UserAgents []string // as User-Agent and Server name themselves, in order of appearance

	Proof    []int // the messages of Legs[0] that State and Outcome rest on
	Findings []*Finding

	ties  *ties      // nil for most
	facts *joinFacts // until they are joined
}

// Leg is the leg nearest the caller.
func (c *Call) Leg() *Leg { return c.Legs[0] }

// CallID is the Call-ID of the leg nearest the caller.
func (c *Call) CallID() string { return c.Legs[0].CallID }

// ProofFrames are the frames of [Call.Proof].
func (c *Call) ProofFrames() []FrameRef {
	var frames []FrameRef
	for _, i := range c.Proof {
		frames = append(frames, c.Leg().Frames(i)...)
	}
	return frames
}

// Bad tells whether the call ended in a failure, or in nothing: what a person who looks for
// trouble wants to see. A call that was busy, declined or cancelled by a person is not bad.
func (c *Call) Bad() bool {
	switch c.State {
	case NoResponse, Unauthorized, Failed:
		return true
	}
	return false
}
