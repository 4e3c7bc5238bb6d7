package callflow

// Severity grades a finding.
type Severity uint8

// The severities, the mildest first.
const (
	Info Severity = iota
	Warning
	Error
)

func (s Severity) String() string { return [...]string{"info", "warning", "error"}[min(s, Error)] }

// Cause tells whether a finding is a fault of the call or of the capture.
type Cause string

// The causes.
const (
	CauseCall    Cause = "call"
	CauseCapture Cause = "capture"
)

// Finding is what a rule concluded: about a call, or about the capture or an endpoint.
type Finding struct {
	ID       string
	Severity Severity
	Cause    Cause
	Call     *Call  // nil for one about the capture or an endpoint
	Summary  string // one sentence with the parties and figures; untrusted text may be in it
	Hint     string // what to look at next
	Frames   []FrameRef
	// Reference is the section of an RFC that was departed from.
	Reference string
	// FollowsFrom is the id of the finding that explains this one.
	FollowsFrom string
	// Leg is the index in Call.Legs of the leg that it is about, At the message of that leg which a
	// ladder shows it at; At is -1 without a call.
	Leg, At int
}
