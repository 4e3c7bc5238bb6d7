package callflow

// Kind is what a call's initial request asks for.
type Kind uint8

// The kinds, by the method of the initial request: INVITE, REGISTER, SUBSCRIBE (or a NOTIFY
// or PUBLISH that stands alone), OPTIONS, MESSAGE, and any other.
const (
	KindOther Kind = iota
	KindCall
	KindRegistration
	KindSubscription
	KindOptions
	KindMessage
)

var kindWords = [...]string{
	KindOther: "other", KindCall: "call", KindRegistration: "registration", KindSubscription: "subscription",
	KindOptions: "options", KindMessage: "message",
}

// String is the word for k, as "call".
func (k Kind) String() string { return wordOf(kindWords[:], k) }

// MarshalText gives the word for k.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// State is how far a call got.
type State uint8

// The states of a call. All but the INVITE's own (ringing, established, cancelled, busy,
// declined) are those of registrations and the rest too.
const (
	UnknownState State = iota // what was captured cannot decide
	NoResponse                // nothing came back
	Proceeding                // 100 only
	Ringing                   // another 1xx
	Established               // 2xx, and no BYE seen
	Completed                 // 2xx, then BYE
	Cancelled                 // 487
	Redirected                // 3xx
	Busy                      // 486, 600
	Declined                  // 603
	Unauthorized              // 401, 407, and no later attempt succeeded
	Failed                    // any other final response from 400 on
)

var stateWords = [...]string{
	UnknownState: "unknown", NoResponse: "no-response", Proceeding: "proceeding", Ringing: "ringing",
	Established: "established", Completed: "completed", Cancelled: "cancelled", Redirected: "redirected",
	Busy: "busy", Declined: "declined", Unauthorized: "unauthorized", Failed: "failed",
}

// String is the word for s, as "no-response".
func (s State) String() string { return wordOf(stateWords[:], s) }

// MarshalText gives the word for s.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// States lists all states in the order in which they are printed.
func States() []State {
	return []State{Completed, Established, Ringing, Proceeding, NoResponse, Cancelled, Redirected,
		Busy, Declined, Unauthorized, Failed, UnknownState}
}

// Outcome is the class of the final response to a call's last attempt.
type Outcome uint8

// The outcomes: the six classes of RFC 3261 §7.2, and what is none of them.
const (
	OutcomeUnknown       Outcome = iota // what was captured cannot decide
	OutcomeNone                         // no response came
	OutcomeInformational                // only provisional responses came
	OutcomeSuccess
	OutcomeRedirection
	OutcomeClientError
	OutcomeServerError
	OutcomeGlobalFailure
)

var outcomeWords = [...]string{
	OutcomeUnknown: "unknown", OutcomeNone: "none", OutcomeInformational: "informational", OutcomeSuccess: "success",
	OutcomeRedirection: "redirection", OutcomeClientError: "client-error", OutcomeServerError: "server-error",
	OutcomeGlobalFailure: "global-failure",
}

// String is the word for o, as "client-error".
func (o Outcome) String() string { return wordOf(outcomeWords[:], o) }

// MarshalText gives the word for o.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// Outcomes lists all outcomes in the order in which they are printed.
func Outcomes() []Outcome {
	return []Outcome{OutcomeInformational, OutcomeSuccess, OutcomeRedirection, OutcomeClientError,
		OutcomeServerError, OutcomeGlobalFailure, OutcomeNone, OutcomeUnknown}
}

// Party is a side of a call.
type Party uint8

// The parties.
const (
	UnknownParty Party = iota // where the capture does not tell
	Caller                    // who sent the initial request
	Callee
)

var partyWords = [...]string{UnknownParty: "", Caller: "caller", Callee: "callee"}

// String is the word for p, as "caller"; "" for UnknownParty.
func (p Party) String() string { return wordOf(partyWords[:], p) }

// MarshalText gives the word for p.
func (p Party) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// wordOf is the word for a value in its table, "" where it has none.
func wordOf[E ~uint8](words []string, v E) string {
	if int(v) < len(words) {
		return words[v]
	}
	return ""
}
