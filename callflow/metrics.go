package callflow

import "time"

// Metrics are the figures of RFC 6076 (its abbreviations are their names), and the telephone
// network's older ones, as the hop nearest the caller shows them. A call counts once, with the
// outcome of its last attempt: the RFC asks for new sessions, and neither a challenge nor a
// redirection that was followed begins one.
//
// What the capture cannot tell is in no figure: calls of [OutcomeUnknown], and what waits for
// an answer when the capture ends.
type Metrics struct {
	Calls int // calls whose outcome the capture can tell
	// ASR is the answer-seizure ratio (ITU-T E.411): answered calls to all.
	ASR Ratio
	// NER is the network effectiveness ratio (ITU-T E.425): calls that reached a user, who
	// answered, was busy, declined, let it ring or whose caller gave up, to all.
	NER Ratio
	// SER is the session establishment ratio (§4.6): those answered by a 2xx to all but those
	// that ended in a 3xx.
	SER Ratio
	// SEER is the session establishment effectiveness ratio (§4.7): those answered by a 2xx or
	// with 480, 486, 600 or 603, to all but those that ended in a 3xx.
	SEER Ratio
	// ISA are the ineffective session attempts (§4.8): 408, 500, 503 and 504, to all.
	ISA Ratio
	// SCR is the session completion ratio (§4.9): sessions that were set up and released, and
	// whose release did not time out, to all.
	SCR Ratio
	// ACD is the mean TalkTime of the calls that have one, or Unmeasured.
	ACD time.Duration

	PostDialDelay Quantiles // of all calls
	Setup         Quantiles
	Talk          Quantiles

	SRD       Quantiles // session request delay (§4.3.1): PostDialDelay of the answered
	FailedSRD Quantiles // and of those that ended in 4xx but 401, 402 and 407, in 5xx or 6xx (§4.3.2)
	SDD       Quantiles // session disconnect delay (§4.4): BYE to its 2xx
	FailedSDD Quantiles // BYE to any other final response; what timed out is left out
	SDT       Quantiles // session duration time (§4.5.1): 2xx to BYE
	FailedSDT Quantiles // 2xx to the time-out of a BYE that nobody answered (§4.5.2)

	Registrations int // registration attempts whose end the capture can tell
	// IRA are the ineffective registration attempts (§4.2): 4xx but 401, 402 and 407, 5xx, 6xx,
	// and no answer within [TimerF], to all. An attempt has the challenges that it answered in it.
	IRA Ratio
	// RRD is the registration request delay (§4.1): REGISTER to the 2xx, challenges included, of
	// the attempts that succeeded.
	RRD Quantiles
}

// TimerF is how long a client waits for the final response to a request other than INVITE
// (RFC 3261 §17.1.2.2): 64·T1.
const TimerF = 32 * time.Second

// Ratio is a share, as its parts. Where Of is 0 there is none.
type Ratio struct{ N, Of int }

// Share is the ratio as a number from 0 to 1; ok is false where there is nothing to take a share of.
func (r Ratio) Share() (share float64, ok bool) {
	if r.Of <= 0 {
		return 0, false
	}
	return float64(r.N) / float64(r.Of), true
}
